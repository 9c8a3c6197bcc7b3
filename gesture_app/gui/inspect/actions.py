"""The actions of the Inspect page: one row for each key with its button, tooltip and hint."""

from __future__ import annotations

from gesture_app.gui.widgets.page_actions import Menu, PageAction

FAR = 10**6
"""steps; more than any trace has"""
STEP_KEYS = {"Left": -1, "Right": 1, "PgUp": -10, "PgDown": 10, "Home": -FAR, "End": FAR}
"""steps that each key goes; with Shift it selects them"""
PANELS = ("gates", "span", "why", "forgetting")
"""ids of the side panels, in the order of their tabs"""

ACTIONS = (
    PageAction(
        "tour",
        ("T", "?"),
        "Tour",
        "Take the guided tour: how an LSTM works, in eight cards",
        hint="tour",
        menu=Menu.VIEW,
    ),
    PageAction("next card", ("Return", "Enter"), menu=Menu.GO, title="Next card of the tour"),
    PageAction("previous card", ("Backspace",), menu=Menu.GO, title="Previous card of the tour"),
    PageAction("explain", ("F1",), hint="explain", menu=Menu.VIEW, title="Explain the row"),
    PageAction("play", ("Space",), "▶", "Play or pause", hint="play", menu=Menu.VIEW, title="Play or pause"),
    PageAction("step Left", ("Left",), "◂", "One step back", hint="step", menu=Menu.GO, title="One step back"),
    PageAction("step Right", ("Right",), "▸", "One step forward", hint="step", menu=Menu.GO, title="One step forward"),
    *(PageAction(f"step {key}", (key,)) for key in list(STEP_KEYS)[2:]),
    PageAction("select Left", ("Shift+Left",), title="Select one step back"),
    PageAction("select Right", ("Shift+Right",), hint="select", title="Select one step forward"),
    *(PageAction(f"select {key}", (f"Shift+{key}",)) for key in list(STEP_KEYS)[2:]),
    PageAction("deselect", ("Esc",), title="Select nothing"),
    PageAction("previous cell", ("Up",), hint="cell", menu=Menu.GO, title="Previous cell"),
    PageAction("next cell", ("Down",), hint="cell", menu=Menu.GO, title="Next cell"),
    PageAction("gates", ("1",), "Gates", "Explain the gates and the chosen memory cell", hint="panel", menu=Menu.VIEW),
    PageAction("span", ("2",), "Span", "Examine the selected time span", hint="panel", menu=Menu.VIEW),
    PageAction("why", ("3",), "Why", "Compare the evidence for two gestures", hint="panel", menu=Menu.VIEW),
    PageAction(
        "forgetting",
        ("4",),
        "Forgetting",
        "Compare how far back RNN, GRU and LSTM remember",
        hint="panel",
        menu=Menu.VIEW,
    ),
    PageAction("fold", ("5",), hint="fold gates", menu=Menu.VIEW),
    PageAction(
        "slow", ("S",), "¼", "Play at a quarter of the speed (¼)", hint="slow", menu=Menu.VIEW, title="Play slowly"
    ),
    PageAction("live", ("L",), "Live", "Follow the camera", hint="live", menu=Menu.GO),
    PageAction("take", ("O",), "Take …", "Choose a recorded take", hint="take", menu=Menu.GO),
    PageAction(
        "quantity",
        ("V",),
        tip="What to show of the memory cells",
        hint="values",
        menu=Menu.VIEW,
        title="Other values of the cells",
    ),
    PageAction(
        "export",
        ("E",),
        "Export",
        "Export what is shown",
        hint="export",
        menu=Menu.FILE,
        title="Export what is shown …",
    ),
)
ROWS = {row.id: row for row in ACTIONS}
"""the same by id"""

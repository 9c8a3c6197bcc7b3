"""The actions of the Inspect page: one row for each key with its button, tooltip and hint."""

from __future__ import annotations

from gesture_app.gui.widgets.page_actions import PageAction

FAR = 10**6
"""steps; more than any trace has"""
STEP_KEYS = {"Left": -1, "Right": 1, "PgUp": -10, "PgDown": 10, "Home": -FAR, "End": FAR}
"""steps that each key goes; with Shift it selects them"""
PANELS = ("gates", "span", "why", "forgetting")
"""ids of the side panels, in the order of their tabs"""

ACTIONS = (
    PageAction("tour", ("T", "?"), "Tour", "Take the guided tour: how an LSTM works, in eight cards", hint="tour"),
    PageAction("next card", ("Return", "Enter")),
    PageAction("previous card", ("Backspace",)),
    PageAction("explain", ("F1",), hint="explain"),
    PageAction("play", ("Space",), "▶", "Play or pause", hint="play"),
    PageAction("step Left", ("Left",), "◂", "One step back", hint="step"),
    PageAction("step Right", ("Right",), "▸", "One step forward", hint="step"),
    *(PageAction(f"step {key}", (key,)) for key in list(STEP_KEYS)[2:]),
    PageAction("select Left", ("Shift+Left",)),
    PageAction("select Right", ("Shift+Right",), hint="select"),
    *(PageAction(f"select {key}", (f"Shift+{key}",)) for key in list(STEP_KEYS)[2:]),
    PageAction("deselect", ("Esc",)),
    PageAction("previous cell", ("Up",), hint="cell"),
    PageAction("next cell", ("Down",), hint="cell"),
    PageAction("gates", ("1",), "Gates", "Explain the gates and the chosen memory cell", hint="panel"),
    PageAction("span", ("2",), "Span", "Examine the selected time span", hint="panel"),
    PageAction("why", ("3",), "Why", "Compare the evidence for two gestures", hint="panel"),
    PageAction("forgetting", ("4",), "Forgetting", "Compare how far back RNN, GRU and LSTM remember", hint="panel"),
    PageAction("fold", ("5",), hint="fold gates"),
    PageAction("slow", ("S",), "¼", "Play at a quarter of the speed (¼)", hint="slow"),
    PageAction("live", ("L",), "Live", "Follow the camera", hint="live"),
    PageAction("take", ("O",), "Take …", "Choose a recorded take", hint="take"),
    PageAction("quantity", ("V",), tip="What to show of the memory cells", hint="values"),
    PageAction("export", ("E",), "Export", "Export what is shown", hint="export"),
)
ROWS = {row.id: row for row in ACTIONS}
"""the same by id"""

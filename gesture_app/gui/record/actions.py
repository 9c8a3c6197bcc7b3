"""The actions of the Record page: one row for each key with its button, tooltip and entry in the list of keys."""

from __future__ import annotations

from gesture_app.gui.widgets.page_actions import Menu, PageAction

IDLE_ACTIONS = (
    PageAction("start", ("Space", "Return", "Enter"), "Start recording", "Start the series", "start or pause"),
    PageAction(
        "background",
        ("M",),
        "Recor&d “no gesture” (1 min)",
        "Guided: lower your hands, talk, type, drink, scratch, leave",
        "one minute without gestures",
    ),
    PageAction("leave name", ("Esc",), menu=Menu.GO, title="Leave the name"),
)
"""while no series runs"""
SERIES_ACTIONS = (PageAction("pause", ("Space",), hint="pause", title="Pause or go on"),)
"""while a series runs"""
TAKE_ACTIONS = (
    PageAction("keep", ("K",), "Keep", "Keep this take as it is", "keep"),
    PageAction("again", ("A",), "Again", "Discard this take and record another one", "again"),
    PageAction("save again", ("S",), "Save again", "Save again"),
    PageAction("discard", ("Backspace", "Del"), "Discard", "Discard this take", "discard"),
    PageAction("undo", ("Ctrl+Z",), "Undo", "Restore this take", "undo"),
)
ROWS = {row.id: row for row in (*IDLE_ACTIONS, *SERIES_ACTIONS, *TAKE_ACTIONS)}
END = PageAction("end", ("Esc",), "End", "End the series; finished takes stay", "end")

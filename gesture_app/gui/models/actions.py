"""The actions of the Models page: one row for each key with its button, tooltip and hint."""

from __future__ import annotations

from gesture_app.gui.widgets.edit_footer import REDO, UNDO
from gesture_app.gui.widgets.page_actions import Menu, PageAction, hint_line

ACTIONS = (
    PageAction("use", ("Return", "Enter"), "&Use this model", "Recognise with it from the next frame on", hint="use"),
    PageAction("compare", ("C",), hint="compare (or select two)", menu=Menu.VIEW, title="Compare with the one in use"),
    PageAction(
        "report", ("O",), "Rep&ort", "Show what it confuses, and what to do about it", hint="report", menu=Menu.VIEW
    ),
    PageAction("rename", ("F2",), "Re&name …", "Give it a name; its id stays", hint="rename"),
    PageAction("note", ("N",), "&Write note …", "Write a note on it", hint="note"),
    PageAction("delete", ("Del",), "&Delete", "Move it to the bin", hint="delete"),
    PageAction(
        "export",
        ("E",),
        "E&xport …",
        "Write it into one file, to share or as a backup",
        hint="export",
        menu=Menu.FILE,
        title="Export model …",
    ),
    PageAction(
        "import",
        ("I",),
        "Im&port …",
        "Import a model from a file; the file is checked first",
        hint="import",
        menu=Menu.FILE,
        title="Import model …",
    ),
    PageAction("bin", ("B",), "&Bin", "Show the deleted models", hint="bin", menu=Menu.VIEW),
    PageAction("step back", ("Esc",), menu=Menu.GO, title="Back"),
    UNDO,
    REDO,
)
"""of the page while it shows the models"""
BIN_ACTIONS = (
    PageAction("restore", ("Return", "Enter", "R"), "Re&store", "Move it back to the models", hint="restore"),
    PageAction("leave bin", ("Esc", "B"), hint="back to the models", menu=Menu.GO),
)
"""of the page while it shows the bin"""
ROWS = {row.id: row for row in (*ACTIONS, *BIN_ACTIONS)}
HINT = hint_line(ACTIONS)
BIN_HINT = hint_line(BIN_ACTIONS)

"""The actions of the Actions page: one row for each key with its button, tooltip and hint."""

from __future__ import annotations

from gesture_app.gui.widgets.actions_key import SWITCH_KEY
from gesture_app.gui.widgets.edit_footer import UNDO
from gesture_app.gui.widgets.page_actions import Menu, PageAction, hint_line

ACTIONS = (
    PageAction("add", ("A", "Ins"), "A&dd action …", "Add what this gesture does: press the keys wanted", hint="add"),
    PageAction("change", ("Return", "Enter"), "Change …", "Change this action", hint="change"),
    PageAction("try", ("Y",), "Try it", "Do it after three seconds, so that you can go to another window", hint="try"),
    PageAction("skip", ("S",), "S&kip", "Skip this action, or use it again", hint="skip"),
    PageAction("delete", ("Del",), "Delete", "Delete this action", hint="delete"),
    PageAction("approve", ("P",), "Look at them and a&pprove …", "Show each action that waits for you", hint="approve"),
    PageAction(
        "dry run", ("D",), "Dry run", "Show what gestures would do, and do nothing", hint="dry run", menu=Menu.VIEW
    ),
    PageAction("profiles", ("F",), "Profile&s", "Make, rename or delete a profile, or choose its programs"),
    PageAction("templates", ("T",), "Templates", "Add a profile to start from"),
    PageAction(
        "import",
        ("I",),
        "Imp&ort …",
        "Replace all actions by those of a file",
        menu=Menu.FILE,
        title="Import actions …",
    ),
    PageAction(
        "export",
        ("E",),
        "E&xport …",
        "Write all actions into one file to share",
        menu=Menu.FILE,
        title="Export actions …",
    ),
    PageAction(
        "open file",
        ("O",),
        "Open the file",
        "Edit actions.toml, which is made for people",
        menu=Menu.FILE,
        title="Open actions.toml",
    ),
    PageAction("limits", ("L",), "Limits …", "The key combination, the arming gesture, and when actions switch off"),
    PageAction("cancel try", ("Esc",), "Cancel the try", "Do nothing when the seconds have passed"),
    UNDO,
)
ROWS = {row.id: row for row in ACTIONS}
HINT = f"{SWITCH_KEY} switch off or on, on every page · {hint_line(ACTIONS)}"

"""The actions of the Recognise page: one row for each key with its button and tooltip."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gesture_app.gui.widgets.page_actions import Command, Menu, PageAction

WAS_A = PageAction("was a", ("W",), "That &was a …", "Save the last movement as a take of a gesture")
WAS_NOTHING = PageAction("was nothing", ("N",), "That was &nothing", "Save the last false alarm as “no gesture”")
WATCH = PageAction(
    "watch", ("I",), "Watch for fal&se alarms", "Work at something else; every gesture that fires is kept as an alarm"
)
UNDO = PageAction("undo", ("Ctrl+Z",), "&Undo", "Undo what was saved or discarded last")

TRIM = PageAction("trim", ("T",), "Trim", "Choose which part of the take is used")
CLOSE = PageAction("close", ("Esc",), "Close", "Close")
SAVE_ALARM = PageAction("save alarm", ("K",), "Save as “no gesture”", "Teach the model that nothing should fire here")
DISCARD_ALARM = PageAction("discard alarm", ("Del", "Backspace"), "Discard", "Forget this false alarm")
EARLIER = PageAction("earlier", ("PgUp",), hint="earlier", menu=Menu.GO, title="Earlier moment")
LATER = PageAction("later", ("PgDown",), hint="later", menu=Menu.GO, title="Later moment")

LOWER = PageAction(
    "lower", ("L",), "Lower it (L)", "Put the threshold just below the near misses", title="Lower the threshold"
)
RECORD = PageAction(
    "record", ("R",), "Record 3 more (R)", "Record three more takes of the gesture", title="Record three more takes"
)
ACTIONS = (WAS_A, WAS_NOTHING, WATCH, UNDO, TRIM, SAVE_ALARM, DISCARD_ALARM, EARLIER, LATER, CLOSE, LOWER, RECORD)


def add_shortcuts(row: PageAction, command: Command, widget: QWidget) -> None:
    """Run a command by the keys of a row while `widget` is visible, once for each press.

    These are shortcuts, because the list of events would take plain letters for its own search.
    """
    for key in row.keys:
        shortcut = QShortcut(QKeySequence(key), widget)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(command)

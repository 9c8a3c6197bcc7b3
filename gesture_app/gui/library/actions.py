"""The actions of the Library page: one row for each key with its button, tooltip and hint."""

from __future__ import annotations

from gesture_app.gui.widgets.edit_footer import REDO, UNDO
from gesture_app.gui.widgets.page_actions import Menu, PageAction, hint_line

CHECK_TIP = (
    "Train three models, each without a third of the takes, and test them on these takes. Takes that look like another "
    "gesture are then marked. This takes about three times as long as training."
)
ACTIONS = (
    PageAction("review", ("W",), "Review", "Review the doubtful takes, the worst first", hint="review doubtful"),
    PageAction("approve", ("K",), "Mark as good", "Mark it as good: it is no longer doubtful", hint="mark as good"),
    PageAction("move", ("M",), "Move …", "Move it to another gesture", hint="move"),
    PageAction("disable", ("D",), "Disable", "Leave it out of training, or use it again", hint="disable"),
    PageAction("note", ("N",), "Write note …", "Write a note on it", hint="note"),
    PageAction("trim", ("T",), "Trim", "Choose the part of it that training uses", hint="trim"),
    PageAction("discard", ("Del",), "Discard", "Move it to the bin", hint="discard"),
    PageAction(
        "compare", ("C",), "Compare", "Show another take beside it; ↑ ↓ choose which", hint="compare", menu=Menu.VIEW
    ),
    PageAction("inspect", ("I",), "Inspect", "Show what the network computes for it", hint="inspect", menu=Menu.VIEW),
    PageAction("rename", ("F2",), hint="rename gesture", title="Rename gesture …"),
    PageAction("gestures", ("G",), menu=Menu.GO, title="Gestures"),
    PageAction("takes", ("Return", "Enter"), menu=Menu.GO, title="Takes"),
    PageAction("check", ("J",), "Chec&k with models", CHECK_TIP),
    PageAction("bin", ("B",), "&Bin", "Show the discarded takes", menu=Menu.VIEW),
    PageAction("step back", ("Esc",), menu=Menu.GO, title="Back"),
    UNDO,
    REDO,
    PageAction("search", ("Ctrl+F",), tip="Show only takes with these words in their note", title="Find in notes"),
)
"""of the page while it shows takes, or one of them"""
BIN_ACTIONS = (
    PageAction("restore", ("R",), "Restore", "Move them back to their gestures", hint="restore"),
    PageAction("leave bin", ("Esc", "B"), hint="back to the takes", menu=Menu.GO),
)
"""of the page while it shows the bin"""
REVIEW_ACTIONS = (
    PageAction(
        "next",
        ("Right", "Return", "Enter", "Space", "PgDown"),
        "Next →",
        "Go to the next take",
        hint="next",
        menu=Menu.GO,
        title="Next take",
    ),
    PageAction("previous", ("Left", "Backspace", "PgUp"), hint="previous", menu=Menu.GO, title="Previous take"),
    PageAction("leave", ("Esc",), "← Back", "Go back to all takes", hint="all takes", menu=Menu.GO, title="All takes"),
    PageAction("next other", ("Down",), menu=Menu.GO, title="Next take beside it"),
    PageAction("previous other", ("Up",), menu=Menu.GO, title="Previous take beside it"),
    PageAction("overlay", ("O",), "Overlay", "Draw both takes over each other, from the same start", menu=Menu.VIEW),
)
"""of one take in review; the page has those that also work on several takes"""
REVIEW_BUTTONS = ("approve", "move", "disable", "note", "trim", "discard", "inspect")
"""ids of the page's actions that have a button in a review"""
ROWS = {row.id: row for row in (*ACTIONS, *BIN_ACTIONS, *REVIEW_ACTIONS)}

_SELECT = PageAction("select", ("Space",), hint="select")
_OPEN = PageAction("open", ("Return",), hint="open")
_NOT_IN_REVIEW = ("review", "rename")
GRID_HINT = hint_line((_SELECT, _OPEN, *ACTIONS))
REVIEW_HINT = hint_line((*REVIEW_ACTIONS, *(row for row in ACTIONS if row.id not in _NOT_IN_REVIEW)))
TRIM_HINT = hint_line(
    (
        PageAction("handle back", ("Left",), hint="move a handle"),
        PageAction("handle on", ("Right",), hint="move a handle"),
        PageAction("handle fast back", ("Shift+Left",), hint="by ten frames"),
        PageAction("other handle", ("Up",), hint="change the handle"),
        PageAction("other handle too", ("Down",), hint="change the handle"),
        PageAction("whole take", ("R",), hint="whole take"),
        PageAction("save trim", ("Return",), hint="save"),
        PageAction("cancel trim", ("Esc",), hint="cancel"),
    )
)
"""while the trim has the focus: it takes these keys"""
BIN_HINT = hint_line((_SELECT, *BIN_ACTIONS))

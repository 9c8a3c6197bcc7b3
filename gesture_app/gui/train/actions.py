"""The actions of the Train page: one row for each key with its button and tooltip."""

from __future__ import annotations

from gesture_app.gui.widgets.page_actions import Menu, PageAction

ACTIONS = (
    PageAction("train", ("Ctrl+T",), "Train", "Train a model on all of these takes"),
    PageAction("use", ("U",), "&Use the new model", "Recognise with it from the next frame on"),
    PageAction("keep", ("K",), "&Keep the current model", "Change nothing; the new model stays on disk"),
    PageAction("go back", ("B",), "Go &back to the earlier model", "Recognise with that one again"),
    PageAction(
        "try", ("Y",), "Tr&y it", "Go to the Recognise page and show the gestures that it learned", menu=Menu.GO
    ),
    PageAction(
        "save", ("S",), "&Save report …", "Save it with its figures as one HTML file, for any browser", menu=Menu.FILE
    ),
    PageAction("again", ("A",), "Train &again", "Go back to the takes", menu=Menu.GO),
    PageAction("confusion", ("C",), menu=Menu.VIEW, title="Confusion matrix"),
)
"""of the page; those without Ctrl work while the report is shown"""
CANCEL = PageAction("cancel", ("Esc",), "Cancel", "Stop training; you can go on with it later")
ROWS = {row.id: row for row in ACTIONS}

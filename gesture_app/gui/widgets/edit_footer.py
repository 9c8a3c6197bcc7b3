"""The last lines of a page with edits: what was done, Undo, and the keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.gui.state.edit_result import EditResult
from gesture_app.gui.widgets.controls import TextLabel, TextRole, paragraph
from gesture_app.gui.widgets.page_actions import PageAction, action_button

UNDO = PageAction("undo", ("Ctrl+Z",), "Undo", "Undo the last change", hint="undo")
REDO = PageAction("redo", ("Ctrl+Shift+Z",), title="Redo")


class EditFooter(QWidget):
    """Shows messages and keys. The page connects `undo`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = TextLabel("", self)
        self.undo = action_button(UNDO, self)
        self.keys = paragraph(self, role=TextRole.MUTED)
        edit = QHBoxLayout()
        edit.setSpacing(10)
        edit.addWidget(self.message)
        edit.addWidget(self.undo)
        edit.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(edit)
        layout.addWidget(self.keys)
        self.show_message("")

    def show_message(self, text: str) -> None:
        """Show a sentence without Undo, or hide it with ""."""
        self._show(text, undo=False)

    def show_done(self, text: str, undo: bool) -> None:
        """Show a sentence on what was done, with Undo if it can be undone."""
        self._show(text, undo)

    def show_edited(self, result: EditResult[Any]) -> None:
        """Show what an edit changed, with Undo."""
        self._show(f"{result.summary}.", undo=True)

    def show_undone(self, result: EditResult[Any]) -> None:
        """Show which edit was undone."""
        self._show(f"Undone: {result.summary[0].lower()}{result.summary[1:]}. {REDO.key} repeats it.", undo=False)

    def show_keys(self, text: str) -> None:
        """Show the keys that work now."""
        self.keys.setText(text)

    def _show(self, text: str, undo: bool) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.undo.setVisible(undo)

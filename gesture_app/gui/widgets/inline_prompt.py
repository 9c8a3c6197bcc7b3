"""A line that asks for a name or a note. Enter accepts, Escape cancels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from gesture_app.core.errors import GestureAppError
from gesture_app.core.gestures import spoken_name
from gesture_app.gui.widgets.controls import TextLabel, TextRole, button

Answer = Callable[[str], None]
"""raises a GestureAppError if the text is not allowed, which the prompt then shows"""


class InlinePrompt(QWidget):
    """Hidden unless it asks."""

    closed = Signal()
    """the prompt was answered or cancelled"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self._remark: Callable[[str], str] = lambda words: ""
        self._question = TextLabel("", self)
        self.field = QLineEdit(self)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self._message = TextLabel("", self)
        enter = button(self, "OK", "Accept (Enter)", "small")
        leave = button(self, "Cancel", "Discard this change (Esc)", "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._question)
        layout.addWidget(self.field, 2)
        layout.addWidget(self._message, 3)
        layout.addWidget(enter)
        layout.addWidget(leave)
        self.field.returnPressed.connect(self._enter)
        self.field.textChanged.connect(self._comment)
        enter.clicked.connect(self._enter)
        leave.clicked.connect(self.close_prompt)
        self.hide()

    @property
    def message(self) -> str:
        """The remark on the text in the field."""
        return self._message.text()

    def ask(
        self,
        question: str,
        words: str,
        answer: Answer,
        gestures: Sequence[str] = (),
        remark: Callable[[str], str] = lambda words: "",
    ) -> None:
        """Ask a question and close an earlier one.

        Args:
            question: label of the field.
            words: text of the field at first.
            answer: called with the text on Enter.
            gestures: names to complete while typing.
            remark: returns a remark on the text so far.
        """
        self._answer, self._remark = answer, remark
        self._question.setText(question)
        self.field.setAccessibleName(question)
        self._names.setStringList([spoken_name(gesture) for gesture in gestures])
        self.field.setText(words)
        self.field.selectAll()
        self._comment()
        self.show()
        self.field.setFocus()

    def close_prompt(self) -> None:
        """Close the prompt."""
        if self._answer is not None:
            self._answer = None
            self.closed.emit()  # the keyboard goes where it is wanted; hidden first, it would go to the next in line
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_prompt()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # the field has answered; the page must not
            event.ignore()

    def _enter(self) -> None:
        if self._answer is None:
            return
        try:
            self._answer(self.field.text())
        except GestureAppError as error:
            self._message.set_role(TextRole.BAD)
            self._message.setText(f"{error.sentence} {error.hint}".strip())
        else:
            self.close_prompt()

    def _comment(self) -> None:
        self._message.set_role(TextRole.MUTED)
        self._message.setText(self._remark(self.field.text()))

"""Asks before long work is stopped. The work goes on until the user answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

GO_ON = "&Go on"


class StopQuestion(QMessageBox):
    """Enter and Escape go on."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(QMessageBox.Icon.Question, title, "", parent=parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.go_on = self.addButton(GO_ON, QMessageBox.ButtonRole.RejectRole)
        self.stop = self.addButton("", QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.go_on)
        self.setEscapeButton(self.go_on)
        self._answer: Callable[[], None] | None = None
        self.accepted.connect(self._on_stop)

    def ask(self, sentence: str, stop_text: str, stop: Callable[[], None]) -> None:
        """Ask, without waiting. `stop` is called if the user wants that."""
        self._answer = stop
        self.setText(sentence)
        self.stop.setText(stop_text)
        self.open()

    def close_question(self) -> None:
        """Close the question, because the work has ended by itself."""
        self._answer = None
        self.hide()

    def _on_stop(self) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            answer()

"""Explains a threshold below the score timeline, or offers what to do after near misses."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.gui.recognise.actions import LOWER, RECORD
from gesture_app.gui.widgets.controls import TextRole, button, paragraph

LINES = 3


class ThresholdHint(QWidget):
    """Text in a place of fixed height, so that nothing moves while the user drags a slider."""

    lower_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = paragraph(self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.lower_it = button(self, LOWER.text, LOWER.tooltip, "small")
        self.more = button(self, RECORD.text, RECORD.tooltip, "small")
        self._actions = QWidget(self)
        actions = QVBoxLayout(self._actions)
        actions.setContentsMargins(0, 0, 0, 0)
        actions.setSpacing(4)
        for one, wanted in ((self.lower_it, self.lower_wanted), (self.more, self.record_wanted)):
            actions.addWidget(one)
            one.clicked.connect(wanted)
        self._actions.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self._actions)
        self.setFixedHeight(max(LINES * self.fontMetrics().lineSpacing() + 2, self._actions.sizeHint().height()))

    @property
    def words(self) -> str:
        """The text that is shown."""
        return self._words.text()

    @property
    def offers(self) -> bool:
        """True if the buttons are shown."""
        return not self._actions.isHidden()

    def show_text(self, words: str, role: TextRole, offer: bool) -> None:
        """Show a text, and with `offer` the buttons for near misses."""
        if words != self._words.text():
            self._words.setText(words)
        self._words.set_role(role)
        self._actions.setVisible(offer)

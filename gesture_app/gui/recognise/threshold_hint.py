"""Below the strip: what the threshold in hand would mean, or which gesture was missed by a hair and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.gui.widgets.controls import TextRole, button, paragraph

LINES = 3


class ThresholdHint(QWidget):
    """Words in a place of their own, so that nothing moves under the mouse while a slider is dragged."""

    lower_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = paragraph(self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.lower_it = button(self, "Lower it (L)", "Put the threshold just below what missed it (L)", "small")
        self.more = button(self, "3 more (R)", "Record three more takes of the gesture (R)", "small")
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
        """What is said."""
        return self._words.text()

    @property
    def offers(self) -> bool:
        """Whether there is something to do."""
        return not self._actions.isHidden()

    def say(self, words: str, role: TextRole, offer: bool) -> None:
        """These words; with `offer` what can be done about near misses."""
        if words != self._words.text():
            self._words.setText(words)
        self._words.set_role(role)
        self._actions.setVisible(offer)

"""Below the strip: what the threshold in hand would mean, or which gesture was missed by a hair and what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.gui.widgets.controls import Ink, button, paragraph

LINES = 2
LINE_GAP_PX = 2


class ThresholdNote(QWidget):
    """Words in a place of their own, so that nothing moves under the mouse while a slider is dragged."""

    lower_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = paragraph(self)
        self._words.setMinimumHeight(LINES * self.fontMetrics().lineSpacing() + LINE_GAP_PX)
        self.lower = button(self, "Lower it (L)", "Put the threshold just below what missed it (L)", "small")
        self.record = button(self, "Record three more (R)", "Show the model three more takes of it (R)", "small")
        self._deeds = QWidget(self)
        row = QHBoxLayout(self._deeds)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.lower)
        row.addWidget(self.record)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._words)
        layout.addWidget(self._deeds)
        self.lower.clicked.connect(self.lower_wanted)
        self.record.clicked.connect(self.record_wanted)
        self._deeds.hide()

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text()

    @property
    def offers(self) -> bool:
        """Whether there is something to do."""
        return not self._deeds.isHidden()

    def say(self, words: str, ink: Ink, offer: bool) -> None:
        """These words; with `offer` what can be done about near misses."""
        if words != self._words.text():
            self._words.setText(words)
        self._words.set_ink(ink)
        self._deeds.setVisible(offer)

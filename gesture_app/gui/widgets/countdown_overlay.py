"""The countdown over the camera picture, readable from three metres."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.live.recorder import Awaited, Phase, RecorderStatus

NUMBER_HEIGHT = 0.42
WORDS_HEIGHT = 0.09
SMALL_WORDS_HEIGHT = 0.065
BAR_HEIGHT = 0.025
FOOT_HEIGHT = 0.13
"""shares of the picture's height"""
PATIENCE_S = 3.0
"""after this time the overlay shows what the recorder waits for"""
AWAITED_WORDS = {
    Awaited.NOTHING: "recording …",
    Awaited.MOVEMENT: "lower your hand, then show it",
    Awaited.HAND: "no hand in the picture",
}
LETTERS = QColor("white")
RECORDING = QColor("#E5484D")
VEIL = QColor(10, 14, 18, 125)


def phase_words(status: RecorderStatus) -> str:
    """Return the instruction for the user."""
    if status.phase is Phase.TAKE and status.automatic and (not status.awaited or status.waited_s > PATIENCE_S):
        return AWAITED_WORDS[status.awaited]
    if status.prompt and status.phase in (Phase.COUNTDOWN, Phase.TAKE):
        return status.prompt if status.phase is Phase.TAKE else f"next: {status.prompt}"
    return {
        Phase.OFF: "",
        Phase.COUNTDOWN: "get ready",
        Phase.TAKE: "show it now",
        Phase.REST: "rest",
        Phase.PAUSED: "paused",
    }[status.phase]


def take_words(status: RecorderStatus) -> str:
    """Return the position in the series, such as "take 4 of 10"."""
    return f"take {status.take} of {status.takes}" if status.takes > 1 else "one take"


class CountdownOverlay(QWidget):
    """A transparent widget that covers its parent, or `area` of it, during a series."""

    def __init__(self, parent: QWidget, area: Callable[[], QRectF] | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._over = parent
        self._area = area or (lambda: QRectF(parent.rect()))
        self._status = RecorderStatus()
        self._phase_lasts = 0.0
        parent.installEventFilter(self)
        self.hide()

    def show_status(self, status: RecorderStatus) -> None:
        """Show the state of the series, or nothing without a series."""
        if status == self._status:
            return
        if status.phase is not self._status.phase or status.take != self._status.take:
            self._phase_lasts = status.seconds_left
        self._status = status
        self.setGeometry(self._area().toAlignedRect())
        self.setAccessibleDescription(f"{phase_words(status)}, {take_words(status)}")
        self.setVisible(status.phase is not Phase.OFF)
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._area().toAlignedRect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._area().isEmpty():  # the source is gone, and words stand in the picture's place
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._status.phase is Phase.TAKE:
            self._paint_take(painter)
        else:
            self._paint_waiting(painter)

    def _paint_take(self, painter: QPainter) -> None:
        """Paint a red frame, a bar with text at the bottom, and the rest of the take."""
        area, height = QRectF(self.rect()), self.height()
        frame = max(4.0, height * 0.014)
        painter.setPen(QPen(RECORDING, frame))
        painter.drawRect(area.adjusted(frame / 2, frame / 2, -frame / 2, -frame / 2))
        foot = QRectF(0, height * (1 - FOOT_HEIGHT), self.width(), height * FOOT_HEIGHT)
        painter.fillRect(foot, RECORDING)
        words = f"{phase_words(self._status)}  ·  {spoken_name(self._status.gesture)}"
        room = foot.adjusted(frame * 2, 0, -frame * 2, -height * BAR_HEIGHT)
        self._paint_words(painter, room, words, WORDS_HEIGHT)
        left = self._status.seconds_left / self._phase_lasts if self._phase_lasts else 0.0
        bar = QRectF(0, height * (1 - BAR_HEIGHT), self.width() * min(1.0, left), height * BAR_HEIGHT)
        painter.fillRect(bar, LETTERS)

    def _paint_waiting(self, painter: QPainter) -> None:
        """Paint a large number over the dimmed picture."""
        area, height = QRectF(self.rect()), self.height()
        painter.fillRect(area, VEIL)
        above = QRectF(0, height * 0.12, self.width(), height * 0.14)
        self._paint_words(painter, above, phase_words(self._status), WORDS_HEIGHT)
        middle = QRectF(0, height * 0.26, self.width(), height * 0.46)
        paused = self._status.phase is Phase.PAUSED
        number = "❙❙" if paused else f"{math.ceil(self._status.seconds_left)}"
        self._paint_words(painter, middle, number, NUMBER_HEIGHT * (0.5 if paused else 1))
        below = QRectF(0, height * 0.74, self.width(), height * 0.12)
        words = f"{spoken_name(self._status.gesture)}  ·  {take_words(self._status)}"
        self._paint_words(painter, below, words, SMALL_WORDS_HEIGHT)

    def _paint_words(self, painter: QPainter, area: QRectF, words: str, share: float) -> None:
        """Paint bold text in the middle of `area`, `share` of the picture high and no wider than it."""
        font = QFont(self.font())
        font.setBold(True)
        font.setPixelSize(max(8, round(self.height() * share)))
        width = QFontMetricsF(font).horizontalAdvance(words)
        if width > area.width() * 0.96:
            font.setPixelSize(max(8, int(font.pixelSize() * area.width() * 0.96 / width)))
        painter.setFont(font)
        painter.setPen(LETTERS)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

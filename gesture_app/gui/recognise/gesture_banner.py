"""Shows the last gesture in letters that are readable from three metres. It fades after two seconds."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.prediction import Event
from gesture_app.gui.widgets.colors import theme_colors

BRIGHT_MS = 2000
FADE_MS = 600
FADE_STEP_MS = 40
LARGEST_PX = 110
LEAST_PX = 14
MARGIN_PX = 16
CORNER_PX = 10


class GestureBanner(QWidget):
    """One name, as large as it fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._resting = ""
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._fade)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(84)
        self.setAccessibleName("Recognised gesture")

    def sizeHint(self) -> QSize:
        return QSize(400, 130)

    @property
    def words(self) -> str:
        """The name that is shown, bright or faded."""
        return self._words

    @property
    def resting(self) -> str:
        """The text that is shown before the first gesture."""
        return self._resting

    def show_event(self, event: Event) -> None:
        """Show the gesture of an event, bright for two seconds."""
        self._words = spoken_name(event.label)
        self.setAccessibleDescription(self._words)
        self._since.start()
        self._timer.start(BRIGHT_MS)
        self.update()

    def clear(self, resting: str) -> None:
        """Show a text in place of a gesture."""
        self._words, self._resting = "", resting
        self._timer.stop()
        self.update()

    @property
    def brightness(self) -> float:
        """1 while the gesture is new, 0 once it has faded."""
        if not self._words:
            return 0.0
        return min(1.0, max(0.0, 1 - (self._since.elapsed() - BRIGHT_MS) / FADE_MS))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, bright = theme_colors(self.palette()), self.brightness
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_blend(colors.panel, colors.accent, bright))
        painter.drawRoundedRect(QRectF(self.rect()), CORNER_PX, CORNER_PX)
        rect = QRectF(self.rect()).adjusted(MARGIN_PX, 8, -MARGIN_PX, -8)
        lines = self._words.split(" ", 1) if self._words else [self._resting]
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold if self._words else QFont.Weight.Normal)
        if self._words:
            lines = min((lines, [self._words]), key=lambda these: -_fitting_px(font, these, rect))
            font.setPixelSize(_fitting_px(font, lines, rect))
        else:
            font.setPointSizeF(font.pointSizeF() * 1.6)
        painter.setFont(font)
        painter.setPen(_blend(colors.muted, colors.on_accent, bright))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))

    def _fade(self) -> None:
        self._timer.start(FADE_STEP_MS)
        if self.brightness == 0:
            self._timer.stop()
        self.update()


def _fitting_px(font: QFont, lines: list[str], rect: QRectF) -> int:
    """Return the largest font size in pixels with which these lines fit."""
    trial = QFont(font)
    trial.setPixelSize(100)
    metrics = QFontMetricsF(trial)
    width = max(metrics.horizontalAdvance(line) for line in lines)
    size = 100 * min(rect.width() / max(1.0, width), rect.height() / (metrics.lineSpacing() * len(lines)))
    return max(LEAST_PX, min(LARGEST_PX, int(size)))


def _blend(back: QColor, front: QColor, share: float) -> QColor:
    """Return `front` over `back`, as opaque as `share` (0 to 1)."""
    return QColor.fromRgbF(
        back.redF() + (front.redF() - back.redF()) * share,
        back.greenF() + (front.greenF() - back.greenF()) * share,
        back.blueF() + (front.blueF() - back.blueF()) * share,
    )

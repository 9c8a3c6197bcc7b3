"""A small picture that plays over and over on a ground with round corners, for as long as it is seen."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

TICK_MS = 40
CORNER_PX = 8


class LoopingPicture(QWidget):
    """Costs nothing while it is not seen; the inheritor paints one moment in `paint_at`."""

    def __init__(self, pause_s: float, parent: QWidget | None = None) -> None:
        """`pause_s`: the last moment stays this long before it begins again."""
        super().__init__(parent)
        self._pause_s = pause_s
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.begin_again()

    @property
    def seconds(self) -> float:
        """How long what plays lasts."""
        raise NotImplementedError

    def paint_at(self, painter: QPainter, second: float) -> None:
        """Paint the moment so many seconds after the beginning."""
        raise NotImplementedError

    def position(self) -> float:
        """Seconds since the beginning, at this moment."""
        return min((perf_counter() - self._began) % (self.seconds + self._pause_s), self.seconds)

    def begin_again(self) -> None:
        """Play from the beginning."""
        self._began = perf_counter()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = QPainterPath()
        corners.addRoundedRect(QRectF(self.rect()), CORNER_PX, CORNER_PX)
        painter.setClipPath(corners)
        painter.fillRect(self.rect(), self.palette().window())
        self.paint_at(painter, self.position())

    def _tick(self) -> None:
        if not self.visibleRegion().isEmpty():
            self.update()

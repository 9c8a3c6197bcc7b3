"""A small animation in a loop on a panel with round corners."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.recording import Recording
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.hand_animation import hand_colours, paint_pose

TICK_MS = 40
CORNER_PX = 8


class LoopingAnimation(QWidget):
    """Plays only while it is visible. Subclasses paint a moment in `paint_at`."""

    def __init__(self, pause_s: float, parent: QWidget | None = None) -> None:
        """`pause_s` is how long the last moment stays."""
        super().__init__(parent)
        self._pause_s = pause_s
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.begin_again()

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        raise NotImplementedError

    def paint_at(self, painter: QPainter, second: float) -> None:
        """Paint the moment at this second."""
        raise NotImplementedError

    def position(self) -> float:
        """Return the second that is played now."""
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


PAUSE_S = 0.4
"""the last frame stays this long"""
BAR_PX = 4


class SkeletonPlayer(LoopingAnimation):
    """Plays one recording."""

    def __init__(self, recording: Recording, mirror: bool, parent: QWidget | None = None) -> None:
        super().__init__(PAUSE_S, parent)
        self._picture = TakeAnimation(recording)
        self._mirror = mirror
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(160, 116)

    def show_recording(self, recording: Recording) -> None:
        """Play this recording."""
        self._picture = TakeAnimation(recording)
        self.begin_again()

    def set_mirror(self, mirror: bool) -> None:
        """Mirror the hands, or not."""
        self._mirror = mirror
        self.update()

    @property
    def seconds(self) -> float:
        """The length of the take."""
        return self._picture.seconds

    def paint_at(self, painter: QPainter, second: float) -> None:
        """Paint the hands and the progress at a moment."""
        colors = theme_colors(self.palette())
        stage = QRectF(self.rect()).adjusted(0, 0, 0, -BAR_PX)
        bone = max(1.5, stage.height() / 45)
        picture = self._picture
        if picture.present.any():
            paint_pose(painter, picture.at(second), stage, picture.box, self._mirror, hand_colours(colors), bone)
        else:
            painter.setPen(colors.muted)
            painter.drawText(stage, Qt.AlignmentFlag.AlignCenter, "no hand")
        self._paint_bar(painter, second)

    def _paint_bar(self, painter: QPainter, second: float) -> None:
        """Paint the progress and the stretches without a hand."""
        colors = theme_colors(self.palette())
        total = self._picture.seconds or 1.0
        top = self.height() - BAR_PX
        painter.fillRect(QRectF(0, top, self.width(), BAR_PX), colors.line)
        painter.fillRect(QRectF(0, top, self.width() * second / total, BAR_PX), colors.accent)
        for start, end in stretches(~self._picture.present, self._picture.time):
            lost = QRectF(self.width() * start / total, top, self.width() * (end - start) / total, BAR_PX)
            painter.fillRect(lost, colors.warning)


def stretches(marked: npt.NDArray[np.bool_], time: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return the runs of True in `marked` [T] as (start, end) in seconds."""
    edges = np.flatnonzero(np.diff(marked.astype(np.int8), prepend=0, append=0))
    ends = np.append(time[1:], time[-1])
    return [(float(time[start]), float(ends[end - 1])) for start, end in edges.reshape(-1, 2)]

"""A small looping picture of a take: the hands as they moved, and below them when a hand was seen."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.recording import Recording
from gesture_app.gui.look import look_of
from gesture_app.gui.widgets.hand_painter import paint_hands

TICK_MS = 40
PAUSE_S = 0.4
"""the last frame stays this long before the take begins again"""
LEAST_SHARE = 0.3
"""of the picture's height: a far hand is enlarged, but never so much that its trembling looks like a movement"""
MARGIN = 0.08
"""of the shown part, left free around the hands"""
BAR_PX = 4
CORNER_PX = 8


class SkeletonPlayer(QWidget):
    """Plays one recording for as long as it is seen; costs nothing while it is not."""

    def __init__(self, recording: Recording, mirror: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording = recording
        self._mirror = mirror
        self._shown_part = shown_part(recording)
        present = recording.present
        self._present = present[:, 0] | present[:, 1]  # [T]
        self._began = perf_counter()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(160, 116)

    def set_mirror(self, mirror: bool) -> None:
        """Show it as a mirror would, or not."""
        self._mirror = mirror
        self.update()

    def position(self) -> float:
        """Seconds into the take at this moment."""
        passed = (perf_counter() - self._began) % (self._recording.seconds + PAUSE_S)
        return min(passed, self._recording.seconds)

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        if not self.visibleRegion().isEmpty():
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = look_of(self.palette())
        corners = QPainterPath()
        corners.addRoundedRect(QRectF(self.rect()), CORNER_PX, CORNER_PX)
        painter.setClipPath(corners)
        painter.fillRect(self.rect(), self.palette().window())
        second = self.position()
        index = max(0, int(np.searchsorted(self._recording.time, second, "right")) - 1)
        stage = QRectF(self.rect()).adjusted(0, 0, 0, -BAR_PX)
        colours = (look.series[1], look.series[0])  # left and right as over the camera
        bone = max(1.5, stage.height() / 45)
        if self._present.any():
            paint_hands(painter, self._recording.landmarks[index], self._picture_in(stage), self._mirror, colours, bone)
        else:
            painter.setPen(look.muted)
            painter.drawText(stage, Qt.AlignmentFlag.AlignCenter, "no hand")
        self._paint_bar(painter, second)

    def _picture_in(self, stage: QRectF) -> QRectF:
        """Where the whole camera image lies, so that the shown part fills the stage."""
        width, height = self._recording.info.frame_size
        left, top, right, bottom = self._shown_part
        if self._mirror:
            left, right = 1 - right, 1 - left
        scale = min(stage.width() / ((right - left) * width), stage.height() / ((bottom - top) * height))
        picture = QRectF(0, 0, width * scale, height * scale)
        picture.moveLeft(stage.center().x() - (left + right) / 2 * picture.width())
        picture.moveTop(stage.center().y() - (top + bottom) / 2 * picture.height())
        return picture

    def _paint_bar(self, painter: QPainter, second: float) -> None:
        """Time from left to right: what was played, what is to come, and where the hand was lost."""
        look = look_of(self.palette())
        total = self._recording.seconds or 1.0
        top = self.height() - BAR_PX
        painter.fillRect(QRectF(0, top, self.width(), BAR_PX), look.line)
        painter.fillRect(QRectF(0, top, self.width() * second / total, BAR_PX), look.accent)
        for start, end in stretches(~self._present, self._recording.time):
            lost = QRectF(self.width() * start / total, top, self.width() * (end - start) / total, BAR_PX)
            painter.fillRect(lost, look.warning)


def shown_part(recording: Recording) -> tuple[float, float, float, float]:
    """The part of the image in which the hands moved: left, top, right, bottom as fractions of the image."""
    places = recording.landmarks[..., :2].reshape(-1, 2)
    places = places[~np.isnan(places[:, 0])]
    if not len(places):
        return 0.0, 0.0, 1.0, 1.0
    width, height = recording.info.frame_size
    least = np.array([LEAST_SHARE * height / width, LEAST_SHARE])
    low, high = places.min(0), places.max(0)
    half = np.maximum(high - low, least) * (0.5 + MARGIN)
    (left, top), (right, bottom) = (low + high) / 2 - half, (low + high) / 2 + half
    return float(left), float(top), float(right), float(bottom)


def stretches(marked: npt.NDArray[np.bool_], time: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    """Where `marked` [T] holds without a break: (start, end) in seconds, each frame lasting until the next."""
    edges = np.flatnonzero(np.diff(marked.astype(np.int8), prepend=0, append=0))
    ends = np.append(time[1:], time[-1])
    return [(float(time[start]), float(ends[end - 1])) for start, end in edges.reshape(-1, 2)]

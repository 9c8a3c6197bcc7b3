"""Two takes drawn over each other, playing in step: one in the accent's colour, the other pale."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.features import palm_size
from gesture_app.core.likeness import RATE, Likeness
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import in_heights
from gesture_app.gui.look import look_of
from gesture_app.gui.widgets.hand_painter import paint_hands

TICK_MS = 40
PAUSE_S = 0.5
MARGIN = 0.1
LEAST = 0.3
"""of a picture's height: small movements are not blown up"""
CORNER_PX = 8

Points = npt.NDArray[np.float32]


class PairPlayer(QWidget):
    """Plays while it is seen; the known take is moved and scaled onto the new one, since place does not count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._new: Points = np.zeros((0, 2, 21, 3), np.float32)
        self._known = self._new
        self._part = QRectF(0, 0, 1, 1)
        self._mirror = True
        self._began = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(180, 124)

    def show_pair(self, likeness: Likeness, mirror: bool) -> None:
        """Play these two from now on."""
        new = _points_at(likeness.new, likeness.in_step[:, 0])  # [K, 2, 21, 3]
        known = _points_at(likeness.known, likeness.in_step[:, 1])
        self._new, self._known = new, _laid_over(known, new)
        places = np.concatenate([self._new, self._known])[..., :2].reshape(-1, 2)
        places = places[~np.isnan(places[:, 0])]
        middle, half = (places.min(0) + places.max(0)) / 2, np.ptp(places, axis=0) * (0.5 + MARGIN)
        half = np.maximum(half, LEAST / 2)
        if mirror:
            middle[0] = 1 - middle[0]
        self._part = QRectF(*(middle - half).tolist(), *(2 * half).tolist())
        self._mirror = mirror
        self._began = perf_counter()
        self.update()

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
        corners = QPainterPath()
        corners.addRoundedRect(QRectF(self.rect()), CORNER_PX, CORNER_PX)
        painter.setClipPath(corners)
        painter.fillRect(self.rect(), self.palette().window())
        if not len(self._new):
            return
        seconds = len(self._new) / RATE
        second = min((perf_counter() - self._began) % (seconds + PAUSE_S), seconds)
        index = min(len(self._new) - 1, int(second * RATE))
        scale = min(self.width() / self._part.width(), self.height() / self._part.height())
        square = QRectF(0, 0, scale, scale)  # a picture as wide as high: points are in picture heights
        square.moveLeft(self.width() / 2 - self._part.center().x() * scale)
        square.moveTop(self.height() / 2 - self._part.center().y() * scale)
        look, bone = look_of(self.palette()), max(1.5, self.height() / 45)
        pale = look.line.darker(125)
        for points, colour, width in ((self._known, pale, 1.6 * bone), (self._new, look.accent, bone)):
            paint_hands(painter, points[index], square, self._mirror, (colour, colour), width)


def _points_at(recording: Recording, moments: npt.NDArray[np.float64]) -> Points:
    """Where the hands are at some seconds of a take [K, 2, 21, 3], in picture heights."""
    index = np.searchsorted(recording.time, moments, "right").clip(1) - 1
    points: Points = in_heights(recording.landmarks[index], recording.info.frame_size)
    return points


def _laid_over(points: Points, ground: Points) -> Points:
    """`points` [K, 2, 21, 3] made as large as `ground` on the whole, and put where it is."""
    scale = np.nanmedian(palm_size(ground)) / np.nanmedian(palm_size(points))
    moved = np.nanmedian(ground[..., :2], axis=(0, 1, 2)) - scale * np.nanmedian(points[..., :2], axis=(0, 1, 2))
    laid = points * np.float32(scale)
    laid[..., :2] += moved.astype(np.float32)
    return laid

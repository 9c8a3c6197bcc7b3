"""Two takes drawn over each other, playing in step: one in the accent's colour, the other pale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.features import palm_size
from gesture_app.core.quality.gesture_similarity import RATE, GestureSimilarity
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import in_heights
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.hand_animation import paint_pose
from gesture_app.gui.widgets.take_player import LoopingAnimation

PAUSE_S = 0.5
MOSTLY = 0.9
"""share of the steps that fit into the view"""
EXTENT_PALMS = 3.6
"""size of the view in palm sizes around the middle of the hands"""
PALE = 110
"""opacity of the known take, of 255"""

Points = npt.NDArray[np.float32]


class OverlayPlayer(LoopingAnimation):
    """Moves and scales the known take onto the new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(PAUSE_S, parent)
        self._new: Points = np.zeros((0, 2, 21, 3), np.float32)
        self._known = self._new
        self._centre = np.zeros((0, 2))
        self._extent = 1.0
        self._mirror = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(180, 124)

    def show_pair(self, likeness: GestureSimilarity, mirror: bool) -> None:
        """Play these two takes."""
        new = _points_at(likeness.new, likeness.in_step[:, 0])  # [K, 2, 21, 3]
        known = _points_at(likeness.known, likeness.in_step[:, 1])
        self._new, self._known = new, _laid_over(known, new)
        where, beside = _middle(self._new), _middle(self._known)  # [K, 2]
        self._centre = np.where(np.isnan(where) | np.isnan(beside), np.nan_to_num(where, nan=0.5), (where + beside) / 2)
        apart = float(np.quantile(np.nan_to_num(np.abs(where - beside)).max(1), MOSTLY))
        self._extent = apart + EXTENT_PALMS * float(np.nanmedian(palm_size(self._new)))
        self._mirror = mirror
        self.begin_again()

    @property
    def seconds(self) -> float:
        """The length of both in step."""
        return len(self._new) / RATE

    def paint_at(self, painter: QPainter, second: float) -> None:
        """Paint both takes at a moment."""
        if not len(self._new):
            return
        index = min(len(self._new) - 1, int(second * RATE))
        x, y = self._centre[index].tolist()
        half, stage = self._extent / 2, QRectF(self.rect())
        box = (x - half, y - half, x + half, y + half)
        colors, bone = theme_colors(self.palette()), max(1.5, self.height() / 45)
        pale = QColor(colors.muted)
        pale.setAlpha(PALE)
        for points, colour, width in ((self._known, pale, 1.6 * bone), (self._new, colors.accent, bone)):
            paint_pose(painter, points[index], stage, box, self._mirror, (colour, colour), width)


def _points_at(recording: Recording, moments: npt.NDArray[np.float64]) -> Points:
    """Return the hands at some seconds of a take [K, 2, 21, 3], in picture heights."""
    index = np.searchsorted(recording.time, moments, "right").clip(1) - 1
    points: Points = in_heights(recording.landmarks[index], recording.info.frame_size)
    return points


def _middle(points: Points) -> npt.NDArray[np.float64]:
    """Return the middle of the visible hands [K, 2], NaN without a hand."""
    there = ~np.isnan(points[..., 0])  # [K, 2, 21]
    count = there.sum((1, 2)).astype(np.float64)
    count[count == 0] = np.nan
    return np.asarray(np.where(there[..., None], points[..., :2], 0).sum((1, 2)) / count[:, None], np.float64)


def _laid_over(points: Points, ground: Points) -> Points:
    """Return `points` [K, 2, 21, 3] moved and scaled onto `ground`."""
    scale = np.nanmedian(palm_size(ground)) / np.nanmedian(palm_size(points))
    moved = np.nanmedian(ground[..., :2], axis=(0, 1, 2)) - scale * np.nanmedian(points[..., :2], axis=(0, 1, 2))
    laid = points * np.float32(scale)
    laid[..., :2] += moved.astype(np.float32)
    return laid

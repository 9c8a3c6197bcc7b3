"""A small looping picture of a take: the hands as they moved, and below them when a hand was seen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.recording import Recording
from gesture_app.gui.widgets.colors import look_of
from gesture_app.gui.widgets.hand_animation import TakePicture, hand_colours, paint_pose
from gesture_app.gui.widgets.take_player import LoopingPicture

PAUSE_S = 0.4
"""the last frame stays this long before the take begins again"""
BAR_PX = 4


class SkeletonPlayer(LoopingPicture):
    """Plays one recording."""

    def __init__(self, recording: Recording, mirror: bool, parent: QWidget | None = None) -> None:
        super().__init__(PAUSE_S, parent)
        self._picture = TakePicture(recording)
        self._mirror = mirror
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(160, 116)

    def show_recording(self, recording: Recording) -> None:
        """Play this one from now on."""
        self._picture = TakePicture(recording)
        self.begin_again()

    def set_mirror(self, mirror: bool) -> None:
        """Show it as a mirror would, or not."""
        self._mirror = mirror
        self.update()

    @property
    def seconds(self) -> float:
        """How long the take is."""
        return self._picture.seconds

    def paint_at(self, painter: QPainter, second: float) -> None:
        """The hands at that moment, and how far the take is."""
        look = look_of(self.palette())
        stage = QRectF(self.rect()).adjusted(0, 0, 0, -BAR_PX)
        bone = max(1.5, stage.height() / 45)
        picture = self._picture
        if picture.present.any():
            paint_pose(painter, picture.at(second), stage, picture.box, self._mirror, hand_colours(look), bone)
        else:
            painter.setPen(look.muted)
            painter.drawText(stage, Qt.AlignmentFlag.AlignCenter, "no hand")
        self._paint_bar(painter, second)

    def _paint_bar(self, painter: QPainter, second: float) -> None:
        """Time from left to right: what was played, what is to come, and where the hand was lost."""
        look = look_of(self.palette())
        total = self._picture.seconds or 1.0
        top = self.height() - BAR_PX
        painter.fillRect(QRectF(0, top, self.width(), BAR_PX), look.line)
        painter.fillRect(QRectF(0, top, self.width() * second / total, BAR_PX), look.accent)
        for start, end in stretches(~self._picture.present, self._picture.time):
            lost = QRectF(self.width() * start / total, top, self.width() * (end - start) / total, BAR_PX)
            painter.fillRect(lost, look.warning)


def stretches(marked: npt.NDArray[np.bool_], time: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    """Where `marked` [T] holds without a break: (start, end) in seconds, each frame lasting until the next."""
    edges = np.flatnonzero(np.diff(marked.astype(np.int8), prepend=0, append=0))
    ends = np.append(time[1:], time[-1])
    return [(float(time[start]), float(ends[end - 1])) for start, end in edges.reshape(-1, 2)]

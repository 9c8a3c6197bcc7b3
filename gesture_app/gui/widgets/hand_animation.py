"""Takes as moving skeletons: one, or two over each other, painted at any second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gesture_app.core.features import palm_size
from gesture_app.core.hands import HAND_CONNECTIONS, FloatArray
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import in_heights
from gesture_app.gui.widgets.colors import ThemeColors

LEAST_HEIGHTS = 0.3
"""of the picture's height: a far hand is enlarged, but never so much that its trembling looks like a movement"""
MARGIN = 0.08
"""of the shown part, left free around the hands"""
HandColours = tuple[QColor, QColor]
Box = tuple[float, float, float, float]
"""left, top, right, bottom in picture heights"""


class TakePicture:
    """The hands of one recording, ready to be painted."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.time = recording.time
        self.points = in_heights(recording.landmarks, recording.info.frame_size)  # [T, 2, 21, 3]
        self.present = np.asarray(recording.present.any(1))  # [T]
        self.box = box_around(self.points)

    @property
    def seconds(self) -> float:
        """Its length, trimmed or not."""
        return self.recording.seconds

    @property
    def kept(self) -> tuple[float, float]:
        """From when to when it counts, in seconds."""
        return self.recording.info.trim or (0.0, self.seconds)

    def at(self, second: float) -> FloatArray:
        """The hands at that second [2, 21, 3], in picture heights; NaN: absent."""
        hands: FloatArray = self.points[max(0, int(np.searchsorted(self.time, second, "right")) - 1)]
        return hands

    def laid_over(self, other: TakePicture) -> TakePicture:
        """A copy moved and scaled so that its first hand lies where the other's does when each begins to count."""
        own, target = _first_hand(self), _first_hand(other)
        if own is None or target is None:
            return self
        size = float(palm_size(target) / palm_size(own))
        moved = TakePicture(self.recording)
        moved.points = (self.points - own[0]) * np.float32(size) + target[0]
        moved.box = box_around(moved.points)
        return moved


def hand_colours(look: ThemeColors) -> HandColours:
    """Of the user's left and right hand, as over the camera."""
    return look.series[1], look.series[0]


def box_around(points: npt.NDArray[np.floating]) -> Box:
    """The part of the picture in which hands [..., 21, 2 or 3] in picture heights move."""
    places = points[..., :2].reshape(-1, 2)
    places = places[~np.isnan(places[:, 0])]
    if not len(places):
        return 0.0, 0.0, 4 / 3, 1.0
    low, high = places.min(0), places.max(0)
    half = np.maximum(high - low, LEAST_HEIGHTS) * (0.5 + MARGIN)
    (left, top), (right, bottom) = (low + high) / 2 - half, (low + high) / 2 + half
    return float(left), float(top), float(right), float(bottom)


def united(boxes: Sequence[Box]) -> Box:
    """What holds all of them."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def paint_pose(
    painter: QPainter, hands: FloatArray, stage: QRectF, box: Box, mirror: bool, colours: HandColours, bone: float
) -> None:
    """Paint hands [2, 21, 3 or 2] in picture heights so that `box` fills the stage."""
    left, top, right, bottom = box
    if mirror:
        left, right = 1 - right, 1 - left
    scale = min(stage.width() / (right - left), stage.height() / (bottom - top))
    unit = QRectF(0, 0, scale, scale)  # a picture as wide as it is high
    unit.moveLeft(stage.center().x() - (left + right) / 2 * scale)
    unit.moveTop(stage.center().y() - (top + bottom) / 2 * scale)
    paint_hands(painter, hands, unit, mirror, colours, bone)


def _first_hand(picture: TakePicture) -> FloatArray | None:
    """[21, 3]: of the hand that is seen most, when it is first seen after the take begins to count."""
    start, end = picture.kept
    counts = (picture.time >= start) & (picture.time <= end)
    seen = np.isfinite(picture.points[:, :, 0, 0]) & counts[:, None]  # [T, 2]
    side = int(seen.sum(0).argmax())
    moments = np.flatnonzero(seen[:, side])
    if not len(moments):
        return None
    hand: FloatArray = picture.points[moments[0], side]
    return hand


JOINT_TO_BONE = 1.7
"""a joint's diameter in bone widths"""


def paint_hands(
    painter: QPainter,
    landmarks: FloatArray,  # [2, 21, 3]
    picture: QRectF,
    mirror: bool,
    colours: tuple[QColor, QColor],
    width: float,
) -> None:
    """Draw the hands that are present where they lie in `picture`, the place of the whole camera image.

    Args:
        colours: of the user's left and right hand.
        width: of a bone, in the painter's units.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for hand, colour in zip(landmarks, colours, strict=True):
        if np.isnan(hand[0, 0]):
            continue
        x = 1 - hand[:, 0] if mirror else hand[:, 0]
        across = (picture.left() + x * picture.width()).tolist()
        down = (picture.top() + hand[:, 1] * picture.height()).tolist()
        joints = [QPointF(*place) for place in zip(across, down, strict=True)]
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines([QLineF(joints[start], joints[end]) for start, end in HAND_CONNECTIONS])
        painter.setPen(QPen(colour.lighter(130), width * JOINT_TO_BONE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(joints)

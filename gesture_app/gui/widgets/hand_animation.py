"""Paints hands and poses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gesture_app.core.hands import HAND_CONNECTIONS, FloatArray
from gesture_app.gui.widgets.colors import ThemeColors

if TYPE_CHECKING:
    from gesture_app.gui.state.take_animation import Box

HandColours = tuple[QColor, QColor]


def hand_colours(colors: ThemeColors) -> HandColours:
    """Return the colours of the user's left and right hand."""
    return colors.series[1], colors.series[0]


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


JOINT_TO_BONE = 1.7
"""diameter of a joint in bone widths"""


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

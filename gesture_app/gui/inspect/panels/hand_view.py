"""A large view of the hands at the current moment. Masked parts are coloured by their effect."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.results import MaskKind, Occlusion
from gesture_app.gui.inspect.timeline.style import PlotStyle, style_of
from gesture_app.gui.state.take_animation import Box
from gesture_app.gui.widgets.hand_animation import hand_colours, paint_pose

FINGERS = ("thumb", "index finger", "middle finger", "ring finger", "little finger")
CORNER_PX = 8
LEAST_HEIGHTS, MARGIN = 0.12, 0.06
"""least height to which a distant hand is enlarged, and margin around hands, in frame heights"""
_PALM = ((0, 1), (0, 5), (5, 9), (9, 13), (13, 17), (0, 17))


class HandView(QWidget):
    """Paints the hands of one moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hands: FloatArray | None = None
        self._box: Box = (0.0, 0.0, 4 / 3, 1.0)
        self._half = np.array([0.5, 0.5])
        self._mirror = True
        self.occlusion: Occlusion | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(96)
        self.setAccessibleName("Hands at this moment")

    def sizeHint(self) -> QSize:
        return QSize(320, 150)

    def show_points(self, points: FloatArray, mirror: bool) -> None:
        """Fit the scale to all hands of a trace [K, 2, 21, 3]."""
        places = np.where(np.isnan(points[..., :2]), np.nan, points[..., :2]).reshape(len(points), -1, 2)
        visible = places[~np.isnan(places).all((1, 2))]
        extent = np.nanmax(visible, 1) - np.nanmin(visible, 1) if len(visible) else np.full((1, 2), LEAST_HEIGHTS)
        self._half = np.maximum(np.quantile(extent, 0.9, axis=0), LEAST_HEIGHTS) * (0.5 + MARGIN)
        self._mirror = mirror
        self.update()

    def show_hands(self, hands: FloatArray | None) -> None:
        """Show the hands of one moment [2, 21, 3] in the middle, or no hand."""
        self._hands = hands
        if hands is not None and not np.isnan(hands[:, 0, 0]).all():
            places = hands[..., :2].reshape(-1, 2)
            low, high = np.nanmin(places, 0), np.nanmax(places, 0)
            half = np.maximum(self._half, (high - low) * (0.5 + MARGIN))
            (left, top), (right, bottom) = (low + high) / 2 - half, (low + high) / 2 + half
            self._box = float(left), float(top), float(right), float(bottom)
        self.update()

    def show_occlusion(self, occlusion: Occlusion | None) -> None:
        """Colour fingers and hands by the effect of masks, or in their usual colours."""
        self.occlusion = occlusion
        self.update()

    def painting(self) -> Callable[[QPainter, QRectF, PlotStyle], None]:
        """Return a painter of the same view, for export."""
        hands, box, mirror, occlusion = self._hands, self._box, self._mirror, self.occlusion

        def paint(painter: QPainter, area: QRectF, style: PlotStyle) -> None:
            paint_hand_view(painter, area, hands, box, mirror, occlusion, style)

        return paint

    def paintEvent(self, event: QPaintEvent) -> None:
        style = style_of(self.palette(), self.font(), self.devicePixelRatioF())
        self.painting()(QPainter(self), QRectF(self.rect()), style)


def paint_hand_view(
    painter: QPainter,
    area: QRectF,
    hands: FloatArray | None,
    box: Box,
    mirror: bool,
    occlusion: Occlusion | None,
    style: PlotStyle,
) -> None:
    """Paint hands [2, 21, 3] over the area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corners = QPainterPath()
    corners.addRoundedRect(area, CORNER_PX, CORNER_PX)
    painter.fillPath(corners, style.ground)
    if hands is None or np.isnan(hands[:, 0, 0]).all():
        painter.setPen(style.colors.muted)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "no hand")
        return
    inside = area.adjusted(12, 10, -12, -10)
    bone = max(2.0, area.height() / 60)
    painter.save()
    painter.setClipPath(corners)
    if occlusion is None:
        paint_pose(painter, hands, inside, box, mirror, hand_colours(style.colors), bone)
    else:
        _paint_coloured(painter, hands, inside, box, mirror, occlusion, bone, style)
    painter.restore()


def _paint_coloured(
    painter: QPainter,
    hands: FloatArray,
    inside: QRectF,
    box: Box,
    mirror: bool,
    occlusion: Occlusion,
    bone: float,
    style: PlotStyle,
) -> None:
    left, top, right, bottom = box
    scale = min(inside.width() / (right - left), inside.height() / (bottom - top))
    largest = strongest_change(occlusion)
    hand_changes = {effect.mask.side: effect.lead_change for effect in occlusion.of(MaskKind.HAND)}
    shape_changes = {effect.mask.side: effect.lead_change for effect in occlusion.of(MaskKind.SHAPE)}
    for side, hand in enumerate(hands):
        if np.isnan(hand[0, 0]):
            continue
        x = 1 - hand[:, 0] if mirror else hand[:, 0]
        middle = 1 - (left + right) / 2 if mirror else (left + right) / 2
        across = inside.center().x() + (x - middle) * scale
        down = inside.center().y() + (hand[:, 1] - (top + bottom) / 2) * scale
        joints = [QPointF(*place) for place in zip(across.tolist(), down.tolist(), strict=True)]
        palm = hand_changes.get(side, shape_changes.get(side, 0.0))
        painter.setPen(_pen(change_colour(palm, largest, style), 1.6 * bone))
        painter.drawLines([QLineF(joints[start], joints[end]) for start, end in _PALM])
        for finger in range(5):
            effect = occlusion.of_finger(side, finger)
            change = effect.lead_change if effect is not None else 0.0
            first = 1 + 4 * finger
            painter.setPen(_pen(change_colour(change, largest, style), 2.2 * bone))
            painter.drawPolyline(joints[first : first + 4])


def strongest_change(occlusion: Occlusion) -> float:
    """Return the size of the largest change that a mask of a hand part causes."""
    parts = [effect for effect in occlusion.effects if effect.mask.kind is not MaskKind.TIME]
    return max((abs(effect.lead_change) for effect in parts if not np.isnan(effect.lead_change)), default=1.0) or 1.0


def change_colour(change: float, largest: float, style: PlotStyle) -> QColor:
    """Return a colour between grey for no effect and the colour of the direction of the change."""
    share = 0.0 if np.isnan(change) else min(1.0, abs(change) / largest)
    colour = style.up if change < 0 else style.down  # a loss without the part: it speaks for the gesture
    grey = style.colors.muted
    return QColor(
        round(grey.red() + (colour.red() - grey.red()) * share),
        round(grey.green() + (colour.green() - grey.green()) * share),
        round(grey.blue() + (colour.blue() - grey.blue()) * share),
    )


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)

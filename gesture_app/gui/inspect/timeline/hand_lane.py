"""A lane with a filmstrip of the hands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from gesture_app.core.hands import FloatArray, Side
from gesture_app.gui.inspect.timeline.lane import Lane, LaneRect, paint_title
from gesture_app.gui.inspect.timeline.style import PlotStyle
from gesture_app.gui.inspect.timeline.time_axis import GAP_STEPS, TimeAxis
from gesture_app.gui.widgets.hand_animation import HandColours, hand_colours, paint_hands

WIDE = 1.25
"""width of a picture, in heights"""
HAND_SHARE = 0.66
"""height of a hand of median size, in heights of the picture, so that distant hands can be seen"""
_LEAST_HEIGHTS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class HandLane(Lane):
    """Pictures side by side, each of the moment at its middle.

    Hands are enlarged. Their place in the picture is relative to all places of hands in the trace.
    """

    key = "hands"
    title = "hands"
    weight = 0.7
    least_px = 46.0
    most_px = 84.0

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        paint_title(painter, rect, self.title, ("landmarks",), style)
        view, plot = self.view, rect.plot
        painter.fillRect(plot, style.ground)
        count = max(1, round(plot.width() / (plot.height() * WIDE)))
        width = plot.width() / count
        placement = _HandPlacement(view.trace.points)
        painter.save()
        painter.setClipRect(plot)
        for index in range(count):
            cell = QRectF(plot.left() + index * width, plot.top(), width, plot.height())
            moment = axis.time(cell.center().x())
            step = view.step_at(moment)
            if len(view.trace) and 0 <= moment - view.trace.time[step] < GAP_STEPS * view.step_s:
                hands = view.trace.points[step]
                placement.paint(painter, hands, cell.adjusted(3, 3, -3, -3), view.mirror, hand_colours(style.colors))
        painter.restore()

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        present = self.view.trace.present[step]
        sides = [Side(side).name.lower() for side in np.flatnonzero(present).tolist()]
        return f"The {' and the '.join(sides)} hand, as landmarks." if sides else "No hand."


class _HandPlacement:
    """Range of the places of hands, and their median size."""

    def __init__(self, points: FloatArray) -> None:
        hands = points[..., :2].reshape(-1, 21, 2)
        hands = hands[~np.isnan(hands[:, 0, 0])]  # [N, 21, 2]
        if not len(hands):
            hands = np.zeros((1, 21, 2), np.float32)
        centres = (hands.min(1) + hands.max(1)) / 2
        self.low, self.high = centres.min(0), centres.max(0)
        self.size = max(_LEAST_HEIGHTS, float(np.median((hands.max(1) - hands.min(1)).max(1))))

    def paint(self, painter: QPainter, hands: FloatArray, cell: QRectF, mirror: bool, colours: HandColours) -> None:
        """Paint the hands of one moment [2, 21, 3]."""
        scale = HAND_SHARE * cell.height() / self.size
        for side, hand in enumerate(hands):
            if np.isnan(hand[0, 0]):
                continue
            low, high = hand[:, :2].min(0), hand[:, :2].max(0)
            centre, size = (low + high) / 2, (high - low) * scale
            share = (centre - self.low) / np.maximum(self.high - self.low, 1e-6)
            across = 1 - share[0] if mirror else share[0]
            free = np.maximum(0, [cell.width() - size[0], cell.height() - size[1]])
            target = QPointF(
                cell.center().x() + (across - 0.5) * free[0], cell.center().y() + (share[1] - 0.5) * free[1]
            )
            unit = QRectF(0, 0, scale, scale)  # a square frame
            unit.moveLeft(target.x() - (1 - centre[0] if mirror else centre[0]) * scale)
            unit.moveTop(target.y() - centre[1] * scale)
            alone = np.full_like(hands, np.nan)
            alone[side] = hand
            paint_hands(painter, alone, unit, mirror, colours, 1.4)

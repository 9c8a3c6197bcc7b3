"""A filmstrip of the hands along the time axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from gesture_app.core.hands import Side
from gesture_app.gui.inspect.paper import Paper
from gesture_app.gui.inspect.section import Room, Section, paint_title
from gesture_app.gui.inspect.time_axis import GAP_STEPS, TimeAxis
from gesture_app.gui.take_picture import Box, box_around, hand_colours, paint_pose

WIDE = 1.15
"""width of a picture by its height"""


@dataclass(frozen=True, slots=True, eq=False)
class Filmstrip(Section):
    """As many pictures as have room, each of the moment at its middle."""

    key = "hands"
    title = "hands"
    weight = 0.7
    least_px = 46.0

    @property
    def box(self) -> Box:
        """The part of the picture in which the hands move."""
        return box_around(self.reading.trace.points)

    def paint(self, painter: QPainter, room: Room, axis: TimeAxis, paper: Paper) -> None:
        paint_title(painter, room, self.title, ("as the network sees them",), paper)
        reading, plot, box = self.reading, room.plot, self.box
        painter.fillRect(plot, paper.ground)
        count = max(1, round(plot.width() / (plot.height() * WIDE)))
        wide = plot.width() / count
        colours = hand_colours(paper.look)
        painter.save()
        painter.setClipRect(plot)
        for place in range(count):
            stage = QRectF(plot.left() + place * wide, plot.top(), wide, plot.height())
            moment = axis.time(stage.center().x())
            step = reading.step_at(moment)
            if len(reading.trace) and 0 <= moment - reading.trace.time[step] < GAP_STEPS * reading.step_s:
                hands = reading.trace.points[step]
                paint_pose(painter, hands, stage.adjusted(2, 3, -2, -3), box, reading.mirror, colours, 1.4)
        painter.restore()

    def words(self, room: Room, y: float, step: int) -> str:
        present = self.reading.trace.present[step]
        sides = [Side(side).name.lower() for side in np.flatnonzero(present)]
        return f"The {' and the '.join(sides)} hand, as landmarks." if sides else "No hand."

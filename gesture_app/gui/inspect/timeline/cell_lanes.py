"""Memory cells over time: the eight that matter most as lines, the rest as a heat map with alike ones side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEngine, QPainter, QPen, QPolygonF

from gesture_app.gui.inspect.timeline.gate_lanes import cell_sentence
from gesture_app.gui.inspect.timeline.heat_map import from_signed, paint_heat_map
from gesture_app.gui.inspect.timeline.lane import (
    FOLD_SIGN_PX,
    GUTTER_GAP_PX,
    Lane,
    LaneRect,
    Readout,
    paint_title,
    row_of,
    signed_words,
)
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis, pieces, thinned
from gesture_app.gui.inspect.trace_view import Quantity, TraceView

NEAR_PX = 12.0
"""a line within this of the pointer is meant"""
LINE_PX = 1.8
STROKE_POINTS = 16
"""of a line, painted at once; see `draw_line`"""


def quantity_words(reading: TraceView) -> str:
    """What is drawn of the memory cells."""
    if reading.quantity is Quantity.ADDS:
        return f"adds to {reading.gesture}"
    return "the cell’s content" if reading.quantity is Quantity.HOLDS else "the layer’s answer"


@dataclass(frozen=True, slots=True, eq=False)
class CellLines(Lane):
    """Eight lines; the gutter says which colour is which memory cell."""

    key = "cells"
    title = "memory cells"
    weight = 1.4
    least_px = 62.0

    def paint(self, painter: QPainter, room: LaneRect, axis: TimeAxis, paper: PlotStyle) -> None:
        title = "eight memory cells" if len(self.reading.lines) == 8 else self.title
        end = paint_title(painter, room, title, (quantity_words(self.reading),), paper)
        painter.fillRect(room.plot, paper.ground)
        middle = self._y(room, 0.0)
        painter.setPen(QPen(faint(paper.look.muted, 0.5), 1))
        painter.drawLine(QLineF(room.plot.left(), middle, room.plot.right(), middle))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(room.plot)
        for place in reversed(range(len(self.reading.lines))):  # the strongest over the others
            self._paint_line(painter, room, axis, place, paper.look.series[place])
        painter.restore()
        self._paint_names(painter, room, end + 1, paper)
        painter.setFont(paper.small)
        painter.setPen(paper.look.muted)
        scale = self.scale()
        high = QRectF(room.plot.left() + 3, room.plot.top(), 60, 14)
        painter.drawText(high, Qt.AlignmentFlag.AlignLeft, f"+{scale:g}")
        low = QRectF(room.plot.left() + 3, room.plot.bottom() - 15, 60, 14)
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, f"−{scale:g}")

    def scale(self) -> float:
        """The value at the upper edge."""
        return self.reading.scales.lines

    def words(self, room: LaneRect, y: float, step: int) -> str:
        cell = self.cell_at(room, y, step)
        return "" if cell is None else cell_sentence(self.reading, cell, step)

    def cell_at(self, room: LaneRect, y: float, step: int) -> int | None:
        if not len(self.reading.lines):
            return None
        away = [abs(self._y(room, float(self.reading.values[step, cell])) - y) for cell in self.reading.lines]
        nearest = int(np.argmin(away))
        return int(self.reading.lines[nearest]) if away[nearest] <= NEAR_PX else None

    def line_of(self, room: LaneRect, axis: TimeAxis, cell: int) -> list[QPolygonF]:
        """The line of a memory cell, in as many pieces as hands were away."""
        time = self.reading.trace.time
        xs = axis.left + (time - axis.start) / axis.seconds * (axis.right - axis.left)
        middle, high = room.plot.center().y(), room.plot.height() / 2 - 3
        ys = middle - np.clip(self.reading.values[:, cell] / self.scale(), -1.05, 1.05) * high
        lines = []
        for first, last in pieces(time, self.reading.step_s):
            some = first + thinned(xs[first:last], ys[first:last])
            lines.append(QPolygonF([QPointF(x, y) for x, y in zip(xs[some].tolist(), ys[some].tolist(), strict=True)]))
        return lines

    def _y(self, room: LaneRect, value: float) -> float:
        share = float(np.clip(value / self.scale(), -1.05, 1.05))
        return room.plot.center().y() - share * (room.plot.height() / 2 - 3)

    def _paint_line(self, painter: QPainter, room: LaneRect, axis: TimeAxis, place: int, colour: QColor) -> None:
        crowded = len(self.reading.trace) > 2 * room.plot.width()
        wide = 1.0 if crowded else LINE_PX  # up and down in each pixel: a fine line, which is fast as well
        painter.setPen(round_pen(colour, wide))
        for piece in self.line_of(room, axis, int(self.reading.lines[place])):
            draw_line(painter, piece)

    def _paint_names(self, painter: QPainter, room: LaneRect, top: float, paper: PlotStyle) -> None:
        """Columns of colours and numbers, the strongest first, as far as there is room; each is told if pointed at."""
        painter.setFont(paper.small)
        high = QFontMetricsF(paper.small).height() - 1
        rows = max(1, int((room.gutter.bottom() - top + 3) // high))
        all_wide = room.gutter.width() - FOLD_SIGN_PX - GUTTER_GAP_PX
        most = int(all_wide // (QFontMetricsF(paper.small).horizontalAdvance("888") + 13))
        columns = min(most, max(2, -(-len(self.reading.lines) // rows)))
        wide = all_wide / columns
        for place, cell in enumerate(self.reading.lines.tolist()[: rows * columns]):
            column, row = divmod(place, rows)
            left, y = room.gutter.left() + FOLD_SIGN_PX + column * wide, top + row * high
            painter.fillRect(QRectF(left, y + high / 2 - 1.5, 8, 3), paper.look.series[place])
            painter.setPen(paper.text)
            painter.drawText(QRectF(left + 11, y, wide - 8, high), Qt.AlignmentFlag.AlignVCenter, f"{cell}")


@dataclass(frozen=True, slots=True, eq=False)
class CellMap(Lane):
    """All the other memory cells."""

    key = "others"
    title = "all others"
    weight = 1.2
    least_px = 34.0

    def paint(self, painter: QPainter, room: LaneRect, axis: TimeAxis, paper: PlotStyle) -> None:
        lines = (
            quantity_words(self.reading),
            "alike ones side by side",
            f"−{self.scale():g} blue, +{self.scale():g} orange",
        )
        paint_title(painter, room, self.title, lines, paper)
        painter.fillRect(room.plot, paper.ground)
        values = from_signed(self.reading.values[:, self.reading.rest], self.scale())
        columns = axis.columns(self.reading.trace.time, self.reading.step_s, paper.ratio)
        paint_heat_map(painter, room.plot, values, columns, paper.signed, paper.ratio)

    def scale(self) -> float:
        """The value of the strongest colour."""
        return self.reading.scales.others

    def words(self, room: LaneRect, y: float, step: int) -> str:
        cell = self.cell_at(room, y, step)
        return "" if cell is None else cell_sentence(self.reading, cell, step)

    def cell_at(self, room: LaneRect, y: float, step: int) -> int | None:
        rest = self.reading.rest
        row = row_of(room.plot, y, len(rest))
        return None if row is None else int(rest[row])

    def cell_y(self, room: LaneRect, cell: int) -> float | None:
        rows = np.flatnonzero(self.reading.rest == cell)
        if not len(rows):
            return None
        return room.plot.top() + (int(rows[0]) + 0.5) / len(self.reading.rest) * room.plot.height()

    def told(self, room: LaneRect, step: int, paper: PlotStyle) -> list[Readout]:
        total = float(self.reading.values[step, self.reading.rest].sum())
        if self.reading.quantity is not Quantity.ADDS:
            return []
        return [Readout(room.plot.center().y(), f"sum {signed_words(total)}", paper.look.muted)]


def round_pen(colour: QColor, wide: float) -> QPen:
    """What lines of memory cells are drawn with; so wide in pixels."""
    return QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def draw_line(painter: QPainter, line: QPolygonF) -> None:
    """Draw a line with a round, opaque pen.

    As pixels it is put together from short strokes, which look the same: Qt fills the outline of all that is drawn at
    once, and the time for that grows faster than the line. As shapes (SVG) it stays whole.
    """
    if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
        painter.drawPolyline(line)
        return
    points = line.toList()
    for first in range(0, max(1, len(points) - 1), STROKE_POINTS):
        painter.drawPolyline(points[first : first + STROKE_POINTS + 1])

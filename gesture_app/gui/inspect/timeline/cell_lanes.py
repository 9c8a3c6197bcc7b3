"""Lanes of memory cells: the eight most important as lines, the others as a heat map sorted by similarity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEngine, QPainter, QPen, QPolygonF

from gesture_app.gui.inspect.explanations import explain_lane
from gesture_app.gui.inspect.timeline.gate_lanes import cell_sentence
from gesture_app.gui.inspect.timeline.heat_map import from_signed, paint_heat_map
from gesture_app.gui.inspect.timeline.lane import (
    FOLD_SIGN_PX,
    GUTTER_GAP_PX,
    TITLE_PX,
    Lane,
    LaneRect,
    Readout,
    paint_title,
    row_of,
    signed_text,
)
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis, pieces, thinned
from gesture_app.gui.inspect.trace_view import Quantity, TraceView

NEAR_PX = 12.0
"""greatest distance of the pointer from a line that it hits"""
LINE_PX = 1.8
STROKE_POINTS = 16
"""points of a line that are painted in one stroke, see `draw_line`"""


def quantity_text(view: TraceView) -> str:
    """Return the name of the drawn quantity."""
    if view.quantity is Quantity.ADDS:
        return f"adds to {view.quoted_gesture}"
    return "content" if view.quantity is Quantity.HOLDS else "output"


@dataclass(frozen=True, slots=True, eq=False)
class CellLineLane(Lane):
    """Memory cells as lines, with a colour key in the gutter."""

    key = "cells"
    title = "memory cells"
    weight = 1.4
    least_px = 62.0

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        title = "eight memory cells" if len(self.view.lines) == 8 else self.title
        end = paint_title(painter, rect, title, self._subtitle(rect, style), style)
        painter.fillRect(rect.plot, style.ground)
        middle = self._y(rect, 0.0)
        painter.setPen(QPen(faint(style.colors.muted, 0.5), 1))
        painter.drawLine(QLineF(rect.plot.left(), middle, rect.plot.right(), middle))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(rect.plot)
        for index in reversed(range(len(self.view.lines))):  # the strongest on top
            self._paint_line(painter, rect, axis, index, style.colors.series[index])
        painter.restore()
        self._paint_names(painter, rect, end + 1, style)
        painter.setFont(style.small)
        painter.setPen(style.colors.muted)
        scale = self.scale()
        high = QRectF(rect.plot.left() + 3, rect.plot.top(), 60, 14)
        painter.drawText(high, Qt.AlignmentFlag.AlignLeft, f"+{scale:g}")
        low = QRectF(rect.plot.left() + 3, rect.plot.bottom() - 15, 60, 14)
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, f"−{scale:g}")

    def scale(self) -> float:
        """Return the value at the upper edge."""
        return self.view.scales.lines

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        cell = self.cell_at(rect, y, step)
        return "" if cell is None else cell_sentence(self.view, cell, step)

    def cell_at(self, rect: LaneRect, y: float, step: int) -> int | None:
        if not len(self.view.lines):
            return None
        away = [abs(self._y(rect, float(self.view.values[step, cell])) - y) for cell in self.view.lines]
        nearest = int(np.argmin(away))
        return int(self.view.lines[nearest]) if away[nearest] <= NEAR_PX else None

    def line_of(self, rect: LaneRect, axis: TimeAxis, cell: int) -> list[QPolygonF]:
        """Return the line of a memory cell in pieces, split where no hand was in view."""
        time = self.view.trace.time
        xs = axis.left + (time - axis.start) / axis.seconds * (axis.right - axis.left)
        middle, high = rect.plot.center().y(), rect.plot.height() / 2 - 3
        ys = middle - np.clip(self.view.values[:, cell] / self.scale(), -1.05, 1.05) * high
        lines = []
        for first, last in pieces(time, self.view.step_s):
            kept = first + thinned(xs[first:last], ys[first:last])
            lines.append(QPolygonF([QPointF(x, y) for x, y in zip(xs[kept].tolist(), ys[kept].tolist(), strict=True)]))
        return lines

    def _y(self, rect: LaneRect, value: float) -> float:
        share = float(np.clip(value / self.scale(), -1.05, 1.05))
        return rect.plot.center().y() - share * (rect.plot.height() / 2 - 3)

    def _paint_line(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, index: int, colour: QColor) -> None:
        crowded = len(self.view.trace) > 2 * rect.plot.width()
        width = 1.0 if crowded else LINE_PX  # several values per pixel: a thin line is clearer, and faster
        painter.setPen(round_pen(colour, width))
        for piece in self.line_of(rect, axis, int(self.view.lines[index])):
            draw_line(painter, piece)

    def describe_name(self, rect: LaneRect, y: float) -> str:
        cells = ", ".join(str(cell) for cell in self.view.lines.tolist())
        return f"{explain_lane(self.key)} The cells are {cells}. Go through them with ↑ ↓."

    def _subtitle(self, rect: LaneRect, style: PlotStyle) -> tuple[str, ...]:
        """Return the quantity, or nothing if all names of cells would not fit below it."""
        high = QFontMetricsF(style.small).height()
        _, rows = self._key_grid(rect, rect.gutter.top() + TITLE_PX + high + 1, style)
        columns, _ = self._key_grid(rect, rect.gutter.top() + TITLE_PX, style)
        return (quantity_text(self.view),) if rows * columns >= len(self.view.lines) else ()

    def _key_grid(self, rect: LaneRect, top: float, style: PlotStyle) -> tuple[int, int]:
        """Return how many columns and rows the colour key has at most below a height."""
        metrics = QFontMetricsF(style.small)
        rows = max(1, int((rect.gutter.bottom() - top + 3) // (metrics.height() - 1)))
        wide = rect.gutter.width() - FOLD_SIGN_PX - GUTTER_GAP_PX
        return max(1, int(wide // (metrics.horizontalAdvance("888") + 13))), rows

    def _paint_names(self, painter: QPainter, rect: LaneRect, top: float, style: PlotStyle) -> None:
        """Paint the colour key in columns, the strongest cell first, as many as fit."""
        painter.setFont(style.small)
        high = QFontMetricsF(style.small).height() - 1
        most, rows = self._key_grid(rect, top, style)
        columns = min(most, max(2, -(-len(self.view.lines) // rows)))
        width = (rect.gutter.width() - FOLD_SIGN_PX - GUTTER_GAP_PX) / columns
        for index, cell in enumerate(self.view.lines.tolist()[: rows * columns]):
            column, row = divmod(index, rows)
            left, y = rect.gutter.left() + FOLD_SIGN_PX + column * width, top + row * high
            painter.fillRect(QRectF(left, y + high / 2 - 1.5, 8, 3), style.colors.series[index])
            painter.setPen(style.text)
            painter.drawText(QRectF(left + 11, y, width - 8, high), Qt.AlignmentFlag.AlignVCenter, f"{cell}")


@dataclass(frozen=True, slots=True, eq=False)
class CellMapLane(Lane):
    """The other memory cells as a heat map."""

    key = "others"
    title = "all others"
    weight = 1.2
    least_px = 34.0

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        lines = (
            quantity_text(self.view),
            "similar cells together",
            f"−{self.scale():g} blue, +{self.scale():g} orange",
        )
        paint_title(painter, rect, self.title, lines, style)
        painter.fillRect(rect.plot, style.ground)
        values = from_signed(self.view.values[:, self.view.rest], self.scale())
        columns = axis.columns(self.view.trace.time, self.view.step_s, style.ratio)
        paint_heat_map(painter, rect.plot, values, columns, style.signed, style.ratio)

    def scale(self) -> float:
        """Return the value of the strongest colour."""
        return self.view.scales.others

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        cell = self.cell_at(rect, y, step)
        return "" if cell is None else cell_sentence(self.view, cell, step)

    def cell_at(self, rect: LaneRect, y: float, step: int) -> int | None:
        rest = self.view.rest
        row = row_of(rect.plot, y, len(rest))
        return None if row is None else int(rest[row])

    def cell_y(self, rect: LaneRect, cell: int) -> float | None:
        rows = np.flatnonzero(self.view.rest == cell)
        if not len(rows):
            return None
        return rect.plot.top() + (int(rows[0]) + 0.5) / len(self.view.rest) * rect.plot.height()

    def describe_readout(self, rect: LaneRect, y: float, step: int) -> str:
        if self.view.quantity is not Quantity.ADDS:
            return ""
        return f"At the cursor, the sum of what all these cells add to the logit of {self.view.quoted_gesture}."

    def readouts(self, rect: LaneRect, step: int, style: PlotStyle) -> list[Readout]:
        total = float(self.view.values[step, self.view.rest].sum())
        if self.view.quantity is not Quantity.ADDS:
            return []
        return [Readout(rect.plot.center().y(), f"sum {signed_text(total)}", style.colors.muted)]


def round_pen(colour: QColor, width: float) -> QPen:
    """Return a pen for lines of memory cells, with its width in pixels."""
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def draw_line(painter: QPainter, line: QPolygonF) -> None:
    """Draw a line with a round, opaque pen.

    Raster images get short strokes, which look the same: Qt fills the outline of one stroke at once, and the time for
    that grows faster than its length. SVG images get the line as a whole.
    """
    if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
        painter.drawPolyline(line)
        return
    points = line.toList()
    for first in range(0, max(1, len(points) - 1), STROKE_POINTS):
        painter.drawPolyline(points[first : first + STROKE_POINTS + 1])

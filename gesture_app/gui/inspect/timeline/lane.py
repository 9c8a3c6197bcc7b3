"""Base of all lanes: names in a gutter at the left, a plot over the common time axis, values at the right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gesture_app.gui.inspect.explanations import explain_lane
from gesture_app.gui.inspect.timeline.style import PlotStyle
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis
from gesture_app.gui.inspect.trace_view import TraceView

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
TITLE_PX = 16
FOLD_SIGN_PX = 13
GUTTER_GAP_PX = 8


@dataclass(frozen=True, slots=True)
class LaneRect:
    """Rectangles of a lane."""

    gutter: QRectF
    plot: QRectF
    margin: QRectF
    """right of the plot, for values"""


@dataclass(frozen=True, slots=True)
class Readout:
    """A value at the cursor, shown beside the plot."""

    y: float
    text: str
    colour: QColor


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """One horizontal strip of the timeline. Subclasses implement `paint` and what else they need."""

    view: TraceView

    key = ""
    """unique name"""
    title = ""
    weight = 1.0
    """its share of the spare height"""
    least_px = 40.0
    most_px = math.inf

    def paint(self, painter: QPainter, rect: LaneRect, axis: TimeAxis, style: PlotStyle) -> None:
        """Paint names and plot, without what depends on the cursor."""
        raise NotImplementedError

    def describe(self, rect: LaneRect, y: float, step: int) -> str:
        """Return a description of the item at a height and step, "" if there is none."""
        return ""

    def describe_readout(self, rect: LaneRect, y: float, step: int) -> str:
        """Return an explanation of the value beside the plot at a height, "" if there is none."""
        return ""

    def describe_name(self, rect: LaneRect, y: float) -> str:
        """Return an explanation of the name in the gutter at a height. The default explains the whole lane."""
        return explain_lane(self.key)

    def cell_at(self, rect: LaneRect, y: float, step: int) -> int | None:
        """Return the memory cell at a height and step, None if there is none."""
        return None

    def cell_y(self, rect: LaneRect, cell: int) -> float | None:
        """Return the height of the row of a memory cell, None if it has none."""
        return None

    def readouts(self, rect: LaneRect, step: int, style: PlotStyle) -> list[Readout]:
        """Return the values at a step."""
        return []


def paint_title(painter: QPainter, rect: LaneRect, title: str, lines: tuple[str, ...], style: PlotStyle) -> float:
    """Paint the title of a lane and as many lines below it as fit. Return the y where the text ends."""
    gutter = rect.gutter.adjusted(FOLD_SIGN_PX, 0, -GUTTER_GAP_PX, 0)
    painter.setFont(style.bold)
    painter.setPen(style.text)
    painter.drawText(QRectF(gutter.left(), gutter.top(), gutter.width(), TITLE_PX), LEFT, title)
    painter.setFont(style.small)
    painter.setPen(style.colors.muted)
    metrics = QFontMetricsF(style.small)
    y = gutter.top() + TITLE_PX
    for line in lines:
        if y + metrics.height() > rect.gutter.bottom() + 2:
            break
        text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, gutter.width())
        painter.drawText(QRectF(gutter.left(), y, gutter.width() + 4, metrics.height() + 2), LEFT, text)
        y += metrics.height()
    return y


def row_of(plot: QRectF, y: float, rows: int) -> int | None:
    """Return the index of the row at a height, None outside the plot."""
    if rows == 0 or not plot.top() <= y < plot.bottom():
        return None
    return min(rows - 1, int((y - plot.top()) / plot.height() * rows))


def signed_text(value: float) -> str:
    """Format a number with sign: "+1.2", "−0.3", "0.0"."""
    text = f"{abs(value):.2f}" if abs(value) < 1 else f"{abs(value):.1f}"
    return text if not float(text) else f"{'−' if value < 0 else '+'}{text}"

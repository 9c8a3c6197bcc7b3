"""A plot of the gradient at each step back in time, for RNN, GRU and LSTM."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.inspection.gradient_reach import GradientReach
from gesture_app.core.model.card import CellType
from gesture_app.gui.inspect.panels.reach_text import reach_sentences
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint, style_of
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis

SERIES = {CellType.LSTM: 0, CellType.GRU: 2, CellType.RNN: 1}
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 58.0, 48.0, 22.0, 32.0
LOWEST_DECADE = -8


class GradientPlot(QWidget):
    """Paints the curves of a result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: GradientReach | None = None
        self.marked_s: float | None = None
        """seconds back of a vertical line, None for no line"""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The gradient back through time")

    def sizeHint(self) -> QSize:
        return QSize(320, 204)

    def show_result(self, result: GradientReach | None) -> None:
        """Show a result, or nothing."""
        self.result = result
        self.setAccessibleDescription("" if result is None else "; ".join(reach_sentences(result)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.result is not None:
            style = style_of(self.palette(), self.font(), self.devicePixelRatioF())
            paint_reach(QPainter(self), QRectF(self.rect()), self.result, style, self.marked_s)

    def mark(self, seconds: float | None) -> None:
        """Draw a vertical line so many seconds before the end, or none."""
        self.marked_s = seconds
        self.update()


def paint_reach(
    painter: QPainter, area: QRectF, result: GradientReach, style: PlotStyle, marked_s: float | None = None
) -> None:
    """Paint the curves over time, on a logarithmic scale, with a line `marked_s` seconds before the end."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot = area.adjusted(LEFT_PX, TOP_PX, -RIGHT_PX, -BOTTOM_PX)
    painter.fillRect(plot, style.ground)
    longest = max((len(cell.reach) for cell in result.cells), default=1)
    axis = TimeAxis(-(longest - 1) / result.rate, 0.0, plot.left(), plot.right())
    lowest = _lowest(result)
    _paint_axes(painter, area, plot, axis, lowest, style)
    if marked_s is not None:
        painter.setPen(QPen(style.text, 1.5))
        painter.drawLine(QLineF(axis.x(-marked_s), plot.top(), axis.x(-marked_s), plot.bottom()))
    painter.setFont(style.bold)
    line = QFontMetricsF(style.bold).height()
    taken: list[float] = []
    for cell in sorted(result.cells, key=lambda one: -_height(one.reach[0] if len(one.reach) else 1.0, lowest)):
        colour = style.colors.series[SERIES[CellType(cell.cell)]]
        times = (np.arange(len(cell.reach)) - len(cell.reach) + 1) / result.rate
        points = [
            QPointF(axis.x(time), plot.bottom() - _height(size, lowest) * plot.height())
            for time, size in zip(times.tolist(), cell.reach.tolist(), strict=True)
            if size >= 10.0**lowest  # smaller values are below the plot
        ]
        painter.setPen(QPen(colour, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(points))
        y = points[0].y() if points else plot.bottom()
        for other in taken:
            y = other + line if abs(y - other) < line else y
        y = min(max(y, plot.top() + line / 2), plot.bottom() - line / 2)
        taken.append(y)
        label = QRectF((points[0].x() if points else plot.left()) + 4, y - line - 1, 60, line)
        painter.setPen(colour)
        painter.drawText(label, Qt.AlignmentFlag.AlignLeft, CellType(cell.cell).display_name)


def _paint_axes(painter: QPainter, area: QRectF, plot: QRectF, axis: TimeAxis, lowest: int, style: PlotStyle) -> None:
    painter.setFont(style.small)
    for decade in range(lowest, 1, 1 if lowest > -4 else 2):
        y = plot.bottom() - _height(10.0**decade, lowest) * plot.height()
        painter.setPen(QPen(faint(style.colors.muted, 0.3), 1))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setPen(style.colors.muted)
        text = {0: "100 %", -1: "10 %", -2: "1 %", -3: "0.1 %"}.get(decade, f"10{_raised(decade)}")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(area.left(), y - 8, LEFT_PX - 6, 16), right, text)
    for tick in axis.ticks():
        x = axis.x(tick)
        text = "end" if abs(tick) < 1e-9 else f"{tick:.1f} s".replace("-", "−")
        painter.drawText(QRectF(x - 40, plot.bottom() + 2, 80, 15), Qt.AlignmentFlag.AlignHCenter, text)
    painter.drawText(
        QRectF(plot.left(), plot.bottom() + 16, plot.width(), 15), Qt.AlignmentFlag.AlignHCenter, "back in time  ←"
    )
    painter.setPen(style.text)
    painter.setFont(style.bold)
    title = QRectF(area.left() + 4, area.top(), area.width(), TOP_PX - 4)
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, "Learning signal left (100 % at the end)")


def _lowest(result: GradientReach) -> int:
    smallest = min((float(cell.reach.min()) for cell in result.cells if len(cell.reach)), default=0.01)
    return max(LOWEST_DECADE, min(-2, int(np.floor(np.log10(max(smallest, 1e-12))))))


def _height(size: float, lowest: int) -> float:
    """Return the height of a value in the plot, 0 to 1 and slightly above."""
    return float(np.clip((np.log10(max(size, 1e-12)) - lowest) / -lowest, 0, 1.05))


def _raised(number: int) -> str:
    return "".join("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".index(digit)] for digit in str(number))

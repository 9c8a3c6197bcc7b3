"""A plot of one quantity over time, as it was and as it would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.hands import FloatArray
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint, style_of
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis, pieces

HIGH_PX = 118
ROUND = 0.25
"""the axis of small values ends at a multiple of this"""
LEFT_PX, TOP_PX, BOTTOM_PX = 34.0, 18.0, 16.0


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """What the plot shows."""

    name: str
    time: npt.NDArray[np.float64]
    """[K]: seconds of the stream"""
    step_s: float
    as_it_was: FloatArray
    """[K]"""
    changed: FloatArray | None = None
    """[K], NaN where there is no value; None: nothing is changed"""
    between: tuple[float, float] | None = None
    """lowest and highest value of the axis; None: as the curves need"""
    threshold: float | None = None


class ComparePlot(QWidget):
    """Paints both curves and the cursor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves: Curves | None = None
        self._now = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, HIGH_PX)

    def show_curves(self, curves: Curves | None, now: float) -> None:
        """Show curves, with the cursor at a moment in seconds of the stream."""
        self.curves, self._now = curves, now
        self.setAccessibleName("" if curves is None else curves.name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.curves is not None and len(self.curves.time):
            style = style_of(self.palette(), self.font(), self.devicePixelRatioF())
            _paint(QPainter(self), QRectF(self.rect()), self.curves, self._now, style)


def _paint(painter: QPainter, area: QRectF, curves: Curves, now: float, style: PlotStyle) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot = area.adjusted(LEFT_PX, TOP_PX, -2, -BOTTOM_PX)
    painter.fillRect(plot, style.ground)
    axis = TimeAxis(float(curves.time[0]), float(curves.time[-1]) + curves.step_s, plot.left(), plot.right())
    low, high = curves.between or _range(curves)
    _paint_frame(painter, area, plot, axis, (low, high), curves, style)
    painter.save()
    painter.setClipRect(plot.adjusted(0, -1, 0, 1))
    was = faint(style.text, 0.55) if curves.changed is not None else style.held
    _paint_line(painter, plot, axis, curves, curves.as_it_was, (low, high), QPen(was, 1.6))
    if curves.changed is not None:
        _paint_line(painter, plot, axis, curves, curves.changed, (low, high), QPen(style.colors.accent, 2.6))
    painter.setPen(QPen(style.text, 1.2))
    painter.drawLine(QLineF(axis.x(now), plot.top(), axis.x(now), plot.bottom()))
    painter.restore()


def _range(curves: Curves) -> tuple[float, float]:
    values = curves.as_it_was if curves.changed is None else np.concatenate([curves.as_it_was, curves.changed])
    values = values[np.isfinite(values)]
    unit = 1.0 if np.abs(values).max(initial=0.0) > 1 else ROUND
    low, high = np.floor(values.min(initial=0.0) / unit) * unit, np.ceil(values.max(initial=0.0) / unit) * unit
    return float(low), float(max(high, low + unit))


def _paint_frame(
    painter: QPainter,
    area: QRectF,
    plot: QRectF,
    axis: TimeAxis,
    between: tuple[float, float],
    curves: Curves,
    style: PlotStyle,
) -> None:
    low, high = between
    painter.setFont(style.small)
    painter.setPen(style.colors.muted)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for value in sorted({low, 0.0, high}):
        y = _y(plot, between, value)
        painter.drawText(QRectF(area.left(), y - 8, LEFT_PX - 5, 16), right, f"{value:g}".replace("-", "−"))
    painter.setPen(QPen(faint(style.colors.muted, 0.5), 1))
    painter.drawLine(QLineF(plot.left(), _y(plot, between, 0.0), plot.right(), _y(plot, between, 0.0)))
    if curves.threshold is not None:
        y = _y(plot, between, curves.threshold)
        painter.setPen(QPen(faint(style.text, 0.6), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
    painter.setPen(style.colors.muted)
    metrics = QFontMetricsF(style.small)
    for tick in axis.ticks():
        text = f"{tick:.1f} s".replace("-", "−")
        wide = metrics.horizontalAdvance(text)
        left = min(max(axis.x(tick) - wide / 2, plot.left()), plot.right() - wide)
        painter.drawText(QPointF(left, plot.bottom() + metrics.ascent() + 2), text)
    x = _key(painter, area.left() + 2, area.top(), curves.name, style.text, None, style)
    if curves.changed is not None:
        x = _key(painter, x + 10, area.top(), "as it was", style.text, faint(style.text, 0.55), style)
        _key(painter, x + 10, area.top(), "your change", style.text, style.colors.accent, style)


def _key(
    painter: QPainter, x: float, top: float, text: str, ink: QColor, line: QColor | None, style: PlotStyle
) -> float:
    """Paint a name with the colour of its line and return where it ends."""
    if line is not None:
        painter.fillRect(QRectF(x, top + 7, 10, 3), line)
        x += 14
    painter.setFont(style.bold if line is None else style.small)
    painter.setPen(ink)
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
    painter.drawText(QRectF(x, top, wide + 4, 16), Qt.AlignmentFlag.AlignVCenter, text)
    return x + wide


def _paint_line(
    painter: QPainter,
    plot: QRectF,
    axis: TimeAxis,
    curves: Curves,
    values: FloatArray,
    between: tuple[float, float],
    pen: QPen,
) -> None:
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for first, last in pieces(curves.time, curves.step_s):
        steps = [step for step in range(first, last) if np.isfinite(values[step])]
        points = [QPointF(axis.x(float(curves.time[step])), _y(plot, between, float(values[step]))) for step in steps]
        painter.drawPolyline(QPolygonF(points))


def _y(plot: QRectF, between: tuple[float, float], value: float) -> float:
    low, high = between
    share = (value - low) / max(1e-9, high - low)
    return plot.bottom() - max(-0.03, min(1.03, share)) * plot.height()

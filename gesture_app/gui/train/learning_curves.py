"""Learning curves: accuracy and loss on training and test samples."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, isfinite, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from gesture_app.core.model.report import EpochMetrics
from gesture_app.gui.widgets.colors import ThemeColors, theme_colors

SIDE_BY_SIDE_PX = 760


class LearningCurves(QWidget):
    """The two plots, side by side if there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy = CurvePlot(
            "Samples named right", (Curve("test", 1), Curve("training", 0, dashed=True)), percent=True, parent=self
        )
        self._loss = CurvePlot("Loss", (Curve("test", 1), Curve("training", 0, dashed=True)), parent=self)
        self._accuracy.setToolTip(
            "Share of the samples named right. Samples are takes composed into short streams. "
            "The model does not learn from test samples."
        )
        self._loss.setToolTip("Error of the model, lower is better. “test” should fall along with “training”.")
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._accuracy)
        self._layout.addWidget(self._loss)

    def start(self, epochs: int) -> None:
        """Clear the plots."""
        self._accuracy.start(epochs)
        self._loss.start(epochs)

    def add(self, epoch: EpochMetrics) -> None:
        """Add an epoch."""
        self._accuracy.end_at(epoch.epochs)
        self._loss.end_at(epoch.epochs)
        self._accuracy.add(epoch.validation_accuracy, epoch.train_accuracy)
        self._loss.add(epoch.validation_loss, epoch.train_loss)

    def mark(self, epoch: int) -> None:
        """Mark the epoch that is kept, or none with 0."""
        self._accuracy.mark(epoch)
        self._loss.mark(epoch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= SIDE_BY_SIDE_PX
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


LEFT_PX, TOP_PX, BOTTOM_PX = 56, 30, 20
"""margins for the numbers, the title and the epochs"""
NAME_GAP_PX = 8
WIDEST_NUMBER = "100 %"
LEAST_TOP = 0.1
"""smaller losses are drawn as 0"""
KEPT = "kept"
BESIDE_PX = 5
SMALL = 0.88
"""size of the numbers relative to the text"""


@dataclass(slots=True)
class Curve:
    """One curve of a plot."""

    name: str
    colour: int
    """index into `ThemeColors.series`"""
    dashed: bool = False
    values: list[float] = field(default_factory=list)
    """NaN if not measured"""

    @property
    def newest(self) -> float | None:
        """The last measured value."""
        return next((value for value in reversed(self.values) if isfinite(value)), None)


class CurvePlot(QWidget):
    """Curves over epochs. The vertical axis starts at 0 and ends at `most` or grows with the values."""

    def __init__(
        self, title: str, curves: tuple[Curve, ...], percent: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._curves = curves
        self._percent = percent
        self._epochs = 1
        self._marked = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(110)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        return QSize(360, 150)

    def start(self, epochs: int) -> None:
        """Clear the curves and set the number of epochs."""
        self._epochs = max(1, epochs)
        self._marked = 0
        for curve in self._curves:
            curve.values.clear()
        self.update()

    def end_at(self, epochs: int) -> None:
        """Set the number of epochs."""
        self._epochs = max(1, epochs)

    def mark(self, epoch: int) -> None:
        """Mark the epoch that is kept, counted from 1, or none with 0."""
        self._marked = epoch
        self.update()

    def add(self, *values: float) -> None:
        """Add an epoch with one value per curve."""
        for curve, value in zip(self._curves, values, strict=True):
            curve.values.append(value)
        self.setAccessibleDescription(", ".join(words for _, _, words in self._newest()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme_colors(self.palette())
        top = self._top()
        metrics = QFontMetricsF(self._small_font())
        names = max(metrics.horizontalAdvance(f"{curve.name} {WIDEST_NUMBER}") for curve in self._curves)
        plot = QRectF(self.rect()).adjusted(LEFT_PX, TOP_PX, -names - 2 * NAME_GAP_PX, -BOTTOM_PX)
        self._paint_axes(painter, plot, top, colors)
        self._paint_mark(painter, plot, colors)
        for curve in self._curves:
            self._paint_curve(painter, plot, top, curve, colors.series[curve.colour])
        self._paint_names(painter, plot, top, colors)

    def _top(self) -> float:
        """Return a round value for the upper end of the axis."""
        if self._percent:
            return 1.0
        largest = max((value for curve in self._curves for value in curve.values if isfinite(value)), default=1.0)
        decade = 10.0 ** floor(log10(max(largest, LEAST_TOP)))
        return decade * next(step for step in (1, 2, 5, 10) if largest <= step * decade)

    def _paint_axes(self, painter: QPainter, plot: QRectF, top: float, colors: ThemeColors) -> None:
        title = QFont(self.font())
        title.setBold(True)
        painter.setFont(title)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(QRectF(0, 0, self.width(), TOP_PX - 4), Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.setFont(self._small_font())
        line = QColor(colors.muted)
        line.setAlphaF(0.3)
        for share in (0.0, 0.5, 1.0):
            level = plot.bottom() - share * plot.height()
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(plot.left(), level), QPointF(plot.right(), level))
            painter.setPen(colors.muted)
            number = QRectF(0, level - 10, LEFT_PX - 8, 20)
            painter.drawText(
                number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._number(share * top)
            )
        foot = QRectF(plot.left(), plot.bottom() + 2, plot.width(), BOTTOM_PX - 2)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, "epoch 1")
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, f"{self._epochs}")

    def _paint_mark(self, painter: QPainter, plot: QRectF, colors: ThemeColors) -> None:
        if not self._marked:
            return
        across = self._point(plot, 1.0, self._marked - 1, 0.0).x()
        painter.setPen(QPen(colors.muted, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(across, plot.top()), QPointF(across, plot.bottom()))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(KEPT)
        beside = across + BESIDE_PX
        left = beside if beside + width <= plot.right() else across - BESIDE_PX - width
        painter.setPen(colors.muted)
        painter.drawText(QPointF(left, plot.bottom() - BESIDE_PX), KEPT)

    def _paint_curve(self, painter: QPainter, plot: QRectF, top: float, curve: Curve, colour: QColor) -> None:
        style = Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 2, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        points = [self._point(plot, top, index, value) for index, value in enumerate(curve.values) if isfinite(value)]
        painter.drawPolyline(QPolygonF(points))
        if points:
            painter.setPen(QPen(colour, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoint(points[-1])

    def _paint_names(self, painter: QPainter, plot: QRectF, top: float, colors: ThemeColors) -> None:
        """Paint each name beside the newest point of its curve, without overlap."""
        shown = sorted(self._newest(), key=lambda entry: entry[0], reverse=True)
        painter.setFont(self._small_font())
        line = QFontMetricsF(painter.font()).height()
        lowest = plot.bottom() - line * len(shown)
        at = plot.top() - line / 2
        for value, colour, words in shown:
            wanted = self._point(plot, top, 0, value).y() - line / 2
            at = max(at, min(wanted, max(lowest, at)))
            lowest += line
            painter.setPen(colors.series[colour])
            painter.drawText(QPointF(plot.right() + NAME_GAP_PX, at + line * 0.8), words)
            at += line

    def _newest(self) -> list[tuple[float, int, str]]:
        """Return the last measured value, the colour and the name of each curve."""
        measured = ((curve, curve.newest) for curve in self._curves)
        return [
            (value, curve.colour, f"{curve.name} {self._number(value)}")
            for curve, value in measured
            if value is not None
        ]

    def _point(self, plot: QRectF, top: float, index: int, value: float) -> QPointF:
        across = index / max(1, self._epochs - 1)
        return QPointF(plot.left() + across * plot.width(), plot.bottom() - min(1.0, value / top) * plot.height())

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * SMALL)
        return font

    def _number(self, value: float) -> str:
        return f"{100 * value:.0f} %" if self._percent else f"{value:.2f}" if value < 10 else f"{value:.0f}"

"""The card on one gate: a number between 0 and 1 that multiplies another."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.inspection.cell_replay import content_before
from gesture_app.gui.inspect.panels.equations import decimal_text, solved
from gesture_app.gui.inspect.panels.signed_bars import SignedBar, SignedBars
from gesture_app.gui.inspect.timeline.style import faint, style_of
from gesture_app.gui.inspect.tour.card import TourCard, TourMoment, ValueSlider, numbers_label

LARGEST_SUM = 8.0
"""at the ends of the slider; the gate is at 0.0003 or 0.9997 there"""
CURVE_PX = 96
POINTS = 80


class GateCard(TourCard):
    """Shows a forget gate, and what it lets pass of a cell's content."""

    title = "One gate"
    text = (
        "A gate is a number between 0 (shut) and 1 (open). It multiplies a signal: 0 stops it, 1 lets it pass. The "
        "network adds up its inputs with learned weights, and the sigmoid σ(a) = 1 / (1 + e⁻ᵃ) turns the sum a into a "
        "gate. In the framed row each thin line is the forget gate of one memory cell: green keeps, pale forgets."
    )
    task = "change the sum a, and see how much of the content c′ of the step before passes."
    rows = ("hands", "keep")
    marked = ("keep",)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = ValueSlider("a", -LARGEST_SUM, LARGEST_SUM, 2, self)
        self.curve = SigmoidPlot(self)
        self.numbers = numbers_label(self)
        self.bars = SignedBars(self)
        self._before = 0.0
        self._shown: tuple[object, int, int] | None = None
        self.slider.changed.connect(self._show)
        self.add(self.slider, self.curve, self.numbers, self.bars)
        self.finish()

    def show_moment(self, moment: TourMoment) -> None:
        view, gates = moment.view, moment.view.gates
        shown = (view.trace, moment.cell, moment.step)
        if gates is None or shown == self._shown:
            return
        self._shown = shown
        gate = min(1 - 1e-6, max(1e-6, float(gates.forget_gate[view.side, moment.step, moment.cell])))
        self._before = content_before(gates, view.side, moment.cell, moment.step, view.trace.fresh)
        self.slider.set_value(math.log(gate / (1 - gate)))
        self._show()

    def leave(self) -> None:
        self._shown = None

    def _show(self) -> None:
        total = self.slider.value
        gate = round(1 / (1 + math.exp(-total)), 3)
        before = round(self._before, 3)
        passed = solved("{} · {}", (gate, before), lambda f, content: f * content, gate * before)
        self.numbers.setText(f"f = σ(a) = σ({decimal_text(total)}) = {decimal_text(gate, 3)}\nf · c′ = {passed}")
        self.curve.show_sum(total)
        self.bars.show_bars(
            [SignedBar("c′ arrives", before, before), SignedBar("f · c′ passes", gate * before, gate * before)]
        )


class SigmoidPlot(QWidget):
    """Paints the sigmoid with a dot at the chosen sum."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sum = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The sigmoid function")

    def sizeHint(self) -> QSize:
        return QSize(300, CURVE_PX)

    def show_sum(self, total: float) -> None:
        """Move the dot."""
        self._sum = total
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, style = QPainter(self), style_of(self.palette(), self.font(), self.devicePixelRatioF())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = QRectF(self.rect()).adjusted(34, 6, -8, -16)
        painter.fillRect(plot, style.ground)
        sums = [-LARGEST_SUM + 2 * LARGEST_SUM * index / POINTS for index in range(POINTS + 1)]
        painter.setPen(QPen(faint(style.colors.muted, 0.5), 1))
        for gate in (0.0, 0.5, 1.0):
            painter.drawLine(QLineF(plot.left(), _place(plot, 0, gate).y(), plot.right(), _place(plot, 0, gate).y()))
        painter.setPen(QPen(style.held, 2))
        painter.drawPolyline(QPolygonF([_place(plot, one, 1 / (1 + math.exp(-one))) for one in sums]))
        dot = _place(plot, self._sum, 1 / (1 + math.exp(-self._sum)))
        painter.setPen(QPen(faint(style.text, 0.6), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(dot.x(), plot.bottom(), dot.x(), dot.y()))
        painter.drawLine(QLineF(plot.left(), dot.y(), dot.x(), dot.y()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colors.accent)
        painter.drawEllipse(dot, 5, 5)
        painter.setFont(style.small)
        painter.setPen(style.colors.muted)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for gate, text in ((0.0, "0"), (0.5, "0.5"), (1.0, "1")):
            painter.drawText(QRectF(0, _place(plot, 0, gate).y() - 8, 29, 16), right, text)
        below = QRectF(plot.left(), plot.bottom() + 1, plot.width(), 15)
        for side, text in (
            (Qt.AlignmentFlag.AlignLeft, f"−{LARGEST_SUM:g}"),
            (Qt.AlignmentFlag.AlignHCenter, "a"),
            (Qt.AlignmentFlag.AlignRight, f"{LARGEST_SUM:g}"),
        ):
            painter.drawText(below, side, text)


def _place(plot: QRectF, total: float, gate: float) -> QPointF:
    across = (total + LARGEST_SUM) / (2 * LARGEST_SUM)
    return QPointF(plot.left() + across * plot.width(), plot.bottom() - 4 - gate * (plot.height() - 8))

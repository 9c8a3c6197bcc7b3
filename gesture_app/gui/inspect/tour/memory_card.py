"""The card that compares the memory of a plain RNN, a GRU and an LSTM."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gesture_app.core.inspection.gradient_reach import CellReach, GradientReach, ShippedReach
from gesture_app.core.model.card import CellType
from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.panels.gradient_plot import GradientPlot
from gesture_app.gui.inspect.panels.reach_text import gru_sentences
from gesture_app.gui.inspect.timeline.layout import MARK_PX
from gesture_app.gui.inspect.timeline.style import style_of
from gesture_app.gui.inspect.tour.card import TourCard, TourMoment, ValueSlider
from gesture_app.gui.widgets.controls import TextRole, paragraph

FIRST_S = 1.0
"""seconds back at first"""
LEAST_SHARE = 1e-4
PLOT_PX = 190
MISSING = (
    "The comparison that comes with the program could not be read. Install the program again, or measure your own."
)


class MemoryCard(TourCard):
    """Shows how much of the learning signal is left, some seconds back."""

    title = "RNN, GRU and LSTM"
    text = (
        "A network learns backwards in time: the error at the end must reach the step that caused it. In a plain RNN, "
        "h = tanh(W x + R h′ + b), each step multiplies this signal by the same weights, and it vanishes. In an LSTM "
        "it "
        "passes along c, times f alone. A GRU keeps it with two gates and no separate cell."
    )
    task = "go back in time with the slider. How much of the signal is left?"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = ValueSlider("Seconds back", 0.0, 4.0, 1, self)
        self.table = QLabel(self)
        self.table.setTextFormat(Qt.TextFormat.RichText)
        self.table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.plot = GradientPlot(self)
        self.plot.setFixedHeight(PLOT_PX)
        self.verdict = paragraph(self)
        self.more = paragraph(self, "", TextRole.MUTED)
        self._result: GradientReach | None = None
        self.column.setContentsMargins(7, 0, 8, 0)
        self.slider.changed.connect(self._show_back)
        self.add(self.slider, self.table, self.verdict, self.plot, self.more)
        self.finish()

    def show_shipped(self, shipped: ShippedReach | None) -> None:
        """Show the comparison that comes with the program."""
        for widget in (self.slider, self.table, self.plot, self.more):
            widget.setVisible(shipped is not None)
        if shipped is None:
            self.verdict.setText(MISSING)
            return
        self._result = shipped.result
        longest = max(len(cell.reach) for cell in shipped.result.cells)
        self.slider.set_range(0.0, (longest - 1) / shipped.result.rate)
        self.slider.set_value(FIRST_S)
        self.plot.show_result(shipped.result)
        self.verdict.setText(gru_sentences(shipped.result, shipped.accuracies))
        self.more.setText(
            f"Right: all three learned from {shipped.result.takes} takes of the drawn hand to name the gesture "
            f"{shipped.result.delay_s:.1f} s after its end. “Forgetting” ({ROWS['forgetting'].key}) "
            "shows "
            "this again and measures it on your takes."
        )
        self._show_back(self.slider.value)

    def show_moment(self, moment: TourMoment) -> None:
        """Do nothing: the comparison does not depend on the take."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, style = QPainter(self), style_of(self.palette(), self.font(), self.devicePixelRatioF())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.colors.accent, MARK_PX))
        if self.plot.isVisible():  # what the card speaks of, framed like the rows of the timeline on other cards
            framed = QRectF(self.table.geometry().united(self.plot.geometry())).adjusted(-5, -2, 4, 3)
            painter.drawRoundedRect(framed, 5, 5)

    def _show_back(self, seconds: float) -> None:
        result = self._result
        if result is None:
            return
        self.plot.mark(seconds)
        head = ("", "signal left", "right", "parameters")
        rows = [
            (
                CellType(cell.cell).display_name,
                share_text(share_left(cell, seconds, result.rate)),
                f"{100 * cell.accuracy:.0f} %",
                f"{cell.parameters:,}",
            )
            for cell in result.cells
        ]
        cells = "".join(
            "<tr>" + "".join(f"<td>{text}&nbsp;&nbsp;</td>" for text in row) + "</tr>" for row in (head, *rows)
        )
        self.table.setText(f"<table>{cells}</table>")
        self.table.setAccessibleDescription("; ".join(", ".join(row) for row in rows))


def share_left(cell: CellReach, seconds: float, rate: float) -> float:
    """Return the share of the gradient that is left some seconds before the end."""
    back = min(len(cell.reach) - 1, round(seconds * rate))
    return float(cell.reach[-1 - back])


def share_text(share: float) -> str:
    """Return a share in per cent, small ones as an upper limit."""
    if share < LEAST_SHARE:
        return "under 0.01 %"
    return f"{100 * share:.2f} %" if share < 0.01 else f"{100 * share:.0f} %"

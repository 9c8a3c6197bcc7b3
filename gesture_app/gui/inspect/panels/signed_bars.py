"""Rows of a name and a signed bar: the effect of each memory cell, finger or hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gesture_app.gui.inspect.timeline.lane import signed_text
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint, style_of
from gesture_app.gui.widgets.controls import plain_tip

ROW_PX = 19
NAME_SHARE = 0.44


@dataclass(frozen=True, slots=True)
class SignedBar:
    """A row."""

    name: str
    value: float
    """the number beside the bar"""
    speaks_for: float
    """length of the bar, positive to the right"""
    cell: int = -1
    """the memory cell of the row, -1 if it is none"""
    tip: str = ""
    """what the row means"""


class SignedBars(QWidget):
    """Shows rows of bars."""

    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[SignedBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(220, ROW_PX * len(self.bars))

    def show_bars(self, bars: Sequence[SignedBar]) -> None:
        """Show these rows."""
        self.bars = tuple(bars)
        self.setAccessibleDescription("; ".join(f"{bar.name} {signed_text(bar.value)}" for bar in bars))
        self.updateGeometry()
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = event.pos().y() // ROW_PX
            tip = self.bars[index].tip if 0 <= index < len(self.bars) else ""
            QToolTip.showText(event.globalPos(), plain_tip(tip) if tip else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = int(event.position().y() // ROW_PX)
        if index < len(self.bars) and self.bars[index].cell >= 0:
            self.cell_chosen.emit(self.bars[index].cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        style = style_of(self.palette(), self.font(), self.devicePixelRatioF())
        paint_bars(QPainter(self), QRectF(self.rect()), self.bars, style)


def paint_bars(painter: QPainter, area: QRectF, bars: Sequence[SignedBar], style: PlotStyle) -> None:
    """Paint names at the left and bars around a middle line at the right."""
    painter.setFont(style.small)
    metrics = QFontMetricsF(style.small)
    number = metrics.horizontalAdvance("−88.8 ")
    left = area.left() + area.width() * NAME_SHARE
    plot = QRectF(left, area.top(), area.right() - left - number, area.height())
    largest = max((abs(bar.speaks_for) for bar in bars), default=1.0) or 1.0
    one_sided = all(bar.speaks_for >= 0 for bar in bars)
    middle = plot.left() if one_sided else plot.center().x()
    reach = plot.width() if one_sided else plot.width() / 2
    for index, bar in enumerate(bars):
        y = area.top() + index * ROW_PX
        painter.setPen(style.text)
        name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, left - area.left() - 8)
        painter.drawText(QRectF(area.left(), y, left - area.left(), ROW_PX), Qt.AlignmentFlag.AlignVCenter, name)
        width = bar.speaks_for / largest * reach
        filled = QRectF(middle, y + 4, width, ROW_PX - 8).normalized()
        painter.fillRect(filled, faint(style.up if width >= 0 else style.down, 0.85))
        painter.setPen(style.colors.muted)
        value_rect = QRectF(area.right() - number, y, number, ROW_PX)
        painter.drawText(
            value_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, signed_text(bar.value)
        )
    painter.fillRect(QRectF(middle - 0.5, area.top(), 1, ROW_PX * len(bars)), faint(style.colors.muted, 0.7))

"""Rows of a name and a bar to the left or to the right: what each memory cell, finger or hand did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.gui.inspect.timeline.lane import signed_words
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint, paper_of

ROW_PX = 19
NAME_SHARE = 0.44


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One of them."""

    name: str
    value: float
    """as it is written"""
    speaks_for: float
    """the bar: to the right, in the colour of what speaks for, where it is positive"""
    cell: int = -1
    """the memory cell it stands for"""


class ShareRows(QWidget):
    """As many rows as it is given."""

    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ShareRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(220, ROW_PX * len(self.rows))

    def show_rows(self, rows: Sequence[ShareRow]) -> None:
        """Show these."""
        self.rows = tuple(rows)
        self.setAccessibleDescription("; ".join(f"{row.name} {signed_words(row.value)}" for row in rows))
        self.updateGeometry()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().y() // ROW_PX)
        if place < len(self.rows) and self.rows[place].cell >= 0:
            self.cell_chosen.emit(self.rows[place].cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        paper = paper_of(self.palette(), self.font(), self.devicePixelRatioF())
        paint_rows(QPainter(self), QRectF(self.rect()), self.rows, paper)


def paint_rows(painter: QPainter, area: QRectF, rows: Sequence[ShareRow], paper: PlotStyle) -> None:
    """Paint names at the left, bars about a middle line at the right."""
    painter.setFont(paper.small)
    metrics = QFontMetricsF(paper.small)
    number = metrics.horizontalAdvance("−88.8 ")
    left = area.left() + area.width() * NAME_SHARE
    bars = QRectF(left, area.top(), area.right() - left - number, area.height())
    largest = max((abs(row.speaks_for) for row in rows), default=1.0) or 1.0
    one_sided = all(row.speaks_for >= 0 for row in rows)
    middle = bars.left() if one_sided else bars.center().x()
    reach = bars.width() if one_sided else bars.width() / 2
    for place, row in enumerate(rows):
        y = area.top() + place * ROW_PX
        painter.setPen(paper.text)
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, left - area.left() - 8)
        painter.drawText(QRectF(area.left(), y, left - area.left(), ROW_PX), Qt.AlignmentFlag.AlignVCenter, name)
        wide = row.speaks_for / largest * reach
        bar = QRectF(middle, y + 4, wide, ROW_PX - 8).normalized()
        painter.fillRect(bar, faint(paper.up if wide >= 0 else paper.down, 0.85))
        painter.setPen(paper.look.muted)
        place_of = QRectF(area.right() - number, y, number, ROW_PX)
        painter.drawText(place_of, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, signed_words(row.value))
    painter.fillRect(QRectF(middle - 0.5, area.top(), 1, ROW_PX * len(rows)), faint(paper.look.muted, 0.7))

"""What was taken for what: a row for each gesture shown, a column for each it was named; arrow keys walk the cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.look import look_of
from gesture_app.gui.widgets.controls import counted

Index = QModelIndex | QPersistentModelIndex
CELL_EM = 2.4
SMALLEST_CELL_EM = 1.6
MANY_LABELS = 12
NAME_PX = 150
FAINTEST, FULLEST = 0.18, 0.85
"""how much of its colour covers a cell with one take, and one with all of its row"""
_SHARE = Qt.ItemDataRole.UserRole


class ConfusionTable(QTableWidget):
    """Right answers in blue along the diagonal, wrong ones in orange, each the fuller the more of its row it holds.

    The number stands in every cell that has one, so that nothing hangs on colour.
    """

    cell_chosen = Signal(int, int)
    """the row and column that the keyboard or a click went to"""
    takes_wanted = Signal()
    """Enter: on to the takes of the cell"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 0, parent)
        self.setItemDelegate(_CellPainter(self))
        self.setHorizontalHeader(_TurnedNames(self))
        self.setAccessibleName("What was taken for what: rows are what was shown, columns what it was named")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(True)
            header.setSectionsClickable(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setMaximumWidth(NAME_PX)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentCellChanged.connect(lambda row, column: self.cell_chosen.emit(row, column) if row >= 0 else None)

    def show_confusion(self, labels: Sequence[str], counts: npt.NDArray[np.int64]) -> None:
        """Show `counts` [C, C] and go to where most went wrong; the background's row and column come last."""
        order = [*range(1, len(labels)), 0]
        names = [spoken_name(labels[index]) for index in order]
        totals = counts.sum(1)
        with QSignalBlocker(self):
            self.setRowCount(len(order))
            self.setColumnCount(len(order))
            self.setVerticalHeaderLabels(names)
            self.setHorizontalHeaderLabels(names)
            for row, shown in enumerate(order):
                for column, named in enumerate(order):
                    count, total = int(counts[shown, named]), int(totals[shown])
                    item = QTableWidgetItem(f"{count}" if count else "")
                    words = cell_words(labels[shown], labels[named], count, total)
                    item.setData(_SHARE, count / total if total else 0.0)
                    item.setToolTip(words)
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
                    self.setItem(row, column, item)
            self.setCurrentCell(-1, -1)
        self._order = order
        self._fit(len(order))
        self.choose(*worst_cell(counts))

    def choose(self, shown: int, named: int) -> None:
        """Go to the cell of these labels, by their place in the model."""
        self.setCurrentCell(self._order.index(shown), self._order.index(named))

    def labels_at(self, row: int, column: int) -> tuple[int, int]:
        """Which labels, by their place in the model, a cell stands for."""
        return self._order[row], self._order[column]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.takes_wanted.emit()
        elif event.text().strip() or event.key() == Qt.Key.Key_Escape:
            event.ignore()  # letters are the page's
        else:
            super().keyPressEvent(event)

    def _fit(self, labels: int) -> None:
        """As high as its rows."""
        cell = round(self.fontMetrics().height() * (CELL_EM if labels <= MANY_LABELS else SMALLEST_CELL_EM))
        self.verticalHeader().setDefaultSectionSize(cell)
        self.horizontalHeader().setDefaultSectionSize(cell)
        height = self.horizontalHeader().sizeHint().height() + labels * cell + 2 * self.frameWidth()
        width = min(NAME_PX, self.verticalHeader().sizeHint().width()) + labels * cell + 2 * self.frameWidth()
        self.setFixedHeight(height + self.horizontalScrollBar().sizeHint().height())
        self.setMaximumWidth(width + self.verticalScrollBar().sizeHint().width())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), self.maximumHeight())


def worst_cell(counts: npt.NDArray[np.int64]) -> tuple[int, int]:
    """Row and column of what was confused most often; the first cell with takes where nothing was."""
    wrong = counts - np.diag(np.diag(counts))
    found = wrong if wrong.any() else counts
    row, column = np.unravel_index(int(found.argmax()), counts.shape)
    return int(row), int(column)


def cell_words(shown: str, named: str, count: int, total: int) -> str:
    """ "2 of 9 takes of wave were named swipe left"."""
    takes = f"{count or 'none'} of {counted(total, 'take')}" if total else counted(0, "take")
    were = "was" if count == 1 else "were"
    rightly = " rightly" if shown == named else ""
    return f"{takes} of {spoken_name(shown)} {were} named{rightly} {spoken_name(named)}"


class _CellPainter(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = QApplication.palette()  # a list's own is made transparent by its style
        look = look_of(palette)
        room = QRectF(option.rect).adjusted(1, 1, -1, -1)
        share, right = float(index.data(_SHARE) or 0.0), index.row() == index.column()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(look.series[0] if right else look.series[1])
        if share > 0:
            colour.setAlphaF(FAINTEST + (FULLEST - FAINTEST) * share)
        else:
            colour = QColor(look.muted)
            colour.setAlphaF(0.12 if right else 0.06)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(room, 3, 3)
        text = palette.windowText().color()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(text)
            table = self.parent()
            pen.setWidthF(2.5 if isinstance(table, QWidget) and table.hasFocus() else 1.2)
            painter.setPen(pen)
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 3, 3)
        font = painter.font()
        font.setBold(share > 0 and not right)
        painter.setFont(font)
        painter.setPen(text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, index.data() or "")
        painter.restore()


class _TurnedNames(QHeaderView):
    """The columns' names, turned so that narrow columns can have long ones."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def sizeHint(self) -> QSize:
        model = self.model()
        names = (str(model.headerData(column, self.orientation()) or "") for column in range(self.count()))
        longest = max((self.fontMetrics().horizontalAdvance(name) for name in names), default=0)
        return QSize(0, min(NAME_PX, longest + 14))

    def paintSection(self, painter: QPainter, rect: object, index: int) -> None:
        room = self.rect()
        room = QRectF(self.sectionViewportPosition(index), 0, self.sectionSize(index), room.height()).toRect()
        name = str(self.model().headerData(index, self.orientation()) or "")
        palette = QApplication.palette()
        painter.save()
        current = self.parent()
        font = painter.font()
        font.setBold(isinstance(current, QTableWidget) and current.currentColumn() == index)
        painter.setFont(font)
        painter.setPen(palette.windowText().color())
        painter.translate(room.left(), room.bottom())
        painter.rotate(-90)
        turned = QRectF(6, 0, room.height() - 8, room.width())
        words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(turned.width()))
        painter.drawText(turned, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

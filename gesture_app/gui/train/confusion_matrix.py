"""The confusion matrix: a row for each gesture shown, a column for each name. Arrow keys move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gesture_app.core.gestures import spoken_name
from gesture_app.core.wording import counted
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip

Index = QModelIndex | QPersistentModelIndex
CELL_EM = 2.1
SMALLEST_CELL_EM = 1.5
MANY_LABELS = 12
NAME_PX, NAME_GAP_PX = 160, 7
BOLDER = 1.15
"""width of bold text against plain text"""
FAINTEST, FULLEST = 0.18, 0.6
"""opacity of a cell with one take, and of one with all takes of its row"""
_SHARE = Qt.ItemDataRole.UserRole


class _Cells(QAbstractTableModel):
    """The counts, with the row and column of the background last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.order: list[int] = []
        self._labels: Sequence[str] = ()
        self._counts = np.zeros((0, 0), np.int64)
        self._totals = self._counts.sum(1)

    def show(self, labels: Sequence[str], counts: npt.NDArray[np.int64]) -> None:
        """Show these labels and `counts` [C, C]."""
        self.beginResetModel()
        self.order = [*range(1, len(labels)), 0]
        self._labels, self._counts, self._totals = labels, counts, counts.sum(1)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.order)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.order)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return spoken_name(self._labels[self.order[section]]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown, named = self.order[index.row()], self.order[index.column()]
        count, total = int(self._counts[shown, named]), int(self._totals[shown])
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{count}" if count else ""
        if role == _SHARE:
            return count / total if total else 0.0
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = cell_words(self._labels[shown], self._labels[named], count, total)
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None


class ConfusionMatrix(QTableView):
    """Right answers in blue along the diagonal, wrong ones in orange, each the fuller the more of its row it holds.

    The number stands in every cell that has one, so that nothing hangs on colour.
    """

    cell_chosen = Signal(int, int)
    """row and column of the selected cell"""
    takes_wanted = Signal()
    """show the takes of the cell"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = _Cells(self)
        self.setModel(self._cells)
        self.setItemDelegate(_CellPainter(self))
        self.setHorizontalHeader(_Names(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Names(Qt.Orientation.Vertical, self))
        self.setAccessibleName("Confusion matrix: rows are the gestures shown, columns the gestures named")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
        self._fit(0)

    def show_confusion(self, labels: Sequence[str], counts: npt.NDArray[np.int64]) -> None:
        """Show `counts` [C, C] and select the most frequent confusion."""
        self._cells.show(labels, counts)
        self._fit(len(labels))
        self.choose(*worst_cell(counts))

    def choose(self, shown: int, named: int) -> None:
        """Select the cell of these labels, given as indices in the model."""
        order = self._cells.order
        self.setCurrentIndex(self._cells.index(order.index(shown), order.index(named)))

    def labels_at(self, row: int, column: int) -> tuple[int, int]:
        """Return the labels of a cell as indices in the model."""
        return self._cells.order[row], self._cells.order[column]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.takes_wanted.emit()
        elif event.text().strip() or event.key() == Qt.Key.Key_Escape:
            event.ignore()  # letters are the page's
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.viewport().update()
        if current.isValid():
            self.cell_chosen.emit(current.row(), current.column())

    def _fit(self, labels: int) -> None:
        """Return the height of all rows."""
        cell = round(self.fontMetrics().height() * (CELL_EM if labels <= MANY_LABELS else SMALLEST_CELL_EM))
        self.verticalHeader().setDefaultSectionSize(cell)
        self.horizontalHeader().setDefaultSectionSize(cell)
        height = self.horizontalHeader().sizeHint().height() + labels * cell + 2 * self.frameWidth()
        width = self.verticalHeader().sizeHint().width() + labels * cell + 2 * self.frameWidth()
        self.setFixedHeight(height + self.horizontalScrollBar().sizeHint().height())
        self.setMaximumWidth(width + self.verticalScrollBar().sizeHint().width())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self.maximumSize()


def worst_cell(counts: npt.NDArray[np.int64]) -> tuple[int, int]:
    """Return row and column of the most frequent confusion, or of the first cell with takes."""
    wrong = counts - np.diag(np.diag(counts))
    found = wrong if wrong.any() else counts
    row, column = np.unravel_index(int(found.argmax()), counts.shape)
    return int(row), int(column)


def cell_words(shown: str, named: str, count: int, total: int) -> str:
    """Return a text such as "2 of 9 takes of wave were named swipe left"."""
    takes = f"{count or 'none'} of {counted(total, 'take')}" if total else counted(0, "take")
    were = "was" if count == 1 else "were"
    rightly = " correctly" if shown == named else ""
    return f"{takes} of {spoken_name(shown)} {were} named{rightly} {spoken_name(named)}"


class _CellPainter(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = QApplication.palette()  # a list's own is made transparent by its style
        colors = theme_colors(palette)
        room = QRectF(option.rect).adjusted(1, 1, -1, -1)
        share, right = float(index.data(_SHARE) or 0.0), index.row() == index.column()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(colors.series[0] if right else colors.series[1])
        if share > 0:
            colour.setAlphaF(FAINTEST + (FULLEST - FAINTEST) * share)
        else:
            colour = QColor(colors.muted)
            colour.setAlphaF(0.12 if right else 0.06)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(room, 3, 3)
        text = palette.windowText().color()
        table = self.parent()
        if isinstance(table, QTableView) and table.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(text, 2.5 if table.hasFocus() else 1.2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 3, 3)
        font = painter.font()
        font.setBold(share > 0 and not right)
        painter.setFont(font)
        painter.setPen(text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, index.data() or "")
        painter.restore()


class _Names(QHeaderView):
    """The labels beside and above the cells. Those above are rotated."""

    def sizeHint(self) -> QSize:
        model, upright = self.model(), self.orientation() == Qt.Orientation.Vertical
        names = (str(model.headerData(section, self.orientation()) or "") for section in range(self.count()))
        longest = max((self.fontMetrics().horizontalAdvance(name) for name in names), default=0)
        room = min(NAME_PX, round(longest * BOLDER) + 2 * NAME_GAP_PX)
        return QSize(room, 0) if upright else QSize(0, room)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        table, upright = self.parent(), self.orientation() == Qt.Orientation.Vertical
        place = table.currentIndex() if isinstance(table, QTableView) else QModelIndex()
        current = logicalIndex == (place.row() if upright else place.column())
        painter.save()
        font = painter.font()
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(QApplication.palette().windowText().color())
        room = QRectF(rect)
        if not upright:
            painter.translate(room.left(), room.bottom())
            painter.rotate(-90)
            room = QRectF(0, 0, rect.height(), rect.width())
        room.adjust(NAME_GAP_PX, 0, -NAME_GAP_PX, 0)
        name = str(self.model().headerData(logicalIndex, self.orientation()) or "")
        words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()))
        side = Qt.AlignmentFlag.AlignRight if upright else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

"""A table of what an import left out and why. Its rows can be copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gesture_app.core.import_export import Skipped

HEADS = ("Left out", "Why")
PATH_SHARE = 0.38
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class SkippedModel(QAbstractTableModel):
    """Rows of path and reason."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Skipped] = []

    def add(self, skipped: Sequence[Skipped]) -> None:
        """Add rows."""
        if skipped:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(skipped) - 1)
            self.rows.extend(skipped)
            self.endInsertRows()

    def clear(self) -> None:
        """Remove all rows."""
        self.beginResetModel()
        self.rows = []
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        skipped = self.rows[index.row()]
        return skipped.path if index.column() == 0 else skipped.reason

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None


class SkippedTable(QTableView):
    """Ctrl+C copies the selected rows, or all of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.skipped = SkippedModel(self)
        self.setModel(self.skipped)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAccessibleName("Left out, with the reason")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.setColumnWidth(0, round(PATH_SHARE * self.viewport().width()))

    def copy(self) -> None:
        """Copy the selected rows, or all, as lines with a tab between path and reason."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = [self.skipped.rows[row] for row in chosen] or self.skipped.rows
        QGuiApplication.clipboard().setText("\n".join(f"{row.path}\t{row.reason}" for row in rows))

"""The table of models: use, name, date, gestures, accuracy and size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip
from gesture_app.gui.widgets.model_text import gestures_words, percent, size_words, time_words, title_of
from gesture_app.storage.models.listing import ListedModel

HEADS = ("", "Model", "Gestures", "Trained", "Accuracy", "Size")
ROW_EM = 1.9
PADDING_PX = 14
CANNOT = "unusable"
_WIDEST = ("✓", "", "", "30 Sep 23:59", CANNOT, "256.0 MB")
_NAME, _GESTURES, _SCORE, _SIZE = 1, 2, 4, 5
LEAST_EM = 14
"""width that names and gestures need side by side"""
NAME_SHARE = 0.56
"""share of the width for names"""
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole


class _Rows(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.models: tuple[ListedModel, ...] = ()
        self.in_use = ""

    def show(self, models: Sequence[ListedModel], in_use: str) -> None:
        self.beginResetModel()
        self.models, self.in_use = tuple(models), in_use
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.models)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.DisplayRole:
            return HEADS[section]
        return _alignment(section) if role == _Role.TextAlignmentRole else None

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        model, column = self.models[index.row()], index.column()
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return self._words(model, column, spoken=role == _Role.AccessibleTextRole)
        if role == _Role.ToolTipRole:
            gestures = gestures_words(model.card) if model.card is not None and column == _GESTURES else ""
            return plain_tip(model.trouble or gestures or model.id)
        if role == _Role.TextAlignmentRole:
            return _alignment(column)
        if role == _Role.ForegroundRole:
            colors = theme_colors(QApplication.palette())
            return colors.good if column == 0 else colors.warning if model.card is None and column == _SCORE else None
        if role == _Role.FontRole and model.id == self.in_use:
            font = QApplication.font()
            font.setBold(True)
            return font
        return None

    def _words(self, model: ListedModel, column: int, spoken: bool) -> str:
        if column == 0:
            return ("in use" if spoken else "✓") if model.id == self.in_use else ""
        card = model.card
        return (
            "",
            title_of(model),
            "" if card is None else gestures_words(card),
            time_words(model.made),
            CANNOT if card is None else percent(card.accuracy),
            size_words(model.bytes_on_disk),
        )[column]


class ModelTable(QTableView):
    """Arrow keys select a row, with Shift or Ctrl several."""

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAccessibleName("Models")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(8)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(_RowPainter(self))
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        self._showing = False

    @property
    def models(self) -> tuple[ListedModel, ...]:
        """The shown models."""
        return self._rows.models

    @property
    def current(self) -> ListedModel | None:
        """The model in focus."""
        row = self.currentIndex().row()
        return self.models[row] if 0 <= row < len(self.models) else None

    @property
    def chosen(self) -> list[ListedModel]:
        """The selected models in order."""
        return [self.models[row] for row in sorted(index.row() for index in self.selectionModel().selectedRows())]

    def show_models(self, models: Sequence[ListedModel], in_use: str) -> None:
        """Show these models. The selection stays where its models are still there."""
        if (tuple(models), in_use) == (self._rows.models, self._rows.in_use):
            return
        chosen = {model.id for model in self.chosen}
        current, row = self.current, self.currentIndex().row()
        self._rows.show(models, in_use)
        ids = [model.id for model in models]
        kept = [model for model in ids if model in chosen]
        if not kept and ids:
            first = in_use if row < 0 and in_use in ids else ids[min(max(row, 0), len(ids) - 1)]
            kept = [first]
        self.choose(kept, current.id if current is not None and current.id in kept else "")

    def choose(self, models: Sequence[str], current: str = "") -> None:
        """Select these models and give one of them the focus."""
        rows = [row for row, model in enumerate(self.models) if model.id in models]
        selection = QItemSelection()
        for row in rows:
            selection.select(self._rows.index(row, 0), self._rows.index(row, len(HEADS) - 1))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)
        if rows:
            at = next((row for row in rows if self.models[row].id == current), rows[0])
            self.selectionModel().setCurrentIndex(self._rows.index(at, 1), flags.NoUpdate)
            self.scrollTo(self._rows.index(at, 1))
        else:
            self.chosen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = bool(event.text().strip()) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if letter or event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the page's, not a search for names
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        font = self.font()
        font.setBold(True)  # as the one in use is written
        metrics = QFontMetrics(font)
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * ROW_EM))
        widths = [metrics.horizontalAdvance(widest) + PADDING_PX if widest else 0 for widest in _WIDEST]
        left = self.viewport().width() - sum(widths)
        narrow = left < LEAST_EM * metrics.height()
        for column in (_GESTURES, _SIZE):  # the model beside it says both
            self.setColumnHidden(column, narrow)
        left += widths[_SIZE] if narrow else 0
        widths[_NAME] = left if narrow else round(NAME_SHARE * left)
        widths[_GESTURES] = left - widths[_NAME]
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)


class _RowPainter(QStyledItemDelegate):
    """Paints whole rows as selected, without a focused cell."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column > _GESTURES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

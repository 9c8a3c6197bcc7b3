"""The table of the training data: a row for each gesture that leads to its takes in the Library."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.train.data_summary import GestureData
from gesture_app.gui.widgets.colors import theme_colors

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Gesture", "Takes", "Sessions", "Hands", "Doubtful", "")
GESTURE, TAKES, SITTINGS, HANDS, DOUBTFUL, THIN = range(6)
FULL_BAR_TAKES = 10
"""takes of a full bar, unless a gesture has more"""
ROW_EM = 1.9
LEAST_ROWS = 5
"""shown even in a low window, which then scrolls as a whole"""
BAR_PX = 6
LEAST_BAR_PX = 90
"""narrower columns show only the number"""
NUMBER_EM = 2.6
_BEHIND = Qt.ItemDataRole.UserRole
"""the gesture's name, or the share of the bar"""
_WORRY = Qt.ItemDataRole.UserRole + 1
TIP = "Press Enter to show its takes in the Library."


class DataTable(QTableWidget):
    """Arrow keys move between gestures."""

    look_wanted = Signal(str)
    """gesture whose takes to show"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self.setItemDelegate(_LinePainter(self))
        self.setHorizontalHeaderLabels(COLUMNS)
        self.setAccessibleName("Training data")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * ROW_EM))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TAKES, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(64)
        self.itemDoubleClicked.connect(lambda item: self._ask())
        self.currentCellChanged.connect(lambda: self.viewport().update())  # the whole line is current, not a cell

    def show_material(self, material: Sequence[GestureData]) -> None:
        """Show these rows and keep the current gesture."""
        current = self.current
        full = max((FULL_BAR_TAKES, *(one.takes for one in material)))
        with QSignalBlocker(self):
            self.setRowCount(len(material))
            for row, one in enumerate(material):
                self._fill(row, one, full)
                if one.gesture == current:
                    self.setCurrentCell(row, 0)
        if self.currentRow() < 0 and material:
            self.setCurrentCell(0, 0)
        rows = len(material) * self.verticalHeader().defaultSectionSize()
        around = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2
        self.setMaximumHeight(around + rows)
        self.setMinimumHeight(around + min(rows, LEAST_ROWS * self.verticalHeader().defaultSectionSize()))

    @property
    def current(self) -> str:
        """The gesture in focus, or "" without rows."""
        item = self.item(self.currentRow(), GESTURE)
        return str(item.data(_BEHIND)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        elif event.text().strip() or event.key() == Qt.Key.Key_Escape:
            event.ignore()  # letters are the page's
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if self.current:
            self.look_wanted.emit(self.current)

    def _fill(self, row: int, one: GestureData, full: int) -> None:
        left_out = f"{one.disabled} disabled" if one.disabled else ""
        doubtful = f"⚠ {one.doubtful}" if one.doubtful else ""
        weakness = ", ".join(words for words in (one.weakness, left_out) if words)
        texts = (spoken_name(one.gesture), f"{one.takes}", f"{one.sessions}", one.hands, doubtful, weakness)
        said = ", ".join(f"{name} {text}".strip() for name, text in zip(COLUMNS, texts, strict=True) if text)
        behind = {GESTURE: one.gesture, TAKES: one.takes / full}
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(TIP)
            item.setData(_WORRY, (column == DOUBTFUL) or (column in (TAKES, THIN) and bool(one.weakness)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            if column in behind:
                item.setData(_BEHIND, behind[column])
            self.setItem(row, column, item)


class _LinePainter(QStyledItemDelegate):
    """Paints texts, a bar behind the number of takes, and warnings in their colour."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 20, hint.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = QApplication.palette()  # a list's own is made transparent by its style
        colors = theme_colors(palette)
        room = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        table = self.parent()
        if isinstance(table, QTableWidget) and table.hasFocus() and table.currentRow() == index.row():
            chosen = QColor(colors.accent)
            chosen.setAlphaF(0.2)
            painter.fillRect(room, chosen)
        words = room.adjusted(3, 0, -6, 0)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if index.column() == TAKES and words.width() > LEAST_BAR_PX:
            number = painter.fontMetrics().height() * NUMBER_EM
            track = QRectF(
                words.left() + number, words.center().y() - BAR_PX / 2, max(0.0, words.width() - number - 14), BAR_PX
            )
            faint = QColor(colors.muted)
            faint.setAlphaF(0.2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faint)
            painter.drawRoundedRect(track, BAR_PX / 2, BAR_PX / 2)
            filled = QRectF(track.topLeft(), track.bottomRight())
            filled.setWidth(track.width() * float(index.data(_BEHIND)))
            painter.setBrush(colors.warning if index.data(_WORRY) else colors.accent)
            painter.drawRoundedRect(filled, BAR_PX / 2, BAR_PX / 2)
        painter.setPen(colors.warning if index.data(_WORRY) else palette.windowText().color())
        text = painter.fontMetrics().elidedText(index.data() or "", Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, left, text)
        painter.restore()

"""The gestures of the library with their numbers of takes and of doubtful takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.state.take_rows import GestureSummary
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip

Index = QModelIndex | QPersistentModelIndex
_SUMMARY = Qt.ItemDataRole.UserRole
ROW_EM = 2.35
BAR_PX = 4
ALL = ""
"""the name of the row for all gestures"""


class GestureList(QListWidget):
    """Selects one gesture, several or all. Arrow keys select one, with Shift or Ctrl several."""

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_SummaryPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Gestures")
        self.itemSelectionChanged.connect(self.chosen_changed)

    @property
    def chosen(self) -> frozenset[str]:
        """The selected gestures, or an empty set for all."""
        names = frozenset(item.data(_SUMMARY).gesture for item in self.selectedItems())
        return frozenset() if ALL in names else names

    @property
    def current(self) -> str:
        """The gesture in focus, or "" for all."""
        item = self.currentItem()
        return str(item.data(_SUMMARY).gesture) if item is not None else ALL

    def show_gestures(self, summaries: Sequence[GestureSummary]) -> None:
        """Show these gestures. The selection stays where its gestures are still there."""
        whole = GestureSummary(
            ALL,
            sum(summary.takes for summary in summaries),
            sum(summary.doubtful for summary in summaries),
            sum(summary.disabled for summary in summaries),
        )
        chosen, current = self.chosen, self.current
        with QSignalBlocker(self):
            self.clear()
            for summary in (whole, *summaries):
                item = QListWidgetItem(self)
                item.setData(_SUMMARY, summary)
                text = summary.description.removeprefix(":").strip()
                item.setData(Qt.ItemDataRole.AccessibleTextRole, text if summary.gesture else f"All gestures: {text}")
                item.setToolTip(plain_tip(text))
                if summary.gesture == current:
                    self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
                item.setSelected(summary.gesture in chosen)
            if not self.selectedItems():
                self.setCurrentRow(0)
        if self.chosen != chosen:
            self.chosen_changed.emit()

    def choose(self, gesture: str) -> None:
        """Select one gesture, or all with ""."""
        for place in range(self.count()):
            if self.item(place).data(_SUMMARY).gesture == gesture:
                self.setCurrentRow(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # letters are the page's, not a search for names
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _SummaryPainter(QStyledItemDelegate):
    """Paints a name, a number and a bar with the share of doubtful takes."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, round(option.fontMetrics.height() * ROW_EM))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        summary: GestureSummary = index.data(_SUMMARY)
        palette = QApplication.palette()  # a list's own is made transparent by its style
        colors = theme_colors(palette)
        room = QRectF(option.rect).adjusted(0, 1, -4, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            chosen = QColor(colors.accent)
            chosen.setAlphaF(0.2)
            painter.setBrush(chosen)
            painter.drawRoundedRect(room, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colors.accent)
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        line = room.adjusted(9, 3, -9, -BAR_PX - 5)
        font = painter.font()
        font.setBold(not summary.gesture)
        painter.setFont(font)
        number = f"{summary.takes}"
        doubt = f"⚠ {summary.doubtful}   " if summary.doubtful else ""
        metrics = painter.fontMetrics()
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        width = metrics.horizontalAdvance(number)
        doubt_width = metrics.horizontalAdvance(doubt)
        painter.setPen(colors.warning if summary.few and summary.gesture else palette.windowText().color())
        painter.drawText(line, right, number)
        painter.setPen(colors.warning)
        painter.drawText(line.adjusted(0, 0, -width, 0), right, doubt)
        painter.setPen(palette.windowText().color())
        name = spoken_name(summary.gesture) or "All gestures"
        room_left = line.width() - width - doubt_width - 8
        painter.drawText(line, left, metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room_left)))
        _paint_bar(painter, summary, QRectF(line.left(), room.bottom() - BAR_PX - 3, line.width(), BAR_PX), palette)
        painter.restore()


def _paint_bar(painter: QPainter, summary: GestureSummary, room: QRectF, palette: QPalette) -> None:
    """Paint the shares of good, doubtful and disabled takes."""
    colors = theme_colors(palette)
    whole = max(1, summary.takes)
    fine = summary.takes - summary.doubtful - summary.disabled
    painter.setPen(Qt.PenStyle.NoPen)
    left = room.left()
    for count, colour in ((fine, colors.good), (summary.doubtful, colors.warning), (summary.disabled, colors.line)):
        width = room.width() * count / whole
        if width > 0:
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(left, room.top(), max(2.0, width - 1), room.height()), 2, 2)
        left += width

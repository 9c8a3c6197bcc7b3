"""Table of the gestures that an import would bring: takes, place of the name, and three moving previews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from time import perf_counter

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPen, QShowEvent
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

from gesture_app.core.gestures import natural_order, spoken_name
from gesture_app.core.import_export import PREVIEW_STEP_S, Findings, TakePreview
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import plain_tip
from gesture_app.gui.widgets.hand_animation import hand_colours, paint_pose

HEADS = ("Gesture", "Takes", "Named by", "Previews")
GESTURE, TAKES, NAMED_BY, PREVIEWS = range(len(HEADS))
PREVIEW_COUNT = 3
"""of each gesture"""
STAGE = QSize(56, 46)
GAP_PX = 5
CORNER_PX = 5
TICK_MS = 60
PAUSE_S = 0.5
"""the last moment stays this long"""
MOST_PLACES = 3
"""places of a gesture's name in a row"""
_BEHIND = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class FoundGesturesTable(QTableWidget):
    """Previews arrive one by one and move while they are visible."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, len(HEADS), parent)
        self._previews: defaultdict[str, list[_Moving]] = defaultdict(list)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._move)
        self.setItemDelegateForColumn(PREVIEWS, _PreviewPainter(self._previews, self))
        self.setHorizontalHeaderLabels(HEADS)
        self.setAccessibleName("Gestures that were found")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(STAGE.height() + 2 * GAP_PX)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(GESTURE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(TAKES, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAMED_BY, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(PREVIEWS, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(PREVIEWS, PREVIEW_COUNT * (STAGE.width() + GAP_PX) + GAP_PX)
        self.setMinimumHeight(header.sizeHint().height() + STAGE.height() + 3 * GAP_PX)

    def show_findings(self, findings: Findings) -> None:
        """Show a row for each gesture, at first without previews."""
        self._previews.clear()
        rows = sorted(findings.takes.items(), key=lambda row: (row[0] != "", natural_order(row[0])))
        self.setRowCount(len(rows))
        for row, (gesture, takes) in enumerate(rows):
            texts = (spoken_name(gesture) or "without a name", str(takes), _places(findings.named_by, gesture), "")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                item.setData(_BEHIND, gesture)
                if not gesture:
                    item.setForeground(theme_colors(QApplication.palette()).warning)
                self.setItem(row, column, item)

    def add_preview(self, preview: TakePreview) -> None:
        """Show one more take of its gesture."""
        if len(self._previews[preview.gesture]) < PREVIEW_COUNT:
            self._previews[preview.gesture].append(_Moving(preview))

    @property
    def preview_counts(self) -> Mapping[str, int]:
        """The number of previews by gesture."""
        return {gesture: len(previews) for gesture, previews in self._previews.items()}

    def clear_rows(self) -> None:
        """Remove all rows and previews."""
        self._previews.clear()
        self.setRowCount(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _move(self) -> None:
        left = self.columnViewportPosition(PREVIEWS)
        self.viewport().update(left, 0, self.columnWidth(PREVIEWS), self.viewport().height())


class _Moving:
    """One preview: a moving skeleton, or pictures of a video."""

    def __init__(self, preview: TakePreview) -> None:
        recording = preview.recording
        shown = recording is not None and bool(recording.present.any())
        self.animation = TakeAnimation(recording) if recording is not None and shown else None
        self.images = [
            QImage(image.tobytes(), image.shape[1], image.shape[0], 3 * image.shape[1], QImage.Format.Format_RGB888)
            for image in preview.pictures
        ]
        self._began = perf_counter()

    def paint(self, painter: QPainter, stage: QRectF) -> None:
        """Paint the present moment."""
        passed = perf_counter() - self._began
        if self.animation is not None:
            start, end = self.animation.kept
            second = start + min(passed % (end - start + PAUSE_S), end - start)
            colours = hand_colours(theme_colors(QApplication.palette()))
            inside = stage.adjusted(3, 3, -3, -3)
            paint_pose(painter, self.animation.at(second), inside, self.animation.box, False, colours, 1.3)
        elif self.images:
            length = (len(self.images) - 1) * PREVIEW_STEP_S
            image = self.images[round(min(passed % (length + PAUSE_S), length) / PREVIEW_STEP_S)]
            shape = image.size().scaled(stage.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, shape.width(), shape.height())
            place.moveCenter(stage.center())
            painter.drawImage(place, image)


class _PreviewPainter(QStyledItemDelegate):
    """Paints the previews of a gesture side by side."""

    def __init__(self, previews: Mapping[str, Sequence[_Moving]], parent: QWidget) -> None:
        super().__init__(parent)
        self._previews = previews

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = theme_colors(QApplication.palette())
        previews = self._previews.get(index.data(_BEHIND), ())
        room = QRectF(option.rect)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for number, preview in enumerate(previews):
            left = room.left() + GAP_PX + number * (STAGE.width() + GAP_PX)
            stage = QRectF(left, room.top() + GAP_PX, STAGE.width(), STAGE.height())
            painter.setPen(QPen(colors.line, 1))
            painter.setBrush(colors.panel)
            painter.drawRoundedRect(stage, CORNER_PX, CORNER_PX)
            preview.paint(painter, stage.adjusted(1, 1, -1, -1))
        painter.restore()


def _places(named_by: Mapping[str, tuple[str, ...]], gesture: str) -> str:
    """Return the places of a gesture's name, shortened."""
    places = named_by.get(gesture, ()) if gesture else ()
    return ", ".join(places[:MOST_PLACES]) + (" …" if len(places) > MOST_PLACES else "")

"""A popup that finds a take by letters of its gesture, session, date or note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QStyledItemDelegate, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.widgets.controls import TextRole, button, paragraph
from gesture_app.gui.widgets.page_actions import Page
from gesture_app.gui.widgets.take_tile import day

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from gesture_app.core.hands import FloatArray
from gesture_app.gui.inspect.timeline.style import PlotStyle, faint, style_of
from gesture_app.gui.state.take_animation import box_around
from gesture_app.gui.widgets.hand_animation import hand_colours, paint_pose

WIDE_PX, HIGH_PX = 380, 420
MOST_SHOWN = 300
"""rows; further letters find the rest"""
ROLE = Qt.ItemDataRole.UserRole
_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TakePicker(QFrame):
    """A text field above a list of takes."""

    chosen = Signal(object)
    """`ListedTake`"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._takes: tuple[tuple[str, ListedTake], ...] = ()
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("gesture, session, date or note")
        self.field.setAccessibleName("Find a take")
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._offer)
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_TakePainter(self.list))
        self.list.setAccessibleName("Takes")
        self.list.itemClicked.connect(self._take)
        self.text = paragraph(self, "", TextRole.MUTED)
        self.record = button(self, "Record a gest&ure", f"Go to the Record page ({Page.RECORD.key})", "")
        self.record.clicked.connect(self.hide)
        self.record.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.text)
        layout.addWidget(self.record)
        layout.addWidget(self.list, 1)

    def open_at(self, position: QPoint, mirror: bool) -> None:
        """Open at a place on the screen, in pixels."""
        self.list.setProperty("mirror", mirror)
        self.resize(WIDE_PX, HIGH_PX)
        self.move(position)
        self.field.clear()
        self._offer("")
        self.show()
        self.field.setFocus()

    def show_takes(self, takes: Sequence[ListedTake]) -> None:
        """Offer these takes, the newest first."""
        self._takes = tuple((_search_text(take), take) for take in takes)
        self._offer(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _TO_LIST:
                page = max(1, self.list.height() // ROW_PX - 1)
                step = {_TO_LIST[0]: -1, _TO_LIST[1]: 1, _TO_LIST[2]: -page, _TO_LIST[3]: page}[Qt.Key(event.key())]
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in _TAKES:
                self._take(self.list.currentItem())
                return True
        return False

    def _offer(self, typed: str) -> None:
        wanted = typed.casefold().split()
        found = [take for text, take in self._takes if all(word in text for word in wanted)]
        self.list.clear()
        for take in found[:MOST_SHOWN]:
            item = QListWidgetItem(f"{spoken_name(take.gesture)}, {_below(take)}", self.list)
            item.setData(ROLE, take)
        self.list.setCurrentRow(0)
        more = f"{len(found) - MOST_SHOWN} more. Type a few letters to find them." if len(found) > MOST_SHOWN else ""
        nothing = "No take matches." if self._takes else "There is no take yet. Record a few."
        self.text.setText(more if found else nothing)
        self.record.setHidden(bool(self._takes))
        self.text.setVisible(bool(self.text.text()))

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.hide()
            self.chosen.emit(item.data(ROLE))


class _TakePainter(QStyledItemDelegate):
    def sizeHint(self, option: Option, index: Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: Option, index: Index) -> None:
        take: ListedTake = index.data(ROLE)
        width, height = take.info.frame_size
        poses = take.figures.poses.astype(np.float32) * np.array([width / max(1, height), 1], np.float32)
        paint_item(painter, option, TakeItem(poses, spoken_name(take.gesture), _below(take)))


def _below(take: ListedTake) -> str:
    facts = (day(take.info.recorded_at), f"{take.seconds:.1f} s", take.info.note)
    return " · ".join(fact for fact in facts if fact)


def _search_text(take: ListedTake) -> str:
    info = take.info
    text = (spoken_name(take.gesture), take.gesture, info.session, info.note, day(info.recorded_at), take.id)
    return " ".join(text).casefold()


ROW_PX = 62
POSE_PX = 58.0
Option = QStyleOptionViewItem
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class TakeItem:
    """A row: three poses, two lines of text and an optional bar."""

    poses: FloatArray
    """[3, 2, 21, 2 or 3] in frame heights"""
    title: str
    below: str
    similarity: float | None = None
    """length of the bar, 0 to 1; None: no bar"""


def paint_item(painter: QPainter, option: Option, line: TakeItem) -> None:
    """Paint a row of a list view, whose property `mirror` tells whether hands are mirrored."""
    view = option.widget
    area = QRectF(option.rect).adjusted(1, 1, -1, -3)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    # the palette of a list with a transparent background does not tell light from dark
    style = style_of(QApplication.palette(), view.font(), view.devicePixelRatioF())
    painter.save()
    paint_take_item(painter, area, line, bool(view.property("mirror")), chosen, style)
    painter.restore()


def paint_take_item(
    painter: QPainter, area: QRectF, line: TakeItem, mirror: bool, chosen: bool, style: PlotStyle
) -> None:
    """Paint a row into an area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(style.colors.accent if chosen else style.colors.line)
    painter.setBrush(faint(style.colors.accent, 0.12) if chosen else style.ground)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    width = min(POSE_PX, (area.width() - 120) / 3)
    if not np.isnan(line.poses[..., 0, 0]).all():
        box = box_around(line.poses)
        for index, pose in enumerate(line.poses):
            cell = QRectF(area.left() + 6 + index * width, area.top() + 4, width - 4, area.height() - 8)
            paint_pose(painter, pose, cell, box, mirror, hand_colours(style.colors), 1.4)
    left = area.left() + 12 + 3 * width
    rect = QRectF(left, area.top() + 6, area.right() - left - 8, area.height() - 12)
    painter.setFont(style.bold)
    painter.setPen(style.text)
    metrics = QFontMetricsF(style.bold)
    title = metrics.elidedText(line.title, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
    painter.setFont(style.small)
    painter.setPen(style.colors.muted)
    painter.drawText(rect.adjusted(0, metrics.height() + 1, 0, 0), Qt.AlignmentFlag.AlignLeft, line.below)
    if line.similarity is not None:
        share = max(0.0, min(1.0, line.similarity))
        bar = QRectF(rect.left(), rect.bottom() - 5, rect.width() - 40, 5)
        painter.fillRect(bar, style.colors.line)
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), style.colors.accent)
        number = QRectF(bar.right() + 4, bar.center().y() - 9, 38, 16)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, f"{100 * share:.0f} %")

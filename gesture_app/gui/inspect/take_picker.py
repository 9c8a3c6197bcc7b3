"""Chooses a take of the workspace by a few letters of what it shows, its session, date or note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QStyledItemDelegate, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.inspect.take_line import ROW_PX, Index, Option, TakeLine, paint_item
from gesture_app.gui.widgets.controls import TextRole, paragraph
from gesture_app.gui.widgets.take_tile import day

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake

WIDE_PX, HIGH_PX = 380, 420
MOST_SHOWN = 300
"""more are found by more letters"""
ROLE = Qt.ItemDataRole.UserRole
_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TakeChooser(QFrame):
    """A popup: type, arrow keys, Enter."""

    chosen = Signal(object)
    """`ListedTake`"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._takes: tuple[tuple[str, ListedTake], ...] = ()
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("gesture, session, date or note")
        self.field.setAccessibleName("Which take")
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._offer)
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_TakePainter(self.list))
        self.list.setAccessibleName("Takes")
        self.list.itemClicked.connect(self._take)
        self.words = paragraph(self, "", TextRole.MUTED)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.words)
        layout.addWidget(self.list, 1)

    def ask(self, place: QPoint, mirror: bool) -> None:
        """Open there, in screen pixels."""
        self.list.setProperty("mirror", mirror)
        self.resize(WIDE_PX, HIGH_PX)
        self.move(place)
        self.field.clear()
        self._offer("")
        self.show()
        self.field.setFocus()

    def show_takes(self, takes: Sequence[ListedTake]) -> None:
        """These are there, the newest first."""
        self._takes = tuple((_words_of(take), take) for take in takes)
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
        found = [take for words, take in self._takes if all(word in words for word in wanted)]
        self.list.clear()
        for take in found[:MOST_SHOWN]:
            item = QListWidgetItem(f"{spoken_name(take.gesture)}, {_below(take)}", self.list)
            item.setData(ROLE, take)
        self.list.setCurrentRow(0)
        more = f"{len(found) - MOST_SHOWN} more: type a few letters." if len(found) > MOST_SHOWN else ""
        nothing = "No take is like that." if self._takes else "Nothing recorded yet: record a few takes (Ctrl+2)."
        self.words.setText(more if found else nothing)
        self.words.setVisible(bool(self.words.text()))

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
        paint_item(painter, option, TakeLine(poses, spoken_name(take.gesture), _below(take)))


def _below(take: ListedTake) -> str:
    facts = (day(take.info.recorded_at), f"{take.seconds:.1f} s", take.info.note)
    return " · ".join(fact for fact in facts if fact)


def _words_of(take: ListedTake) -> str:
    info = take.info
    words = (spoken_name(take.gesture), take.gesture, info.session, info.note, day(info.recorded_at), take.id)
    return " ".join(words).casefold()

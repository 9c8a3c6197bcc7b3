"""Lets the user choose a gesture by a few letters or the arrow keys. Enter takes it, Escape cancels."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import MAX_NAME_LENGTH, NONE, gesture_name, known_name, natural_order, spoken_name

_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class GesturePicker(QWidget):
    """A text field above the gestures whose names fit. An unknown name is offered as a new gesture."""

    chosen = Signal(str)
    """the gesture's name"""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gestures: tuple[str, ...] = ()
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Type a few letters, or press ↓")
        self.field.setMaxLength(2 * MAX_NAME_LENGTH)  # a name that is too long is an error, it is never cut
        self.field.setAccessibleName("Which gesture that was")
        self.field.textChanged.connect(self._offer)
        self.field.returnPressed.connect(self._choose_current)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Gestures")
        self.list.itemClicked.connect(lambda item: self.chosen.emit(_name_of(item)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)

    def ask(self, gestures: Collection[str]) -> None:
        """Offer these gestures, with an empty field that has the focus."""
        self._gestures = (*sorted(set(gestures) - {NONE}, key=natural_order), NONE)
        self.field.clear()
        self._offer("")
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _TO_LIST:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.cancelled.emit()
                return True
        return False

    def _offer(self, typed: str) -> None:
        wanted = spoken_name(known_name(typed)) if typed.strip() else ""
        fitting = [name for name in self._gestures if wanted in spoken_name(name)]
        fitting.sort(key=lambda name: not spoken_name(name).startswith(wanted))
        self.list.clear()
        for name in fitting:
            self._add(spoken_name(name), name)
        try:
            new = gesture_name(typed)
        except RecordingError:
            new = ""
        if new and new not in self._gestures:
            self._add(f"{spoken_name(new)}   ·   new gesture", new)
        if wanted and self.list.count():
            self.list.setCurrentRow(0)

    def _add(self, words: str, name: str) -> None:
        item = QListWidgetItem(words, self.list)
        item.setData(Qt.ItemDataRole.UserRole, name)

    def _choose_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(_name_of(item))


def _name_of(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))

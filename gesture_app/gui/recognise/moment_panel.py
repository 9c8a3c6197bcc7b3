"""Shows a moment of the last seconds as a small moving skeleton, with what the user can do about it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.recording import Recording
from gesture_app.gui.recognise.actions import (
    CLOSE,
    DISCARD_ALARM,
    EARLIER,
    LATER,
    SAVE_ALARM,
    TRIM,
    UNDO,
    add_shortcuts,
)
from gesture_app.gui.recognise.gesture_picker import GesturePicker
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.page_actions import MenuItem, PageAction
from gesture_app.gui.widgets.take_player import SkeletonPlayer
from gesture_app.live.false_alarm_monitor import FalseAlarm

PLAYER_SIZE = (136, 116)
HEIGHT_PX = 150


class MomentPanel(QWidget):
    """Asks which gesture it was, or shows what it was saved as, or shows a false alarm. Emits what the user wants."""

    chosen = Signal(str)
    """the gesture's name"""
    other_wanted = Signal(int)
    """1: the moment before this one, -1: the one after it"""
    trim_wanted = Signal()
    undo_wanted = Signal()
    closed = Signal()
    keep_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.player: SkeletonPlayer | None = None
        self.asking = False
        """True while the user chooses a gesture"""
        self.title = heading(self, size=1.1)
        self.title.setWordWrap(True)
        self.details = paragraph(self, role=TextRole.MUTED)
        self.chooser = GesturePicker(self)
        self.chooser.chosen.connect(self.chosen)
        self.chooser.cancelled.connect(self.closed)
        self._saved = self._row((TRIM, self.trim_wanted.emit), (UNDO, self.undo_wanted.emit), (CLOSE, self.closed.emit))
        self._alarm = self._row((SAVE_ALARM, self.keep_wanted.emit), (DISCARD_ALARM, self.discard_wanted.emit))
        add_shortcuts(TRIM, self.trim_wanted.emit, self._saved)
        add_shortcuts(SAVE_ALARM, self.keep_wanted.emit, self._alarm)
        add_shortcuts(DISCARD_ALARM, self.discard_wanted.emit, self._alarm)
        add_shortcuts(CLOSE, self.closed.emit, self)
        add_shortcuts(EARLIER, partial(self.other_wanted.emit, 1), self)
        add_shortcuts(LATER, partial(self.other_wanted.emit, -1), self)
        self._below = QStackedWidget(self)
        for part in (self.chooser, self._saved, self._alarm):
            self._below.addWidget(part)
        self._stage = QVBoxLayout()
        self._stage.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.title)
        right.addWidget(self.details)
        right.addWidget(self._below, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(self._stage)
        layout.addLayout(right, 1)
        self.setMinimumHeight(HEIGHT_PX)

    def menu_items(self) -> tuple[MenuItem, ...]:
        """Return the actions on the moment that is shown."""
        shown = self._below.currentWidget() if self.isVisible() else None
        return (
            MenuItem(TRIM, self.trim_wanted.emit, shown is self._saved),
            MenuItem(SAVE_ALARM, self.keep_wanted.emit, shown is self._alarm),
            MenuItem(DISCARD_ALARM, self.discard_wanted.emit, shown is self._alarm),
            MenuItem(EARLIER, partial(self.other_wanted.emit, 1), shown is not None),
            MenuItem(LATER, partial(self.other_wanted.emit, -1), shown is not None),
            MenuItem(CLOSE, self.closed.emit, shown is not None),
        )

    def ask(self, recording: Recording, index: int, of: int, gestures: Collection[str], mirror: bool) -> None:
        """Ask which gesture a movement is. `index` 0 is the newest of `of`."""
        self._play(recording, mirror)
        self.title.setText("That was a …")
        self.details.setText(f"Movement {of - index} of {of} ({EARLIER.key}: earlier)" if of > 1 else "")
        self.details.setVisible(of > 1)
        if not self.asking:
            self.asking = True
            self._below.setCurrentWidget(self.chooser)
            self.chooser.ask(gestures)

    def stop_asking(self) -> None:
        """Stop asking."""
        self.asking = False

    @property
    def showing_alarm(self) -> bool:
        """True while a false alarm is shown."""
        return self._below.currentWidget() is self._alarm

    def show_saved(self, recording: Recording, details: str, mirror: bool) -> None:
        """Show what was saved and under which name."""
        self.asking = False
        self._play(recording, mirror)
        self.details.setVisible(bool(details))
        self.title.setText(f"Saved as {spoken_name(recording.info.gesture)}")
        self.details.setText(details)
        self._below.setCurrentWidget(self._saved)

    def show_alarm(self, alarm: FalseAlarm, recording: Recording, index: int, of: int, mirror: bool) -> None:
        """Show a false alarm. `index` 0 is the newest of `of`."""
        self.asking = False
        self._play(recording, mirror)
        self.title.setText(
            f"“{spoken_name(alarm.event.label)}” fired by mistake, {100 * alarm.event.confidence:.0f}\u00a0%"
        )
        more = f"{index + 1} of {of} ({EARLIER.key}: earlier) · " if of > 1 else ""
        self.details.show()
        self.details.setText(f"{more}{alarm.at:%H:%M:%S}")
        self._below.setCurrentWidget(self._alarm)

    def set_mirror(self, mirror: bool) -> None:
        """Mirror the skeleton, or show it as the camera sees it."""
        if self.player is not None:
            self.player.set_mirror(mirror)

    def _play(self, recording: Recording, mirror: bool) -> None:
        if self.player is not None:
            self._stage.removeWidget(self.player)
            self.player.deleteLater()
        self.player = SkeletonPlayer(recording.trimmed(), mirror, self)
        self.player.setFixedSize(*PLAYER_SIZE)
        self._stage.insertWidget(0, self.player)

    def _row(self, *actions: tuple[PageAction, Callable[[], None]]) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for action, command in actions:
            made = button(row, action.text, action.tooltip, "small")
            made.clicked.connect(command)
            layout.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
        return row

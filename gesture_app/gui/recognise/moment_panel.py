"""A moment of the last seconds as a small moving skeleton, and what one can say about it; asks, never acts."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.recording import Recording
from gesture_app.gui.recognise.gesture_picker import GesturePicker
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.take_player import SkeletonPlayer
from gesture_app.live.false_alarm_monitor import FalseAlarm

PLAYER_SIZE = (136, 116)
HEIGHT_PX = 150


class MomentPanel(QWidget):
    """In one of three states: asks which gesture it was, says what it was saved as, or shows a false alarm."""

    chosen = Signal(str)
    """the gesture's name"""
    other_wanted = Signal(int)
    """1: the moment before this one, -1: the one after"""
    trim_wanted = Signal()
    undo_wanted = Signal()
    closed = Signal()
    keep_wanted = Signal()
    throw_away_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.player: SkeletonPlayer | None = None
        self.asking = False
        """whether a gesture is being chosen"""
        self.words = heading(self, size=1.1)
        self.words.setWordWrap(True)
        self.details = paragraph(self, role=TextRole.MUTED)
        self.chooser = GesturePicker(self)
        self.chooser.chosen.connect(self.chosen)
        self.chooser.given_up.connect(self.closed)
        self._saved = self._row(
            ("Trim", "Choose which part of it counts (T)", self.trim_wanted.emit),
            ("&Undo", "Take it back (Ctrl+Z)", self.undo_wanted.emit),
            ("Close", "Close (Escape)", self.closed.emit),
        )
        self._alarm = self._row(
            ("&Keep as none", "Teach it that this means nothing (K)", self.keep_wanted.emit),
            ("Throw away", "It tells nothing (Delete)", self.throw_away_wanted.emit),
        )
        for key, row, signal in (
            (Qt.Key.Key_T, self._saved, self.trim_wanted),
            (Qt.Key.Key_K, self._alarm, self.keep_wanted),
            (Qt.Key.Key_Delete, self._alarm, self.throw_away_wanted),
            (Qt.Key.Key_Backspace, self._alarm, self.throw_away_wanted),
        ):
            shortcut = QShortcut(QKeySequence(key), row)
            shortcut.setAutoRepeat(False)  # held down it would answer for all that wait
            shortcut.activated.connect(signal)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.closed)
        for key, way in ((Qt.Key.Key_PageUp, 1), (Qt.Key.Key_PageDown, -1)):
            QShortcut(QKeySequence(key), self).activated.connect(lambda way=way: self.other_wanted.emit(way))
        self._below = QStackedWidget(self)
        for part in (self.chooser, self._saved, self._alarm):
            self._below.addWidget(part)
        self._stage = QVBoxLayout()
        self._stage.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.words)
        right.addWidget(self.details)
        right.addWidget(self._below, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(self._stage)
        layout.addLayout(right, 1)
        self.setMinimumHeight(HEIGHT_PX)

    def ask(self, recording: Recording, place: int, of: int, gestures: Collection[str], mirror: bool) -> None:
        """Which gesture is this, the newest movement (`place` 0) or an older one?"""
        self._play(recording, mirror)
        self.words.setText("That was a …")
        self.details.setText(f"Movement {of - place} of {of} · Page Up" if of > 1 else "")
        self.details.setVisible(of > 1)
        if not self.asking:
            self.asking = True
            self._below.setCurrentWidget(self.chooser)
            self.chooser.ask(gestures)

    def cease(self) -> None:
        """Nothing is asked any more."""
        self.asking = False

    @property
    def showing_alarm(self) -> bool:
        """Whether a false alarm waits for a word."""
        return self._below.currentWidget() is self._alarm

    def say_saved(self, recording: Recording, details: str, mirror: bool) -> None:
        """This was saved."""
        self.asking = False
        self._play(recording, mirror)
        self.details.setVisible(bool(details))
        self.words.setText(f"Saved as {spoken_name(recording.info.gesture)}")
        self.details.setText(details)
        self._below.setCurrentWidget(self._saved)

    def show_alarm(self, alarm: FalseAlarm, recording: Recording, place: int, of: int, mirror: bool) -> None:
        """This would have fired while nothing was meant; `place` from 0, the newest first."""
        self.asking = False
        self._play(recording, mirror)
        self.words.setText(
            f"“{spoken_name(alarm.event.label)}” would have fired, {100 * alarm.event.confidence:.0f}\u00a0%"
        )
        more = f"{place + 1} of {of} · Page Up · " if of > 1 else ""
        self.details.show()
        self.details.setText(f"{more}{alarm.at:%H:%M:%S}")
        self._below.setCurrentWidget(self._alarm)

    def set_mirror(self, mirror: bool) -> None:
        """Show it as a mirror would, or not."""
        if self.player is not None:
            self.player.set_mirror(mirror)

    def _play(self, recording: Recording, mirror: bool) -> None:
        if self.player is not None:
            self._stage.removeWidget(self.player)
            self.player.deleteLater()
        self.player = SkeletonPlayer(recording.trimmed(), mirror, self)
        self.player.setFixedSize(*PLAYER_SIZE)
        self._stage.insertWidget(0, self.player)

    def _row(self, *buttons: tuple[str, str, Callable[[], None]]) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for words, tip, press in buttons:
            made = button(row, words, tip, "small")
            made.clicked.connect(press)
            layout.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
        return row

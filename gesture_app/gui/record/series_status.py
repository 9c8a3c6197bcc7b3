"""The state of a running series in large letters, with buttons to pause and to end it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.record.actions import END, ROWS
from gesture_app.gui.state.running_work import Work
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.countdown_overlay import phase_words, take_words
from gesture_app.gui.widgets.page_actions import hint_line
from gesture_app.live.recorder import Phase, RecorderStatus

KEYS = hint_line((ROWS["pause"], END, ROWS["discard"]))


class SeriesStatus(QWidget):
    """Shows such as "take 4 of 10" and "show it now"."""

    pause_wanted = Signal()
    """pause, or continue"""
    end_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take = heading(self, size=1.15)
        self.phase = heading(self, size=2.1)
        self.phase.setWordWrap(True)
        self.clips_note = paragraph(self, "● A small video of each take is kept", TextRole.BAD)
        self.clips_note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clips_note.hide()
        for label in (self.take, self.phase):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self._keys = paragraph(self, KEYS, TextRole.MUTED)
        self._keys.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note = paragraph(self)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.hide()
        self._pause = button(self, "Pause", f"Pause; this take starts again ({ROWS['pause'].key})")
        self._pause.clicked.connect(self.pause_wanted)
        self.go_on = button(self, "Go on", f"Go on with this take ({ROWS['pause'].key})", "primary")
        self.go_on.clicked.connect(self.pause_wanted)
        self.go_on.hide()
        end = button(self, END.text, END.tooltip)
        end.clicked.connect(self.end_wanted)
        buttons = QHBoxLayout()
        buttons.addWidget(self._pause, 1)
        buttons.addWidget(self.go_on, 2)
        buttons.addWidget(end, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self.take)
        layout.addWidget(self.phase)
        layout.addWidget(self.progress)
        layout.addWidget(self.clips_note)
        layout.addWidget(self.note)
        layout.addStretch(1)
        layout.addLayout(buttons)
        layout.addWidget(self._keys)

    def show_note(self, words: str) -> None:
        """Show why the series waits, or nothing with ""."""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def show_status(self, status: RecorderStatus) -> None:
        """Show this state."""
        self.take.setText(f"{spoken_name(status.gesture)}  ·  {take_words(status)}")
        has_countdown = status.phase in (Phase.COUNTDOWN, Phase.REST)
        number = f"  {math.ceil(status.seconds_left)}" if has_countdown else ""
        self.phase.setText(f"{phase_words(status)}{number}")
        self.progress.setMaximum(max(1, status.takes))
        self.progress.setValue(max(0, status.take - 1))
        paused = status.phase is Phase.PAUSED
        self._pause.setVisible(not paused)
        self.go_on.setVisible(paused)
        roles = {Phase.TAKE: TextRole.BAD, Phase.PAUSED: TextRole.MUTED, Phase.REST: TextRole.MUTED}
        self.phase.set_role(roles.get(status.phase, TextRole.PLAIN))


def series_work(status: RecorderStatus) -> Work | None:
    """Return the series as running work, or None without a series."""
    if status.phase is Phase.OFF:
        return None
    name, done = spoken_name(status.gesture), status.take - 1
    paused = status.phase is Phase.PAUSED
    text = (
        f"{name} paused, {done} of {status.takes} recorded"
        if paused
        else (f"Recording {name}, {status.take} of {status.takes}")
    )
    loss = f"The series of “{name}” is not finished: {done} of {status.takes} takes are recorded. They are kept."
    return Work(text, done / max(1, status.takes), paused, loss)

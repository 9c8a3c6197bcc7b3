"""Where a running series stands, large, with the two things one can do about it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.countdown_overlay import phase_words, take_words
from gesture_app.live.recorder import Phase, RecorderStatus

KEYS = "Space pauses · Escape ends · Backspace discards"


class SeriesStatus(QWidget):
    """Take 4 of 10, show it now."""

    pause_wanted = Signal()
    """also to go on"""
    end_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take = heading(self, size=1.15)
        self.phase = heading(self, size=2.1)
        self.phase.setWordWrap(True)
        self.pictures = paragraph(self, "● Pictures are being kept", TextRole.BAD)
        self.pictures.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pictures.hide()
        for label in (self.take, self.phase):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self._keys = paragraph(self, KEYS, TextRole.MUTED)
        self._keys.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pause = button(self, "Pause", "")
        self._pause.clicked.connect(self.pause_wanted)
        end = button(self, "End", "End the series; finished takes stay (Escape)")
        end.clicked.connect(self.end_wanted)
        buttons = QHBoxLayout()
        buttons.addWidget(self._pause, 1)
        buttons.addWidget(end, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self.take)
        layout.addWidget(self.phase)
        layout.addWidget(self.progress)
        layout.addWidget(self.pictures)
        layout.addStretch(1)
        layout.addLayout(buttons)
        layout.addWidget(self._keys)

    def show_status(self, status: RecorderStatus) -> None:
        """Show where the series stands."""
        self.take.setText(f"{spoken_name(status.gesture)}  ·  {take_words(status)}")
        counted = status.phase in (Phase.COUNTDOWN, Phase.REST)
        number = f"  {math.ceil(status.seconds_left)}" if counted else ""
        self.phase.setText(f"{phase_words(status)}{number}")
        self.progress.setMaximum(max(1, status.takes))
        self.progress.setValue(max(0, status.take - 1))
        paused = status.phase is Phase.PAUSED
        self._pause.setText("Continue" if paused else "Pause")
        self._pause.setToolTip(f"{'Continue with this take' if paused else 'Pause; this take starts again'} (Space)")
        inks = {Phase.TAKE: TextRole.BAD, Phase.PAUSED: TextRole.MUTED, Phase.REST: TextRole.MUTED}
        self.phase.set_role(inks.get(status.phase, TextRole.PLAIN))

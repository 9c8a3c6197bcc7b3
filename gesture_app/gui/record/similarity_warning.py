"""Warns that a new gesture resembles a known one, and shows both on top of each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.quality.gesture_similarity import FEWEST_NEW, GestureSimilarity, close_gesture
from gesture_app.core.recording import Recording
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.overlay_player import OverlayPlayer

NEW_BELOW = 10
"""a gesture with fewer takes is new"""
PLAYER_SIZE = (140, 112)
WHAT_TO_DO = "The model may confuse them. Make the movements less alike."


class SimilarityWarning(QWidget):
    """Compares takes in a background task from the second take on. Hidden while no gesture is similar."""

    compared = Signal()
    """emitted once for every comparison"""

    def __init__(
        self, some_takes: Callable[[], Sequence[Recording]], tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._some_takes, self._tasks = some_takes, tasks
        self._gesture = ""
        self._new: list[Recording] = []
        self._known: Sequence[Recording] | None = None
        self._busy = False
        self._silenced = True
        self._words = heading(self)
        self._words.setWordWrap(True)
        advice = paragraph(self, WHAT_TO_DO, TextRole.MUTED)
        self.player = OverlayPlayer(self)
        self.player.setFixedSize(*PLAYER_SIZE)
        self._close = button(self, "Got it", "Hide this warning for this gesture", "small")
        self._close.clicked.connect(self._dismiss)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._words)
        words.addWidget(advice)
        words.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._close)
        words.addLayout(row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.player)
        layout.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def words(self) -> str:
        """The warning, or "" while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def begin(self, gesture: str, takes_before: int) -> None:
        """Start with a gesture that has so many takes already."""
        if gesture != self._gesture:
            self.hide()
            self._gesture, self._new = gesture, []
            self._silenced = gesture == NONE or takes_before >= NEW_BELOW
        self._known = None

    def add(self, recording: Recording, mirror: bool) -> None:
        """Add a good take and compare, once there are two."""
        if self._silenced or recording.info.gesture != self._gesture:
            return
        self._new.append(recording)
        if len(self._new) < FEWEST_NEW or self._busy:
            return
        self._busy = True
        gesture, new, known = self._gesture, tuple(self._new), self._known

        def compare() -> tuple[Sequence[Recording], GestureSimilarity | None]:
            others = self._some_takes() if known is None else known
            return others, close_gesture(new, others)

        def done(found: tuple[Sequence[Recording], GestureSimilarity | None]) -> None:
            self._busy = False
            self._known = found[0]
            if gesture == self._gesture:
                self._show(found[1], mirror)
            self.compared.emit()

        def failed(error: BaseException) -> None:
            self._busy = False
            self._tasks.show_error(error)

        self._tasks.run(compare, done, failed)

    def remove(self, recording: Recording) -> None:
        """Remove a take that was discarded."""
        self._new = [kept for kept in self._new if kept is not recording]

    def _show(self, similar: GestureSimilarity | None, mirror: bool) -> None:
        if self._silenced or similar is None:
            self.hide()
            return
        known = spoken_name(similar.gesture)
        self._words.setText(f"Similar to “{known}” (shown pale)")
        self.setAccessibleName(self._words.text())
        self.player.show_pair(similar, mirror)
        self.show()

    def _dismiss(self) -> None:
        self._silenced = True
        self.hide()

"""Keeps the last gesture and what it did, in one short line."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gesture_app.actions.readable import readable
from gesture_app.core.gestures import spoken_name
from gesture_app.core.prediction import Event
from gesture_app.gui.state.gesture_actions import GestureActions, LoggedOutcome
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.widgets.actions_text import outcome_line

NONE_YET = "no gesture yet"


class LastGesture(QObject):
    """Follows events and outcomes."""

    changed = Signal()

    def __init__(self, updates: LiveUpdates, actions: GestureActions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.text = NONE_YET
        updates.fired.connect(self._on_event)
        actions.performed.connect(self._on_outcome)

    def _on_event(self, event: Event) -> None:
        self._show(readable(spoken_name(event.label)))

    def _on_outcome(self, logged: LoggedOutcome) -> None:
        self._show(outcome_line(logged.outcome))

    def _show(self, text: str) -> None:
        self.text = text
        self.changed.emit()

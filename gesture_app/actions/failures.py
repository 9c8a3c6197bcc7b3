"""Remembers failures, so that each is told once and not for every event."""

from __future__ import annotations

from gesture_app.actions.outcome import Outcome


class FailureMemory:
    """The failures of actions that have not worked since."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], str] = {}

    def clear(self) -> None:
        """Forget all failures, as when actions are switched on."""
        self._told.clear()

    def is_new(self, outcome: Outcome) -> bool:
        """Return True for a failure that was not told before. A success forgets the failures of its action."""
        key = (outcome.kind, outcome.what)
        if outcome.ok:
            self._told.pop(key, None)
            return False
        new = self._told.get(key) != outcome.sentence
        self._told[key] = outcome.sentence
        return new

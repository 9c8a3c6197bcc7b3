"""Keeps the last outcomes, and marks each failure that is to be told."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from gesture_app.actions.failures import FailureMemory
from gesture_app.actions.outcome import Outcome

KEPT_OUTCOMES = 1000
"""outcomes that wait for their reader; more drop the oldest"""
LOGGED = 100


class OutcomeLog:
    """Outcomes in order. Its owner sees to threads."""

    def __init__(self) -> None:
        self._new: deque[Outcome] = deque(maxlen=KEPT_OUTCOMES)
        self._last: deque[Outcome] = deque(maxlen=LOGGED)
        self.failures = FailureMemory()

    def add(self, outcome: Outcome) -> None:
        """Add an outcome."""
        marked = replace(outcome, first_time=self.failures.is_new(outcome))
        self._new.append(marked)
        self._last.append(marked)

    def last(self) -> tuple[Outcome, ...]:
        """Return the last hundred, the oldest first."""
        return tuple(self._last)

    def take(self) -> tuple[Outcome, ...]:
        """Return those since the last call."""
        found = tuple(self._new)
        self._new.clear()
        return found

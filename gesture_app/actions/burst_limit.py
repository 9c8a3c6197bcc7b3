"""Counts actions, so that a burst of them is noticed."""

from __future__ import annotations

from collections import deque
from time import monotonic

BURST_S = 10.0
"""seconds over which actions are counted"""


class BurstLimit:
    """The times of recent actions."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque()

    def clear(self) -> None:
        """Forget all actions, as when they are switched on."""
        self._recent.clear()

    def is_exceeded_by_one_more(self, most: int) -> bool:
        """Count one action. Return True if more than `most` came in the last `BURST_S`."""
        now = monotonic()
        self._recent.append(now)
        while now - self._recent[0] > BURST_S:
            self._recent.popleft()
        return len(self._recent) > most

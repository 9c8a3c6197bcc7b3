"""A slot of one between two threads: a newer value replaces the older one, which is counted as dropped."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestValue(Generic[T]):
    """Any thread may put, take or peek."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._value: T | None = None
        self._seen = True
        self._dropped = 0

    def put(self, value: T) -> None:
        """Replace the value."""
        with self._ready:
            self._dropped += not self._seen
            self._value, self._seen = value, False
            self._ready.notify()

    def take(self, timeout: float | None = None) -> T | None:
        """Wait for a value that was not taken before. Return None after `timeout` seconds."""
        with self._ready:
            if not self._ready.wait_for(lambda: not self._seen, timeout):
                return None
            self._seen = True
            return self._value

    def peek(self) -> T | None:
        """Return the newest value, taken or not, or None before the first."""
        with self._ready:
            return self._value

    @property
    def dropped(self) -> int:
        """The number of values that were replaced before they were taken."""
        with self._ready:
            return self._dropped

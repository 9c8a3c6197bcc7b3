"""A slot of one between two threads: the newest wins, the older is dropped and counted."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestValue(Generic[T]):
    """Any thread may put, any thread may take or look."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._value: T | None = None
        self._seen = True
        self._dropped = 0

    def put(self, value: T) -> None:
        """Replace what is there."""
        with self._ready:
            self._dropped += not self._seen
            self._value, self._seen = value, False
            self._ready.notify()

    def take(self, timeout: float | None = None) -> T | None:
        """Wait for something not taken before; None when the time is up."""
        with self._ready:
            if not self._ready.wait_for(lambda: not self._seen, timeout):
                return None
            self._seen = True
            return self._value

    def peek(self) -> T | None:
        """The newest value, taken or not; None while there was none."""
        with self._ready:
            return self._value

    @property
    def dropped(self) -> int:
        """How many values were replaced before anyone took them."""
        with self._ready:
            return self._dropped

"""A ring buffer of items with times, limited in seconds and in number."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A small JPEG of one frame."""

    time: float
    """seconds of the stream or of its take"""
    jpeg: bytes


class RollingBuffer(Generic[T]):
    """Keeps the newest items. Any thread may use it."""

    def __init__(self, time_of: Callable[[T], float], seconds: float, most: int) -> None:
        """Start empty.

        Args:
            time_of: returns an item's time in seconds.
            seconds: the age at which items are dropped.
            most: the greatest number of items.
        """
        self._time_of = time_of
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: deque[T] = deque(maxlen=most)

    def put(self, item: T) -> None:
        """Add the newest item. All others are dropped if time goes back."""
        now = self._time_of(item)
        with self._lock:
            if self._kept and now <= self._time_of(self._kept[-1]):
                self._kept.clear()
            self._kept.append(item)
            while now - self._time_of(self._kept[0]) > self._seconds:
                self._kept.popleft()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def since(self, time: float) -> tuple[T, ...]:
        """Return the items from `time` on, in order."""
        with self._lock:
            return tuple(item for item in self._kept if self._time_of(item) >= time)

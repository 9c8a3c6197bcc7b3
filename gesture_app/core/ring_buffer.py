"""What was there of late: things with their times, for so many seconds and never more than so many."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A small picture of one moment."""

    time: float
    """seconds of the stream, or of the take it goes with"""
    jpeg: bytes


class RollingBuffer(Generic[T]):
    """Any thread may put and look; the oldest goes when the time or the room is over."""

    def __init__(self, time_of: Callable[[T], float], seconds: float, most: int) -> None:
        self._time_of = time_of
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: deque[T] = deque(maxlen=most)

    def put(self, item: T) -> None:
        """The newest; items older than the buffer's seconds are dropped, all of them where time goes back."""
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
        """What is there from `time` on, in order."""
        with self._lock:
            return tuple(item for item in self._kept if self._time_of(item) >= time)

"""Takes everything that waits in a queue, without waiting for more."""

from __future__ import annotations

import queue
from collections import deque
from typing import TypeVar

T = TypeVar("T")


def drain_queue(waiting: queue.SimpleQueue[T]) -> tuple[T, ...]:
    """Return all items, oldest first. One thread only."""
    found: list[T] = []
    while True:
        try:
            found.append(waiting.get_nowait())
        except queue.Empty:
            return tuple(found)


def drain_deque(waiting: deque[T]) -> tuple[T, ...]:
    """Return all items, oldest first. One thread only, while another appends."""
    found: list[T] = []
    while waiting:
        found.append(waiting.popleft())
    return tuple(found)

"""Waiting for what must happen, for minutes if need be, so that a busy computer fails no test."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_S = 240.0
"""a job has low priority: beside two busy processes it gets a tenth of a processor, and needs some 5 s to start"""
LOOK_EVERY_S = 0.005


def eventually(look: Callable[[], T], message: object = "it never came true") -> T:
    """Call `look` until its answer is true, and return that answer."""
    end = monotonic() + PATIENCE_S
    while not (answer := look()):
        assert monotonic() < end, message
        sleep(LOOK_EVERY_S)
    return answer


def heard(job: Any, until: type | tuple[type, ...]) -> list[Any]:
    """Return the messages of a job up to one of this kind, or up to its end; each may take `PATIENCE_S`."""
    news: list[Any] = []

    def more() -> bool:
        before = len(news)
        news.extend(job.poll())
        return len(news) > before or not job.running

    while job.running and not any(isinstance(message, until) for message in news):
        eventually(more, news)
    return news


def no_process_left() -> None:
    """Wait until every process that this one started has ended."""
    eventually(lambda: not multiprocessing.active_children())


class FakeClock:
    """Stands in for the module `time`: sleeping takes no time, and `now` moves as a test wants."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

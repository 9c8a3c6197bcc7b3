"""Runs slow queries about a network one at a time, on a thread with lower priority than recognition."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from gesture_app.gui.state.tasks import TaskRunner

T = TypeVar("T")

NICENESS = 10
"""niceness of the thread, so that recognition comes first"""


class QueryQueue(QObject):
    """Runs one query of each kind and keeps the newest waiting one. Older waiting queries are dropped."""

    def __init__(self, show: Callable[[BaseException], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskRunner(show, self, threads=1, begin=lower_priority)
        self._under_way: set[str] = set()
        self._waiting: dict[str, Callable[[], None]] = {}

    def busy(self, kind: str) -> bool:
        """True while a query of this kind runs."""
        return kind in self._under_way

    def submit(
        self, kind: str, work: Callable[[], T], done: Callable[[T], None], given_up: Callable[[], None] | None = None
    ) -> None:
        """Call `work()` on the thread, then `done(result)` here. On failure show the error and call `given_up()`."""

        def start() -> None:
            self._under_way.add(kind)
            self._tasks.run(work, lambda output: self._finish(kind, lambda: done(output)), failed)

        def failed(error: BaseException) -> None:
            self._finish(kind, lambda: self._tasks.show_error(error))
            if given_up is not None:
                given_up()

        if kind in self._under_way:
            self._waiting[kind] = start
        else:
            start()

    def drop(self) -> None:
        """Drop the waiting queries."""
        self._waiting.clear()

    def shutdown(self) -> None:
        """Wait for the running query, as the window closes."""
        self.drop()
        self._tasks.close()

    def _finish(self, kind: str, output: Callable[[], None]) -> None:
        self._under_way.discard(kind)
        output()
        waiting = self._waiting.pop(kind, None)
        if waiting is not None and kind not in self._under_way:
            waiting()


def lower_priority() -> None:
    """Lower the priority of this thread (Linux only: elsewhere it would affect the whole process)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)

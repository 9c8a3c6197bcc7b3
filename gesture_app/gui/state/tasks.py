"""Runs tasks off the GUI thread and returns their results on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

T = TypeVar("T")

THREADS = 4


class TaskRunner(QObject):
    """Runs tasks on a pool of threads. Made and called on the GUI thread."""

    _finished = Signal(object)

    def __init__(
        self,
        show_error: Callable[[BaseException], None],
        parent: QObject | None = None,
        threads: int = THREADS,
        begin: Callable[[], None] | None = None,
    ) -> None:
        """`show_error` shows the errors of tasks without a `failed` of their own. Each thread calls `begin` first."""
        super().__init__(parent)
        self.show_error = show_error
        self._closed = False
        self._futures: list[Future[None]] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="background", initializer=begin)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Call `work()` on another thread, then `done(result)` or `failed(error)` on this one."""

        def call() -> None:
            deliver: Callable[[], None]
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - whatever goes wrong must reach the user
                deliver = _bound(failed or self.show_error, error)
            else:
                deliver = _bound(done, result) if done is not None else _nothing
            self._finished.emit(deliver)

        if not self._closed:
            self._futures = [*(future for future in self._futures if not future.done()), self._pool.submit(call)]

    def finish(self) -> None:
        """Wait for all tasks and deliver their results, also of tasks that these start."""
        while True:
            wait(self._futures)
            self._futures.clear()
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
            if not self._futures:
                return

    def close(self) -> None:
        """Wait for all tasks. Drop results and new tasks from now on."""
        self._closed = True
        self._pool.shutdown()

    @Slot(object)
    def _deliver(self, deliver: Callable[[], None]) -> None:
        if not self._closed:
            deliver()


def _bound(function: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: function(value)


def _nothing() -> None:
    """Drop the result."""

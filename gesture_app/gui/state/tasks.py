"""One-shot work off the GUI thread; its answer comes back on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

T = TypeVar("T")

THREADS = 4


class TaskRunner(QObject):
    """Runs work on a pool of threads; made and asked on the GUI thread."""

    _answered = Signal(object)

    def __init__(
        self,
        show_error: Callable[[BaseException], None],
        parent: QObject | None = None,
        threads: int = THREADS,
        begin: Callable[[], None] | None = None,
    ) -> None:
        """`show` tells the user of a failure that nobody else takes care of; `begin` is what each thread does first."""
        super().__init__(parent)
        self.show_error = show_error
        self._closed = False
        self._asked: list[Future[None]] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="background", initializer=begin)
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Call `work()` on another thread, then `done(its result)` or `failed(its error)` on this one."""

        def call() -> None:
            answer: Callable[[], None]
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - whatever goes wrong must reach the user
                answer = _bound(failed or self.show_error, error)
            else:
                answer = _bound(done, result) if done is not None else _nothing
            self._answered.emit(answer)

        if not self._closed:
            self._asked = [*(asked for asked in self._asked if not asked.done()), self._pool.submit(call)]

    def finish(self) -> None:
        """Wait for all work and give its answers, also for work that these ask for."""
        while True:
            wait(self._asked)
            self._asked.clear()
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
            if not self._asked:
                return

    def close(self) -> None:
        """Wait for all work; answers that come from now on are dropped, and so is what is asked."""
        self._closed = True
        self._pool.shutdown()

    @Slot(object)
    def _answer(self, answer: Callable[[], None]) -> None:
        if not self._closed:
            answer()


def _bound(function: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: function(value)


def _nothing() -> None:
    """Nobody asked for the result."""

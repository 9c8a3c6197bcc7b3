"""Work on files in the background, one operation at a time. Edits among it can be undone and repeated."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from gesture_app.gui.state.edit_result import Edit, EditResult
from gesture_app.gui.state.tasks import TaskRunner

REMEMBERED_EDITS = 200
MOST_WAITING = 50
"""operations; a key that is stuck could otherwise ask for any number"""

T = TypeVar("T")
C = TypeVar("C")
R = TypeVar("R")


class UndoQueue(Generic[T, C]):
    """Edits of items (T), each followed by a new listing (C). Made and called on the GUI thread."""

    def __init__(
        self,
        tasks: TaskRunner,
        perform: Callable[[Edit[T]], tuple[EditResult[T], C]],
        show: Callable[[C], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Start with nothing to do.

        Args:
            perform: makes an edit on another thread and returns the listing after it.
            show: receives that listing, before the caller of the edit receives the result.
            failed: receives the error of an operation.
        """
        self._tasks, self._perform, self._show, self._failed = tasks, perform, show, failed
        self._busy = False
        self._waiting: deque[Callable[[], None]] = deque()
        self._undo: list[EditResult[T]] = []
        self._redo: list[EditResult[T]] = []

    @property
    def busy(self) -> bool:
        """True while an operation is under way."""
        return self._busy

    def do(self, work: Callable[[], R], done: Callable[[R], None]) -> None:
        """Call `work` on another thread after the operations before it, then `done` with its result on this one."""
        self._enqueue(lambda: self._start(work, done))

    def edit(self, edit: Edit[T], done: Callable[[EditResult[T]], None]) -> None:
        """Make an edit that `undo` can undo."""

        def finish(result: EditResult[T]) -> None:
            _remember(self._undo, result)
            self._redo.clear()
            done(result)

        self._enqueue(lambda: self._start_edit(edit, finish))

    def undo(self, done: Callable[[EditResult[T]], None]) -> None:
        """Undo the last edit, if there is one."""
        self._enqueue(lambda: self._turn_back(self._undo, self._redo, done))

    def redo(self, done: Callable[[EditResult[T]], None]) -> None:
        """Repeat the edit that was undone last, if there is one."""
        self._enqueue(lambda: self._turn_back(self._redo, self._undo, done))

    def forget(self) -> None:
        """Make everything done so far impossible to undo or repeat."""
        self._undo.clear()
        self._redo.clear()

    def _turn_back(
        self, source: list[EditResult[T]], target: list[EditResult[T]], done: Callable[[EditResult[T]], None]
    ) -> None:
        if not source:
            return

        def finish(result: EditResult[T]) -> None:
            _remember(target, result)
            done(result)

        self._start_edit(source.pop().undo, finish)

    def _start_edit(self, edit: Edit[T], done: Callable[[EditResult[T]], None]) -> None:
        def finish(performed: tuple[EditResult[T], C]) -> None:
            result, listing = performed
            self._show(listing)
            done(result)

        self._start(lambda: self._perform(edit), finish)

    def _enqueue(self, start: Callable[[], None]) -> None:
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(start)
        self._next()

    def _next(self) -> None:
        while self._waiting and not self._busy:
            self._waiting.popleft()()

    def _start(self, work: Callable[[], R], done: Callable[[R], None]) -> None:
        def finish(result: R) -> None:
            self._busy = False
            done(result)
            self._next()

        def fail(error: BaseException) -> None:
            self._busy = False
            self._failed(error)
            self._next()

        self._busy = True
        self._tasks.run(work, finish, fail)


def _remember(edits: list[EditResult[T]], result: EditResult[T]) -> None:
    edits.append(result)
    del edits[:-REMEMBERED_EDITS]

"""Work on files in the background, one at a time, and edits among it that can be taken back and done again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from gesture_app.gui.state.tasks import TaskRunner

REMEMBERED_EDITS = 200
MOST_WAITING = 50
"""asked for while one is under way; more can only be a key that got stuck"""


class Reversible(Protocol):
    """What an edit has done; another call takes it back."""

    @property
    def back(self) -> Callable[[], Reversible]:
        """The edit that undoes it; its own `back` does it again."""
        ...


D = TypeVar("D", bound=Reversible)
C = TypeVar("C")
T = TypeVar("T")


class UndoQueue(Generic[D, C]):
    """Made and asked on the GUI thread; what is done (D) and what there is then (C) come there too."""

    def __init__(
        self,
        tasks: TaskRunner,
        perform: Callable[[Callable[[], D]], tuple[D, C]],
        show: Callable[[C], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """`perform` makes an edit on another thread; `show` is called with what there is after it, then who asked."""
        self._tasks, self._perform, self._show, self._failed = tasks, perform, show, failed
        self._busy = False
        self._waiting: deque[Callable[[], None]] = deque()
        self._undo: list[D] = []
        self._redo: list[D] = []

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._busy

    def do(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Call `work()` on another thread once nothing else is under way, then `done(its result)` on this one."""
        self._enqueue(lambda: self._start(work, done))

    def edit(self, edit: Callable[[], D], told: Callable[[D], None]) -> None:
        """Do it; `undo` takes it back."""

        def finished(done: D) -> None:
            _remember(self._undo, done)
            self._redo.clear()
            told(done)

        self.do(lambda: self._perform(edit), lambda found: self._finish(found, finished))

    def undo(self, told: Callable[[D], None]) -> None:
        """Take back what was done last."""
        self._enqueue(lambda: self._turn_back(self._undo, self._redo, told))

    def redo(self, told: Callable[[D], None]) -> None:
        """Do again what was taken back last."""
        self._enqueue(lambda: self._turn_back(self._redo, self._undo, told))

    def forget(self) -> None:
        """Nothing done so far can be taken back any more."""
        self._undo.clear()
        self._redo.clear()

    def _turn_back(self, source: list[D], target: list[D], told: Callable[[D], None]) -> None:
        if not source:
            return
        done = source.pop()

        def finished(back: D) -> None:
            _remember(target, back)
            told(back)

        back: Callable[[], D] = done.back  # type: ignore[assignment]  # an edit of one kind is undone by one
        self._start(lambda: self._perform(back), lambda found: self._finish(found, finished))

    def _finish(self, found: tuple[D, C], finished: Callable[[D], None]) -> None:
        done, contents = found
        self._show(contents)
        finished(done)

    def _enqueue(self, start: Callable[[], None]) -> None:
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(start)
        self._next()

    def _next(self) -> None:
        while self._waiting and not self._busy:
            self._waiting.popleft()()

    def _start(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        def finished(found: T) -> None:
            self._busy = False
            done(found)
            self._next()

        def failed(error: BaseException) -> None:
            self._busy = False
            self._failed(error)
            self._next()

        self._busy = True
        self._tasks.run(work, finished, failed)


def _remember(edits: list[D], done: D) -> None:
    edits.append(done)
    del edits[:-REMEMBERED_EDITS]

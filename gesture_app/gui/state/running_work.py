"""Holds the long work that runs now: for the status bar, the marks of the tabs and the question before closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from PySide6.QtCore import QObject, Signal

WORTH_A_QUESTION_S = 20.0
"""work that has run for longer is not ended by a slip"""


class WorkKind(StrEnum):
    """The kinds of long work. One of each can run at a time."""

    SERIES = "series"
    TRAINING = "training"
    CHECK = "check"
    COMPARISON = "comparison"
    IMPORT = "import"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Work:
    """The state of one piece of work."""

    text: str
    """such as "Training 40 %, 2 min left" """
    share: float | None = None
    """of the work that is done, 0 to 1; None: unknown"""
    paused: bool = False
    loss: str = ""
    """a sentence on what its end would cost; empty: nothing that is worth a question"""


class RunningWork(QObject):
    """Pages and dialogs report their work here. Used on the GUI thread."""

    changed = Signal()

    def __init__(self, clock: Callable[[], float] = monotonic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._work: dict[WorkKind, Work] = {}
        self._began_at: dict[WorkKind, float] = {}

    @property
    def running(self) -> Mapping[WorkKind, Work]:
        """The work that runs or is paused, in the order in which it began."""
        return self._work

    def report(self, kind: WorkKind, work: Work | None) -> None:
        """Show the state of work, which begins with its first report and ends with None."""
        if self._work.get(kind) == work:
            return
        if work is None:
            del self._work[kind], self._began_at[kind]
        else:
            self._began_at.setdefault(kind, self._clock())
            self._work[kind] = work
        self.changed.emit()

    def loss_of(self, kind: WorkKind) -> str:
        """Return the sentence to ask about before this work ends early, or "" if it has just begun."""
        work = self._work.get(kind)
        if work is None or self._clock() - self._began_at[kind] < WORTH_A_QUESTION_S:
            return ""
        return work.loss

    @property
    def losses(self) -> tuple[str, ...]:
        """The sentences of all work that is worth a question."""
        return tuple(filter(None, map(self.loss_of, self._work)))

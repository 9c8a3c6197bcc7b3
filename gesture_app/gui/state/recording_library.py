"""The takes as the Library page knows them: listed, judged, edited and undone in the background, one at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.core.quality.cross_validation import ReviewResults, content_key
from gesture_app.core.quality.take_checks import TakeIssue, judge, with_review
from gesture_app.gui.state.recording_commands import Done, Edit
from gesture_app.gui.state.recording_rows import TakeRow
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.state.undo_queue import UndoQueue

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import Damaged, ListedTake, Stamp
    from gesture_app.storage.recordings.review_store import ReviewStore
    from gesture_app.storage.recordings.store import RecordingStore

REMEMBERED_PICTURES = 40
SHOW_EVERY_MS = 400


class _LibraryEndsError(Exception):
    """Reading is to stop."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Everything that was found, at one moment."""

    rows: tuple[TakeRow, ...] = ()
    binned: tuple[TakeRow, ...] = ()
    damaged: tuple[Damaged, ...] = ()
    stamp: Stamp | None = None
    """None: the takes are still being read"""
    verdict_stamp: tuple[int, int] = (0, 0)


class RecordingLibrary(QObject):
    """Made and asked on the GUI thread; `changed` comes there too."""

    changed = Signal()
    """other takes, or something else is said of them"""
    edited = Signal(object)
    """`Done`: what was just done, or done again"""
    taken_back = Signal(object)
    """`Done`: what was just undone; `there` are the takes as they are again"""

    def __init__(
        self, recordings: RecordingStore, verdicts: ReviewStore, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.recordings, self.verdicts, self._tasks = recordings, verdicts, tasks
        self.contents = Contents()
        self.loaded = False
        """whether the takes were read at least once"""
        self.progress = (0, 0)
        """how many takes were read of how many, while they are read for the first time"""
        self._so_far: list[ListedTake] = []
        self._ending = False
        self._reading = QTimer(self, interval=SHOW_EVERY_MS)
        self._reading.timeout.connect(self._show_so_far)
        self._judged: dict[str, tuple[tuple[ListedTake, ...], list[tuple[TakeIssue, ...]]]] = {}
        self._edits = UndoQueue[Done, Contents](tasks, self._performed, self._show, self._failed)
        self._pictures: OrderedDict[tuple[Path, tuple[int, int]], TakeAnimation] = OrderedDict()

    # ---- looking ----
    def refresh(self) -> None:
        """Read again what has changed on disk; what there is to read at first is shown as it comes."""
        if not self.loaded:
            self._reading.start()
        self._edits.do(self._read, self._show)

    def look(self) -> None:
        """Refresh if another program, or another page, changed something."""
        contents = self.contents
        if self._edits.busy:
            return
        if contents.stamp is None:
            self.refresh()
        else:
            self._edits.do(lambda: self._is_stale(contents), lambda stale: self.refresh() if stale else None)

    def load(self, take: ListedTake, done: Callable[[TakeAnimation], None]) -> None:
        """Call `done` with its picture, at once where it is at hand; a take that cannot be read is told of."""
        key = take.path, take.version
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
            done(picture)
            return

        def keep(found: TakeAnimation) -> None:
            self._pictures[key] = found
            while len(self._pictures) > REMEMBERED_PICTURES:
                self._pictures.popitem(last=False)
            done(found)

        self._tasks.run(lambda: TakeAnimation(self.recordings.load(take).recording), keep)

    def shutdown(self) -> None:
        """Reading ends as soon as it can, edits that were asked for are still made; the window is closing."""
        self._ending = True
        self._reading.stop()

    # ---- editing ----
    def edit(self, edit: Edit) -> None:
        """Do it; `undo` takes it back."""
        self._edits.edit(edit, self.edited.emit)

    def undo(self) -> None:
        """Take back what was done last."""
        self._edits.undo(self.taken_back.emit)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._edits.redo(self.edited.emit)

    def empty_bin(self) -> None:
        """Delete what lies in the bin, for ever."""
        self._edits.forget()  # what was deleted cannot come back any more
        self._edits.do(lambda: (self.recordings.empty_bin(), self._read())[1], self._show)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, _LibraryEndsError):
            self._reading.stop()
            self._tasks.show(error)
            if self.loaded:
                self.refresh()  # part of an edit may have been made

    # ---- on another thread, one at a time ----
    def _read(self) -> Contents:
        self._so_far = []
        verdict_stamp = self.verdicts.stamp()
        listing = self.recordings.list_takes(self._note_progress, found=self._note_found)
        binned = self.recordings.binned()
        return Contents(
            self._rows(listing.takes, self.verdicts.load()),
            tuple(TakeRow(take) for take in reversed(binned.takes)),
            listing.damaged,
            listing.stamp,
            verdict_stamp,
        )

    def _note_progress(self, done: int, total: int) -> None:
        self.progress = done, total
        if self._ending:
            raise _LibraryEndsError

    def _note_found(self, takes: Sequence[ListedTake]) -> None:
        self._so_far = [*self._so_far, *takes]

    def _is_stale(self, contents: Contents) -> bool:
        assert contents.stamp is not None
        return self.verdicts.stamp() != contents.verdict_stamp or self.recordings.changed_since(contents.stamp)

    def _performed(self, edit: Edit) -> tuple[Done, Contents]:
        """The edit, and what there is after it; the next look at the disk will find the same."""
        before = self.contents
        done = edit()
        changed = {take.path for take in done.there}
        kept = [row.take for row in before.rows if row.take.path not in done.gone and row.take.path not in changed]
        takes = sorted((*kept, *done.there), key=lambda take: (take.gesture, take.path.name))
        binned = self.recordings.binned()
        return done, Contents(
            self._rows(takes, self.verdicts.load()),
            tuple(TakeRow(take) for take in reversed(binned.takes)),
            before.damaged,
            before.stamp,
            self.verdicts.stamp(),
        )

    def _rows(self, takes: Sequence[ListedTake], verdicts: ReviewResults) -> tuple[TakeRow, ...]:
        by_gesture: dict[str, list[ListedTake]] = {}
        for take in takes:
            by_gesture.setdefault(take.gesture, []).append(take)
        rows = []
        judged = {}
        for gesture, own in by_gesture.items():
            known = self._judged.get(gesture)
            same = known is not None and _same(known[0], own)
            concerns = known[1] if known is not None and same else judge(own)
            judged[gesture] = (tuple(own), concerns)
            rows += [_row(take, said, verdicts) for take, said in zip(own, concerns, strict=True)]
        self._judged = judged
        return tuple(rows)

    def _show_so_far(self) -> None:
        """Takes are seen before the last of them is read, and before any is judged."""
        takes = self._so_far
        if len(takes) > len(self.contents.rows):
            self.contents = Contents(tuple(TakeRow(take) for take in takes))
            self.changed.emit()

    def _show(self, contents: Contents) -> None:
        self._reading.stop()
        self.contents, self.loaded = contents, True
        self.changed.emit()


def _row(take: ListedTake, said: tuple[TakeIssue, ...], verdicts: ReviewResults) -> TakeRow:
    key = content_key(take)
    return TakeRow(take, with_review(take, said, verdicts), key in verdicts.approved, verdicts.named.get(key))


def _same(known: Sequence[ListedTake], takes: Sequence[ListedTake]) -> bool:
    """Whether nothing that is judged has changed."""
    return len(known) == len(takes) and all(
        old is new or (old.path == new.path and old.version == new.version)
        for old, new in zip(known, takes, strict=True)
    )

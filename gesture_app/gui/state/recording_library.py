"""The takes on disk with the issues of each, as the Library page shows them, with edits and undo."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gesture_app.core.quality.cross_validation import ReviewResults, content_key
from gesture_app.core.quality.take_checks import TakeIssue, find_issues, frame_rate_trouble, with_review
from gesture_app.gui.state.editable_library import EditableLibrary
from gesture_app.gui.state.recording_edits import TakeEdit, TakeEditResult
from gesture_app.gui.state.take_animation import TakeAnimation
from gesture_app.gui.state.take_rows import TakeRow
from gesture_app.gui.state.tasks import TaskRunner

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import Damaged, ListedTake, Stamp
    from gesture_app.storage.recordings.review_store import ReviewStore
    from gesture_app.storage.recordings.store import RecordingStore

REMEMBERED_ANIMATIONS = 40
SHOW_EVERY_MS = 400
"""how often the takes found so far are shown during the first listing"""


class _ShutdownError(Exception):
    """Ends a listing because the window closes."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """All takes that were found at one moment."""

    rows: tuple[TakeRow, ...] = ()
    binned: tuple[TakeRow, ...] = ()
    damaged: tuple[Damaged, ...] = ()
    stamp: Stamp | None = None
    """None during the first listing"""
    review_stamp: tuple[int, int] = (0, 0)
    frame_rate_trouble: str = ""
    """one sentence on a camera or computer that was too slow for many takes"""


class RecordingLibrary(EditableLibrary["ListedTake", Contents]):
    """Lists takes and finds their issues off the GUI thread. Items of edits are takes."""

    def __init__(
        self, recordings: RecordingStore, reviews: ReviewStore, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(tasks, parent)
        self.recordings, self.reviews = recordings, reviews
        self.contents = Contents()
        self.progress = (0, 0)
        """takes read and takes in all, during the first listing"""
        self._found: list[ListedTake] = []
        self._shutting_down = False
        self._show_timer = QTimer(self, interval=SHOW_EVERY_MS)
        self._show_timer.timeout.connect(self._show_found)
        self._issues: dict[str, tuple[tuple[ListedTake, ...], list[tuple[TakeIssue, ...]]]] = {}
        self._animations: OrderedDict[tuple[Path, tuple[int, int]], TakeAnimation] = OrderedDict()

    def refresh(self) -> None:
        """List the takes again. The first listing emits `changed` as takes are found."""
        if not self.loaded:
            self._show_timer.start()
        self._queue.do(self._list, self._show)

    def poll(self) -> None:
        """Refresh if another page or another program changed something."""
        contents = self.contents
        if self._queue.busy:
            return
        if contents.stamp is None:
            self.refresh()
        else:
            self._queue.do(lambda: self._is_stale(contents), lambda stale: self.refresh() if stale else None)

    def load(self, take: ListedTake, done: Callable[[TakeAnimation], None]) -> None:
        """Call `done` with the animation of a take, at once if it is cached. Show the user why it cannot be read."""
        key = take.path, take.version
        animation = self._animations.get(key)
        if animation is not None:
            self._animations.move_to_end(key)
            done(animation)
            return

        def keep(loaded: TakeAnimation) -> None:
            self._animations[key] = loaded
            while len(self._animations) > REMEMBERED_ANIMATIONS:
                self._animations.popitem(last=False)
            done(loaded)

        self._tasks.run(lambda: TakeAnimation(self.recordings.load(take).recording), keep)

    def shutdown(self) -> None:
        """Stop listing because the window closes. Edits that were asked for are still made."""
        self._shutting_down = True
        self._show_timer.stop()

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, _ShutdownError):
            self._show_timer.stop()
            super()._on_failed(error)
            if self.loaded:
                self.refresh()  # part of an edit may have been made

    # ---- on another thread, one at a time ----
    def _list(self) -> Contents:
        self._found = []
        review_stamp = self.reviews.stamp()
        listing = self.recordings.list_takes(self._note_progress, found=self._note_found)
        binned = self.recordings.binned()
        return Contents(
            self._rows(listing.takes, self.reviews.load()),
            tuple(TakeRow(take) for take in reversed(binned.takes)),
            listing.damaged,
            listing.stamp,
            review_stamp,
            frame_rate_trouble(listing.takes),
        )

    def _note_progress(self, done: int, total: int) -> None:
        self.progress = done, total
        if self._shutting_down:
            raise _ShutdownError

    def _note_found(self, takes: Sequence[ListedTake]) -> None:
        self._found = [*self._found, *takes]

    def _is_stale(self, contents: Contents) -> bool:
        assert contents.stamp is not None
        return self.reviews.stamp() != contents.review_stamp or self.recordings.changed_since(contents.stamp)

    def _empty_bin(self) -> Contents:
        self.recordings.empty_bin()
        return self._list()

    def _perform(self, edit: TakeEdit) -> tuple[TakeEditResult, Contents]:
        """Make an edit. Return its result and the contents after it, without listing everything again."""
        before = self.contents
        result = edit()
        changed = {take.path for take in result.changed}
        kept = [row.take for row in before.rows if row.take.path not in result.removed and row.take.path not in changed]
        takes = sorted((*kept, *result.changed), key=lambda take: (take.gesture, take.path.name))
        binned = self.recordings.binned()
        return result, Contents(
            self._rows(takes, self.reviews.load()),
            tuple(TakeRow(take) for take in reversed(binned.takes)),
            before.damaged,
            before.stamp,
            self.reviews.stamp(),
            frame_rate_trouble(takes),
        )

    def _rows(self, takes: Sequence[ListedTake], reviews: ReviewResults) -> tuple[TakeRow, ...]:
        by_gesture: dict[str, list[ListedTake]] = {}
        for take in takes:
            by_gesture.setdefault(take.gesture, []).append(take)
        rows = []
        issues_by_gesture = {}
        for gesture, own in by_gesture.items():
            known = self._issues.get(gesture)
            issues = known[1] if known is not None and _same_takes(known[0], own) else find_issues(own)
            issues_by_gesture[gesture] = (tuple(own), issues)
            rows += [_row(take, found, reviews) for take, found in zip(own, issues, strict=True)]
        self._issues = issues_by_gesture
        return tuple(rows)

    # ---- on the GUI thread ----
    def _show_found(self) -> None:
        """Show the takes found so far, without their issues."""
        takes = self._found
        if len(takes) > len(self.contents.rows):
            self.contents = Contents(tuple(TakeRow(take) for take in takes))
            self.changed.emit()

    def _show(self, listing: Contents) -> None:
        self._show_timer.stop()
        self.contents, self.loaded = listing, True
        self.changed.emit()


def _row(take: ListedTake, issues: tuple[TakeIssue, ...], reviews: ReviewResults) -> TakeRow:
    key = content_key(take)
    return TakeRow(take, with_review(take, issues, reviews), key in reviews.approved, reviews.named.get(key))


def _same_takes(known: Sequence[ListedTake], takes: Sequence[ListedTake]) -> bool:
    """Return True if both hold the same takes with the same content."""
    return len(known) == len(takes) and all(
        old is new or (old.path == new.path and old.version == new.version)
        for old, new in zip(known, takes, strict=True)
    )

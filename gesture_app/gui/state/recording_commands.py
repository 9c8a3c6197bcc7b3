"""What can be done to takes, each edit giving back what happened and the edit that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gesture_app.core.gestures import spoken_name
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.wording import counted

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake
    from gesture_app.storage.recordings.review_store import ReviewStore
    from gesture_app.storage.recordings.store import RecordingStore

T = TypeVar("T")
Trim = tuple[float, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """An edit that was made; the files are as it says."""

    words: str
    """ "Moved 3 takes to wave" """
    gone: frozenset[Path]
    """where takes lay that do not any more"""
    there: tuple[ListedTake, ...]
    """takes that are new or have changed"""
    back: Edit
    """undoes it; its own `back` does it again"""


Edit = Callable[[], Done]
"""called off the GUI thread; raises a `RecordingError` where the disk refuses"""


def disabling(store: RecordingStore, takes: Sequence[ListedTake], disabled: bool) -> Edit:
    """Leave takes out of training, or use them again."""
    words = f"{'Disabled' if disabled else 'Enabled'} {counted(len(takes), 'take')}"
    before = [take.info.disabled for take in takes]
    return _changing(words, takes, [disabled] * len(takes), before, lambda take, now: store.change(take, disabled=now))


def noting(store: RecordingStore, takes: Sequence[ListedTake], note: str) -> Edit:
    """Write one note on all of them; "": take their notes away."""
    words = f"{'Noted' if note else 'Took the note off'} {counted(len(takes), 'take')}"
    before = [take.info.note for take in takes]
    return _changing(words, takes, [note] * len(takes), before, lambda take, now: store.change(take, note=now))


def trimming(store: RecordingStore, take: ListedTake, trim: Trim) -> Edit:
    """Let only a part of a take count; None: all of it."""
    words = f"{'Trimmed' if trim else 'Untrimmed'} a take of {spoken_name(take.gesture)}"
    return _changing(words, [take], [trim], [take.info.trim], lambda take, now: store.change(take, trim=now))


def moving(store: RecordingStore, takes: Sequence[ListedTake], gesture: str) -> Edit:
    """Say that they show another gesture."""

    def edit() -> Done:
        now = store.move(takes, gesture)
        words = f"Moved {counted(len(takes), 'take')} to {spoken_name(gesture)}"
        return Done(words, _paths(takes), now, _moving_back(store, now, [take.gesture for take in takes], words))

    return edit


def renaming(store: RecordingStore, old: str, new: str, merges: bool) -> Edit:
    """Give a gesture another name; where there is one of that name, the two become one."""

    def edit() -> Done:
        before = frozenset(take.path for take in store.list_takes().takes if take.gesture == old)
        now = store.rename_gesture(old, new)
        verb = "Merged" if merges else "Renamed"
        words = f"{verb} {spoken_name(old)} {'into' if merges else 'to'} {spoken_name(new)}"
        return Done(words, before, now, _moving_back(store, now, [old] * len(now), words))

    return edit


def discarding(store: RecordingStore, takes: Sequence[ListedTake], words: str = "") -> Edit:
    """Into the bin; `words`: what is undone by it."""
    words = words or f"Discarded {counted(len(takes), 'take')}"

    def edit() -> Done:
        binned = store.discard(takes)
        return Done(words, _paths(takes), (), restoring(store, binned, words))

    return edit


def restoring(store: RecordingStore, binned: Sequence[ListedTake], words: str = "") -> Edit:
    """Back from the bin; `words`: what is undone by it."""
    words = words or f"Restored {counted(len(binned), 'take')}"

    def edit() -> Done:
        now = store.restore(binned)
        return Done(words, _paths(binned), now, discarding(store, now, words))

    return edit


def approving(verdicts: ReviewStore, takes: Sequence[ListedTake], approved: bool, words: str = "") -> Edit:
    """Say that takes are good as they are, or take that back; `words`: what is undone by it."""
    words = words or f"{'Approved' if approved else 'No longer approved:'} {counted(len(takes), 'take')}"

    def edit() -> Done:
        verdicts.approve([content_key(take) for take in takes], approved)
        return Done(words, frozenset(), tuple(takes), approving(verdicts, takes, not approved, words))

    return edit


def _changing(
    words: str,
    takes: Sequence[ListedTake],
    values: Sequence[T],
    before: Sequence[T],
    change: Callable[[ListedTake, T], ListedTake],
) -> Edit:
    def edit() -> Done:
        now = tuple(change(take, value) for take, value in zip(takes, values, strict=True))
        return Done(words, frozenset(), now, _changing(words, now, before, values, change))

    return edit


def _moving_back(store: RecordingStore, takes: Sequence[ListedTake], gestures: Sequence[str], words: str) -> Edit:
    """Each to a gesture of its own."""

    def edit() -> Done:
        before = [take.gesture for take in takes]
        moved = {
            id(take): now
            for gesture in dict.fromkeys(gestures)
            for own in [[take for take, target in zip(takes, gestures, strict=True) if target == gesture]]
            for take, now in zip(own, store.move(own, gesture), strict=True)
        }
        now = tuple(moved[id(take)] for take in takes)
        return Done(words, _paths(takes), now, _moving_back(store, now, before, words))

    return edit


def _paths(takes: Sequence[ListedTake]) -> frozenset[Path]:
    return frozenset(take.path for take in takes)

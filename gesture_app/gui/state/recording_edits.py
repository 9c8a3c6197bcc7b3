"""Edits of takes: each returns what changed and the edit that undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.gestures import spoken_name
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.wording import counted
from gesture_app.gui.state.edit_result import Edit, EditResult, set_values

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake
    from gesture_app.storage.recordings.review_store import ReviewStore
    from gesture_app.storage.recordings.store import RecordingStore

Trim = tuple[float, float] | None
"""start and end in seconds of the take; None: the whole take"""
TakeEdit = Edit["ListedTake"]
TakeEditResult = EditResult["ListedTake"]


def disabling(store: RecordingStore, takes: Sequence[ListedTake], disabled: bool) -> TakeEdit:
    """Return an edit that excludes takes from training, or includes them again."""
    summary = f"{'Disabled' if disabled else 'Enabled'} {counted(len(takes), 'take')}"
    return set_values(
        summary,
        takes,
        [disabled] * len(takes),
        lambda take, value: (store.change(take, disabled=value), take.info.disabled),
    )


def noting(store: RecordingStore, takes: Sequence[ListedTake], note: str) -> TakeEdit:
    """Return an edit that writes one note on all of these takes. "" removes their notes."""
    summary = f"{'Wrote a note on' if note else 'Removed the note of'} {counted(len(takes), 'take')}"
    return set_values(
        summary, takes, [note] * len(takes), lambda take, value: (store.change(take, note=value), take.info.note)
    )


def trimming(store: RecordingStore, take: ListedTake, trim: Trim) -> TakeEdit:
    """Return an edit that trims a take."""
    summary = f"{'Trimmed' if trim else 'Untrimmed'} a take of {spoken_name(take.gesture)}"
    return set_values(summary, [take], [trim], lambda take, value: (store.change(take, trim=value), take.info.trim))


def moving(store: RecordingStore, takes: Sequence[ListedTake], gesture: str) -> TakeEdit:
    """Return an edit that moves takes to another gesture."""

    def edit() -> TakeEditResult:
        moved = store.move(takes, gesture)
        summary = f"Moved {counted(len(takes), 'take')} to {spoken_name(gesture)}"
        back = _moving_back(store, moved, [take.gesture for take in takes], summary)
        return EditResult(summary, moved, back, _paths(takes))

    return edit


def renaming(store: RecordingStore, old: str, new: str, merges: bool) -> TakeEdit:
    """Return an edit that renames a gesture, or merges it with the gesture of that name."""

    def edit() -> TakeEditResult:
        before = frozenset(take.path for take in store.list_takes().takes if take.gesture == old)
        renamed = store.rename_gesture(old, new)
        verb = "Merged" if merges else "Renamed"
        summary = f"{verb} {spoken_name(old)} {'into' if merges else 'to'} {spoken_name(new)}"
        return EditResult(summary, renamed, _moving_back(store, renamed, [old] * len(renamed), summary), before)

    return edit


def discarding(store: RecordingStore, takes: Sequence[ListedTake], summary: str = "") -> TakeEdit:
    """Return an edit that moves takes to the bin, with `summary` if it undoes something else."""
    summary = summary or f"Discarded {counted(len(takes), 'take')}"

    def edit() -> TakeEditResult:
        binned = store.discard(takes)
        return EditResult(summary, (), restoring(store, binned, summary), _paths(takes))

    return edit


def restoring(store: RecordingStore, binned: Sequence[ListedTake], summary: str = "") -> TakeEdit:
    """Return an edit that moves takes back from the bin, with `summary` if it undoes something else."""
    summary = summary or f"Restored {counted(len(binned), 'take')}"

    def edit() -> TakeEditResult:
        restored = store.restore(binned)
        return EditResult(summary, restored, discarding(store, restored, summary), _paths(binned))

    return edit


def approving(reviews: ReviewStore, takes: Sequence[ListedTake], approved: bool, summary: str = "") -> TakeEdit:
    """Return an edit that marks takes as good, or removes that mark, with `summary` if it undoes something else."""
    takes_text = counted(len(takes), "take")
    summary = summary or (f"Marked {takes_text} as good" if approved else f"Removed the mark from {takes_text}")

    def edit() -> TakeEditResult:
        reviews.approve([content_key(take) for take in takes], approved)
        return EditResult(summary, tuple(takes), approving(reviews, takes, not approved, summary))

    return edit


def _moving_back(store: RecordingStore, takes: Sequence[ListedTake], gestures: Sequence[str], summary: str) -> TakeEdit:
    """Return an edit that moves each take to a gesture of its own."""

    def edit() -> TakeEditResult:
        before = [take.gesture for take in takes]
        moved = {
            id(take): now
            for gesture in dict.fromkeys(gestures)
            for own in [[take for take, target in zip(takes, gestures, strict=True) if target == gesture]]
            for take, now in zip(own, store.move(own, gesture), strict=True)
        }
        changed = tuple(moved[id(take)] for take in takes)
        return EditResult(summary, changed, _moving_back(store, changed, before, summary), _paths(takes))

    return edit


def _paths(takes: Sequence[ListedTake]) -> frozenset[Path]:
    return frozenset(take.path for take in takes)

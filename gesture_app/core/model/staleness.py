"""Counts how many takes changed since a model learned from them. It opens no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.report import ModelReport
from gesture_app.core.quality.cross_validation import TakeIdentity, content_key
from gesture_app.core.wording import choose, counted


class LearnableTake(TakeIdentity, Protocol):
    """A listed take, whose file is not opened."""


@dataclass(frozen=True, slots=True)
class TakesChanged:
    """Changes of one gesture's takes."""

    gesture: str
    added: int
    """recorded, imported, or enabled again"""
    removed: int
    """discarded, or disabled"""
    changed: int
    """trimmed, or moved here from another gesture"""

    @property
    def words(self) -> str:
        """Such as "wave: 3 added, 1 removed"."""
        counts = ((self.added, "added"), (self.removed, "removed"), (self.changed, "changed"))
        return f"{spoken_name(self.gesture)}: {', '.join(f'{count} {what}' for count, what in counts if count)}"


@dataclass(frozen=True, slots=True)
class DataChanges:
    """Changes of all takes since a training."""

    gestures: tuple[TakesChanged, ...]
    """only those with a change, by name, the background last"""

    @property
    def behind(self) -> bool:
        """True if a take changed."""
        return bool(self.gestures)

    @property
    def takes(self) -> int:
        """Number of changed takes."""
        return sum(change.added + change.removed + change.changed for change in self.gestures)

    @property
    def sentence(self) -> str:
        """A sentence on all changes, or "" if nothing changed."""
        if not self.gestures:
            return ""
        takes = f"{counted(self.takes, 'take')} {choose(self.takes, 'has', 'have')}"
        return (
            f"{takes} changed since the training. {'; '.join(change.words for change in self.gestures).capitalize()}."
        )


def changes_since(report: ModelReport, takes: Iterable[LearnableTake]) -> DataChanges:
    """Compare the takes that a model learned from with those that a training would use now.

    Thousands of takes need some tens of milliseconds. `content_key` identifies a take. A take with a new key and a
    known file name has changed. Disabled takes count as removed. Takes that the training could not use do not count as
    added.
    """
    used = [take for take in takes if take.info.gesture and not take.info.disabled]
    there = {content_key(take): take for take in used}
    learned = {take.key: take for take in report.learned}
    gone = {key: take for key, take in learned.items() if key not in there}
    gone_by_id: dict[str, list[str]] = {}
    for key, take in gone.items():
        gone_by_id.setdefault(take.id, []).append(key)
    known = learned.keys() | set(report.left_out)
    added, removed, changed = Counter[str](), Counter[str](), Counter[str]()
    for key, listed in there.items():
        if key in known:
            continue
        earlier = gone_by_id.get(listed.id)
        if earlier:
            del gone[earlier.pop()]
            changed[listed.info.gesture] += 1
        else:
            added[listed.info.gesture] += 1
    removed.update(take.gesture for take in gone.values())
    names = sorted({*added, *removed, *changed}, key=lambda gesture: (gesture == NONE, gesture))
    return DataChanges(tuple(TakesChanged(name, added[name], removed[name], changed[name]) for name in names))

"""What became of the takes since a model learned from them, gesture by gesture, from their listing alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.report import ModelReport
from gesture_app.core.quality.cross_validation import TakeIdentity, content_key


class LearnableTake(TakeIdentity, Protocol):
    """A take as it is listed, its file unopened."""


@dataclass(frozen=True, slots=True)
class TakesChanged:
    """What became of one gesture's takes."""

    gesture: str
    added: int
    """recorded, imported, or enabled again"""
    removed: int
    """discarded, or disabled"""
    changed: int
    """trimmed otherwise, or moved here from another gesture"""

    @property
    def words(self) -> str:
        """It in a few words: "wave: 3 added, 1 removed"."""
        counts = ((self.added, "added"), (self.removed, "removed"), (self.changed, "changed"))
        return f"{spoken_name(self.gesture)}: {', '.join(f'{count} {what}' for count, what in counts if count)}"


@dataclass(frozen=True, slots=True)
class DataChanges:
    """How far a model is behind the recordings."""

    gestures: tuple[TakesChanged, ...]
    """those of which something changed, by name, the background last"""

    @property
    def behind(self) -> bool:
        """Whether anything changed."""
        return bool(self.gestures)

    @property
    def takes(self) -> int:
        """How many changed in all."""
        return sum(change.added + change.removed + change.changed for change in self.gestures)

    @property
    def sentence(self) -> str:
        """It for a person; "" where nothing changed."""
        if not self.gestures:
            return ""
        takes = "1 take has" if self.takes == 1 else f"{self.takes} takes have"
        return f"{takes} changed since. {'; '.join(change.words for change in self.gestures).capitalize()}."


def changes_since(report: ModelReport, takes: Iterable[LearnableTake]) -> DataChanges:
    """What a training now would learn from and the model did not, or the other way round.

    Reads no file: thousands of takes take some tens of milliseconds. A take is told by its `content_key`; one whose
    key is new is a changed one where its file name is known. Disabled takes count as not there, and takes that could
    not be used then are none to be added.
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

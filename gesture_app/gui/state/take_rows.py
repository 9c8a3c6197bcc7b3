"""Takes with their issues as rows, and the filter and order in which rows are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gesture_app.core.gestures import NONE, natural_order, spoken_name
from gesture_app.core.model.advice import ENOUGH_TAKES as ENOUGH_TAKES
from gesture_app.core.quality.take_checks import CheckKind, TakeIssue, is_doubtful, total_severity

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake


@dataclass(frozen=True, slots=True, eq=False)
class TakeRow:
    """One take of the library with its issues."""

    take: ListedTake
    issues: tuple[TakeIssue, ...] = ()
    """the worst first"""
    approved: bool = False
    """the user marked it as good"""
    named: str | None = None
    """the class that a model without this take in training gave it; None: not checked, or changed since"""

    @property
    def doubtful(self) -> bool:
        """True if an issue of the take is not answered yet."""
        return is_doubtful(self.take, self.issues, self.approved)

    @property
    def like(self) -> str:
        """The other gesture that it looks like, or ""."""
        return next((issue.like for issue in self.issues if issue.like), "")

    @property
    def total_severity(self) -> float:
        """The sort key of "worst first". Answered takes come last."""
        return total_severity(self.issues) if self.doubtful else 0.0


class Show(StrEnum):
    """The filters of takes."""

    ALL = "All takes"
    DOUBTFUL = "Doubtful"
    LOOKS_LIKE = "Look like another"
    DISABLED = "Disabled"
    NOTED = "With a note"


class Order(StrEnum):
    """The orders of takes."""

    NEWEST = "Newest first"
    OLDEST = "Oldest first"
    WORST = "Worst first"
    LONGEST = "Longest first"
    SHORTEST = "Shortest first"


_SHOWN: Mapping[Show, Callable[[TakeRow], bool]] = {
    Show.ALL: lambda row: True,
    Show.DOUBTFUL: lambda row: row.doubtful,
    Show.LOOKS_LIKE: lambda row: row.doubtful and any(c.kind is CheckKind.LOOKS_LIKE for c in row.issues),
    Show.DISABLED: lambda row: row.take.info.disabled,
    Show.NOTED: lambda row: bool(row.take.info.note),
}
_KEYS: Mapping[Order, Callable[[TakeRow], tuple[object, ...]]] = {
    Order.NEWEST: lambda row: (row.take.id,),
    Order.OLDEST: lambda row: (row.take.id,),
    Order.WORST: lambda row: (row.total_severity, row.take.id),
    Order.LONGEST: lambda row: (row.take.figures.kept_seconds, row.take.id),
    Order.SHORTEST: lambda row: (row.take.figures.kept_seconds, row.take.id),
}
_UPWARDS = (Order.OLDEST, Order.SHORTEST)


@dataclass(frozen=True, slots=True)
class TakeChoice:
    """A filter and an order of takes."""

    gestures: frozenset[str] = frozenset()
    """empty: of every gesture"""
    show: Show = Show.ALL
    session: str = ""
    """ "": of every session"""
    search: str = ""
    """all occur in the note, in any order and case"""
    order: Order = Order.NEWEST

    def of(self, rows: Iterable[TakeRow]) -> list[TakeRow]:
        """Return the rows that pass the filter, in order."""
        shown, words = _SHOWN[self.show], self.search.casefold().split()
        found = [
            row
            for row in rows
            if (not self.gestures or row.take.gesture in self.gestures)
            and (not self.session or row.take.info.session == self.session)
            and shown(row)
            and all(word in row.take.info.note.casefold() for word in words)
        ]
        return sorted(found, key=_KEYS[self.order], reverse=self.order not in _UPWARDS)


@dataclass(frozen=True, slots=True)
class GestureSummary:
    """The counts of one gesture."""

    gesture: str
    takes: int
    doubtful: int
    disabled: int

    @property
    def few(self) -> bool:
        """True if the gesture needs more takes first of all."""
        return self.takes - self.disabled < ENOUGH_TAKES and self.gesture != NONE

    @property
    def description(self) -> str:
        """The counts as a text, for a tooltip or a screen reader."""
        parts = [f"{spoken_name(self.gesture)}: {self.takes} take{'' if self.takes == 1 else 's'}"]
        parts += [f"{self.doubtful} doubtful"] * bool(self.doubtful) + [f"{self.disabled} disabled"] * bool(
            self.disabled
        )
        parts += [f"{ENOUGH_TAKES} or more are better"] * self.few
        return ", ".join(parts)


def summaries(rows: Sequence[TakeRow], worst_first: bool) -> list[GestureSummary]:
    """Return the gestures by name with the background last, or by the number of doubtful takes."""
    by_gesture: dict[str, list[TakeRow]] = {}
    for row in rows:
        by_gesture.setdefault(row.take.gesture, []).append(row)
    found = [
        GestureSummary(gesture, len(own), sum(row.doubtful for row in own), sum(row.take.info.disabled for row in own))
        for gesture, own in by_gesture.items()
    ]
    found.sort(key=lambda summary: (summary.gesture == NONE, natural_order(summary.gesture)))
    if worst_first:
        found.sort(key=lambda summary: (-summary.doubtful, not summary.few))
    return found

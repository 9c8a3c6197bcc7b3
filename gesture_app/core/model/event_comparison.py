"""Compares two models by the events of their test streams: gestures found, and mistakes.

Each model was tested in streams of its own test takes, which are mostly the same, as their content decides. Few takes
or short streams leave much to chance, so each difference is weighed against it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.advice import ALARMS_PER_HOUR
from gesture_app.core.model.experience import length_words
from gesture_app.core.model.report import ModelReport
from gesture_app.core.wording import counted

NORMAL_90 = 1.64
"""standard errors; a larger difference in one direction is chance in one of twenty cases"""


@dataclass(frozen=True, slots=True)
class Found:
    """How often one model found a gesture, or several together."""

    found: int
    shown: int
    takes: int
    """different test takes that were shown"""

    @property
    def share(self) -> float:
        """Share found, 0 to 1."""
        return self.found / self.shown if self.shown else 0.0

    @property
    def words(self) -> str:
        """Such as "38 of 40"."""
        return f"{self.found} of {self.shown}"


@dataclass(frozen=True, slots=True)
class Mistakes:
    """How often one model fired while no gesture was shown."""

    count: int
    seconds: float

    @property
    def per_hour(self) -> float:
        """Mistakes an hour."""
        return 3600 * self.count / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True, slots=True)
class FoundChange:
    """One gesture before and after."""

    gesture: str
    before: Found
    after: Found

    @property
    def worse(self) -> bool:
        """True if the share fell by more than chance explains."""
        return falls(self.before.share, self.before.takes, self.after.share, self.after.takes)

    @property
    def words(self) -> str:
        """Such as "wave 20 of 20 → 12 of 20"."""
        return f"{spoken_name(self.gesture)} {self.before.words} → {self.after.words}"


@dataclass(frozen=True, slots=True)
class EventComparison:
    """Two models by their events."""

    gestures: tuple[FoundChange, ...]
    """gestures that both were shown"""
    before: Mistakes
    after: Mistakes

    @property
    def all_before(self) -> Found:
        """All gestures together, of the first model."""
        return _together([change.before for change in self.gestures])

    @property
    def all_after(self) -> Found:
        """All gestures together, of the second model."""
        return _together([change.after for change in self.gestures])

    @property
    def worse(self) -> tuple[FoundChange, ...]:
        """Gestures that are found less often, by more than chance explains."""
        return tuple(change for change in self.gestures if change.worse)

    @property
    def finds_less(self) -> bool:
        """True if all gestures together are found less often, by more than chance explains."""
        before, after = self.all_before, self.all_after
        return falls(before.share, before.takes, after.share, after.takes)

    @property
    def more_mistakes(self) -> bool:
        """True if mistakes are frequent and became more, by more than chance explains."""
        return self.after.per_hour >= ALARMS_PER_HOUR and _rises(self.before, self.after)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences on what got worse by more than chance explains."""
        reasons = []
        if self.worse:
            reasons.append(f"Found less often: {', '.join(change.words for change in self.worse)}.")
        elif self.finds_less:
            reasons.append(f"Gestures are found less often: {self.all_before.words} → {self.all_after.words}.")
        if self.more_mistakes:
            reasons.append(f"More mistakes: {self.before.per_hour:.0f} → {self.after.per_hour:.0f} an hour.")
        return tuple(reasons)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Both differences, and whether they may be chance."""
        before, after = self.all_before, self.all_after
        found = f"Gestures found: {before.words} → {after.words}."
        better = falls(after.share, after.takes, before.share, before.takes)
        if before.share != after.share and not (better or self.finds_less):
            takes = f"{before.takes} and {counted(after.takes, 'test take')}"
            found += f" That may be chance: it rests on {takes}."
        mistakes = f"Mistakes: {self.before.per_hour:.0f} → {self.after.per_hour:.0f} an hour."
        differ = round(self.before.per_hour) != round(self.after.per_hour)
        if differ and not (_rises(self.before, self.after) or _rises(self.after, self.before)):
            lengths = f"{length_words(self.before.seconds)} and {length_words(self.after.seconds)}"
            mistakes += f" That may be chance: {self.before.count} and {self.after.count} in {lengths}."
        return (found, mistakes) if before.shown and after.shown else (mistakes,)

    def keeps(self, gesture: str, by: float) -> bool:
        """Return True if the events show that a gesture is found as often as before, but for this share."""
        change = next((change for change in self.gestures if change.gesture == gesture), None)
        return change is not None and change.after.share >= change.before.share - by


def compare_events(before: ModelReport, after: ModelReport) -> EventComparison | None:
    """Return the comparison of two reports, or None if one of the models was not tried in streams."""
    if not before.streams.streams or not after.streams.streams:
        return None
    gestures = (label for label in after.labels if label != NONE and label in before.labels)
    changes = (FoundChange(gesture, _found(before, gesture), _found(after, gesture)) for gesture in gestures)
    return EventComparison(
        tuple(change for change in changes if change.before.shown and change.after.shown),
        Mistakes(before.streams.tally().false, before.streams.seconds),
        Mistakes(after.streams.tally().false, after.streams.seconds),
    )


def falls(before: float, before_takes: int, after: float, after_takes: int) -> bool:
    """Return True if a share of few takes falls by more than chance explains (Agresti and Caffo 2000)."""
    first, second = (
        (share * takes + 1) / (takes + 2) for share, takes in ((before, before_takes), (after, after_takes))
    )
    variance = first * (1 - first) / (before_takes + 2) + second * (1 - second) / (after_takes + 2)
    return first - second > NORMAL_90 * math.sqrt(variance)


def _rises(before: Mistakes, after: Mistakes) -> bool:
    """Return True if a rate of mistakes rises by more than chance explains."""
    if before.seconds <= 0 or after.seconds <= 0:
        return False
    error = math.hypot(*(3600 * math.sqrt(one.count + 0.5) / one.seconds for one in (before, after)))
    return after.per_hour - before.per_hour > NORMAL_90 * error


def _found(report: ModelReport, gesture: str) -> Found:
    tally = report.streams.tally(gesture)
    takes = sum(take.gesture == gesture for take in report.judged)
    return Found(tally.detected, tally.shown, min(tally.shown, takes or tally.shown))


def _together(found: list[Found]) -> Found:
    return Found(sum(one.found for one in found), sum(one.shown for one in found), sum(one.takes for one in found))

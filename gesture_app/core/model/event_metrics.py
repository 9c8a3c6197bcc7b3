"""Events against the truth of their stream: which gestures were detected, and what fired that should not have.

An event may claim one gesture: the right label, not before the gesture's start, not later than `GRACE_S` after its
end. Whatever else fires in that time is repeated or wrong; what fires at no such time is false.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated

import msgspec
import numpy as np

from gesture_app.core.gestures import NONE
from gesture_app.core.ground_truth import Performance
from gesture_app.core.prediction import Event

GRACE_S = 0.5
"""an event still counts for a gesture that ended this long ago"""
_EXACT_S = 1e-6
"""steps and frames often fall on one grid, and their times are sums of fractions"""


Count = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
"""a whole number; other values in a file are refused"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one gesture, or of all together."""

    shown: int
    detected: int
    """of those shown"""
    wrong: int
    """events that named another gesture than the one shown"""
    repeated: int
    """further events of a showing that was detected already"""
    false: int
    """events that named it at rest"""

    @property
    def missed(self) -> int:
        """Of those shown."""
        return self.shown - self.detected


@dataclass(frozen=True, slots=True)
class EventScore:
    """What became of the gestures of some streams, and of the events that fired in them."""

    streams: Count
    seconds: float
    """of all streams together, gestures and rest"""
    shown: Counter[str]
    """this and the next four: what a `Tally` counts, by gesture"""
    detected: Counter[str]
    wrong: Counter[str]
    """by the gesture shown"""
    repeated: Counter[str]
    false: Counter[str]
    """by the gesture named"""
    unknown: Count
    """showings of what the model does not know"""
    unknown_accepted: Count
    """those of them in which anything fired"""
    delays: tuple[float, ...]
    """of each detected gesture: from its end to its event, in seconds; negative: decided before the end"""

    @property
    def gestures(self) -> tuple[str, ...]:
        """All that were shown or, at rest, named; by name."""
        return tuple(sorted({*self.shown, *self.false}))

    def tally(self, gesture: str | None = None) -> Tally:
        """What became of one gesture; None: of all together."""
        counts = (self.shown, self.detected, self.wrong, self.repeated, self.false)
        return Tally(*(count.total() if gesture is None else count[gesture] for count in counts))

    @property
    def recall(self) -> float | None:
        """Share of the gestures that were detected; None where none was shown."""
        return _share(self.detected.total(), self.shown.total())

    @property
    def precision(self) -> float | None:
        """Share of the events that were right, those in unknown gestures apart; None where none fired."""
        right = self.detected.total()
        return _share(right, right + self.wrong.total() + self.repeated.total() + self.false.total())

    @property
    def false_per_hour(self) -> float | None:
        """False events per hour of stream; None for no time at all."""
        return 3600 * self.false.total() / self.seconds if self.seconds > 0 else None

    def delay(self, percentile: float) -> float | None:
        """The delay in seconds within which so many percent of the detected gestures were decided; None: no gesture."""
        return float(np.percentile(self.delays, percentile)) if self.delays else None


def score_events(
    events: Iterable[Event], truth: Iterable[Performance], labels: Collection[str], seconds: float
) -> EventScore:
    """Judge the events of one stream.

    Args:
        events: in any order.
        truth: what the stream shows; `none` counts as rest.
        labels: what the model knows; any other gesture counts as unknown.
        seconds: the length of the stream.
    """
    shown, detected, wrong, repeated = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    unknown: list[Performance] = []
    delays: list[float] = []
    left = sorted(events, key=attrgetter("time"))
    for performance in sorted(truth, key=attrgetter("start")):
        gesture = performance.gesture
        if gesture == NONE:
            continue
        if gesture is None or gesture not in labels:
            unknown.append(performance)  # what a known gesture beside it claims is no fault there
            continue
        inside = _take_out(left, performance)
        right = [event for event in inside if event.label == gesture]
        shown[gesture] += 1
        wrong[gesture] += len(inside) - len(right)
        if right:
            detected[gesture] += 1
            repeated[gesture] += len(right) - 1
            delays.append(right[0].time - performance.end)
    accepted = sum(bool(_take_out(left, performance)) for performance in unknown)
    false = Counter(event.label for event in left)
    return EventScore(1, seconds, shown, detected, wrong, repeated, false, len(unknown), accepted, tuple(delays))


def sum_of(scores: Sequence[EventScore]) -> EventScore:
    """Several streams together."""
    return EventScore(
        streams=sum(score.streams for score in scores),
        seconds=sum(score.seconds for score in scores),
        shown=_together(score.shown for score in scores),
        detected=_together(score.detected for score in scores),
        wrong=_together(score.wrong for score in scores),
        repeated=_together(score.repeated for score in scores),
        false=_together(score.false for score in scores),
        unknown=sum(score.unknown for score in scores),
        unknown_accepted=sum(score.unknown_accepted for score in scores),
        delays=tuple(delay for score in scores for delay in score.delays),
    )


def _take_out(events: list[Event], performance: Performance) -> list[Event]:
    """Those of the events, which are in order of time, that fired while this was shown or shortly after."""
    first = bisect_left(events, performance.start - _EXACT_S, key=attrgetter("time"))
    last = bisect_right(events, performance.end + GRACE_S + _EXACT_S, key=attrgetter("time"))
    inside = events[first:last]
    del events[first:last]
    return inside


def _together(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter[str]())


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def counter_from(_kind: type, value: object) -> Counter[str]:
    """Return the counter of a file's record; a hook for `msgspec.convert`."""
    return Counter(msgspec.convert(value, dict[str, Count]))

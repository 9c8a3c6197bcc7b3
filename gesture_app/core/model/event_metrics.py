"""Compares events with the ground truth of their stream: detected gestures, and wrong, repeated and false events.

An event detects a gesture if it has its label and fires between its start and `GRACE_S` after its end. All other events
in that time are repeated or wrong. Events at any other time are false.
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
"""seconds after the end of a gesture in which an event still detects it"""
_EXACT_S = 1e-6
"""seconds; absorbs rounding where steps and frames fall on one grid"""


Count = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
"""0 or more; any other value in a file is refused"""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one gesture, or of all together."""

    shown: int
    detected: int
    """gestures that an event detected"""
    wrong: int
    """events of another gesture than the one shown"""
    repeated: int
    """further events of a performance that was already detected"""
    false: int
    """events of the gesture while none was shown"""

    @property
    def missed(self) -> int:
        """Gestures shown that no event detected."""
        return self.shown - self.detected


@dataclass(frozen=True, slots=True)
class EventMetrics:
    """Metrics of the events in some streams."""

    streams: Count
    seconds: float
    """length of all streams"""
    shown: Counter[str]
    """by gesture, as in `Tally`, like the next four"""
    detected: Counter[str]
    wrong: Counter[str]
    """by the gesture that was shown"""
    repeated: Counter[str]
    false: Counter[str]
    """by the gesture that fired"""
    unknown: Count
    """performances of gestures that the model does not know"""
    unknown_accepted: Count
    """those in which an event fired"""
    delays: tuple[float, ...]
    """one per detected gesture: seconds from its end to its event, negative if the event came first"""

    @property
    def gestures(self) -> tuple[str, ...]:
        """All gestures that were shown or fired falsely, by name."""
        return tuple(sorted({*self.shown, *self.false}))

    def tally(self, gesture: str | None = None) -> Tally:
        """Return the counts of one gesture, or with None of all together."""
        counts = (self.shown, self.detected, self.wrong, self.repeated, self.false)
        return Tally(*(count.total() if gesture is None else count[gesture] for count in counts))

    @property
    def recall(self) -> float | None:
        """Share of the gestures that were detected, 0 to 1. None if no gesture was shown."""
        return _share(self.detected.total(), self.shown.total())

    @property
    def precision(self) -> float | None:
        """Share of correct events, 0 to 1, without those in unknown gestures. None if nothing fired."""
        right = self.detected.total()
        return _share(right, right + self.wrong.total() + self.repeated.total() + self.false.total())

    @property
    def false_per_hour(self) -> float | None:
        """False events per hour of stream, or None for a length of 0."""
        return 3600 * self.false.total() / self.seconds if self.seconds > 0 else None

    def delay(self, percentile: float) -> float | None:
        """Return a percentile (0 to 100) of the delays in seconds, or None if nothing was detected."""
        return float(np.percentile(self.delays, percentile)) if self.delays else None


def score_events(
    events: Iterable[Event], truth: Iterable[Performance], labels: Collection[str], seconds: float
) -> EventMetrics:
    """Return the metrics of the events of one stream.

    Args:
        events: in any order.
        truth: the performances; `none` counts as background.
        labels: of the model; any other gesture is unknown.
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
            unknown.append(performance)  # an event of a known gesture nearby is no fault
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
    return EventMetrics(1, seconds, shown, detected, wrong, repeated, false, len(unknown), accepted, tuple(delays))


def sum_of(scores: Sequence[EventMetrics]) -> EventMetrics:
    """Return the metrics of several streams together."""
    return EventMetrics(
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
    """Remove and return the events in the time of a performance. Events are in order of time."""
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
    """Return the counter of a file's record, as a hook for `msgspec.convert`."""
    return Counter(msgspec.convert(value, dict[str, Count]))

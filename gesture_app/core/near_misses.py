"""Finds near misses: scores that rose almost to their threshold and fell, while nothing fired.

A *rise* begins when a score is no longer low, as the trigger defines it. It ends when the score is low again or the
hands are away. The peak of a rise is a near miss if it almost reached the threshold and was the highest score at that
moment. It is none if a gesture fired during the rise, or shortly before or after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.gestures import NONE
from gesture_app.core.prediction import Event, Prediction
from gesture_app.core.trigger import LOWEST_CHOICE, TriggerRule

HAIR = 0.15
"""share of the threshold by which a peak may stay below it"""
ANSWERED_S = 1.0
"""seconds; a rise this close to an event belongs to the same movement"""
HANDS_AWAY_S = 0.5
"""seconds without a score that end a rise"""
KEPT = 20
"""near misses kept of each gesture"""
STEP_BELOW = 0.01
"""distance of a lowered threshold below the lowest near miss"""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A gesture that almost fired."""

    gesture: str
    time: float
    """of the peak, in seconds of the stream"""
    score: float
    """the smoothed score there, 0 to 1"""


@dataclass(frozen=True, slots=True)
class _Rise:
    """A rise that ended and is not yet judged."""

    miss: NearMiss
    start: float
    end: float


class NearMisses:
    """Counts the near misses of one model while it runs.

    Predictions must come in order of time, events may come at any time.
    """

    def __init__(self, labels: Sequence[str], thresholds: Sequence[float], rule: TriggerRule | None = None) -> None:
        """Start without a count, with the thresholds in use, one per label."""
        self._labels = tuple(labels)
        self._thresholds = np.asarray(thresholds, np.float64)  # [C]
        self._low_share = (rule or TriggerRule()).rearm_share
        self._gestures = np.array([label != NONE for label in labels])  # [C]
        self._counted: dict[str, list[NearMiss]] = {label: [] for label in labels}
        self.interrupt()

    def interrupt(self) -> None:
        """Drop all rises, as after a change of source or while no gesture is meant."""
        count = len(self._labels)
        self._start = np.full(count, np.nan)  # [C]: when the rise began
        self._peak = np.zeros(count)
        self._peak_at = np.full(count, np.nan)
        self._highest = np.zeros(count, bool)  # True if no other gesture scored higher at the peak
        self._ended: list[_Rise] = []
        self._fired: list[float] = []
        self._seen = -np.inf

    def use_thresholds(self, thresholds: Sequence[float]) -> None:
        """Use other thresholds, and keep the near misses that are still near."""
        self._thresholds = np.asarray(thresholds, np.float64)
        for label, index in zip(self._labels, range(len(self._labels)), strict=True):
            self._counted[label] = [miss for miss in self._counted[label] if self._is_near(index, miss.score)]

    def fired(self, event: Event) -> None:
        """Note that a gesture fired."""
        self._fired.append(event.time)

    def push(self, predictions: Iterable[Prediction]) -> None:
        """Process newer predictions. Those of another model are ignored."""
        for prediction in predictions:
            if len(prediction.scores) == len(self._labels):
                self._push(prediction.time, prediction.scores.astype(np.float64), prediction.fresh)

    def advance(self, now: float) -> tuple[NearMiss, ...]:
        """Count and return the near misses that are certain at this stream time."""
        if now < self._seen:
            return ()
        if now - self._seen > HANDS_AWAY_S:
            self._end(~np.isnan(self._start), self._seen)
        due = [rise for rise in self._ended if now - rise.end > ANSWERED_S]
        self._ended = [rise for rise in self._ended if now - rise.end <= ANSWERED_S]
        found = tuple(rise.miss for rise in due if not self._answered(rise))
        oldest = min([now, *self._start[~np.isnan(self._start)], *(rise.start for rise in self._ended)])
        self._fired = [time for time in self._fired if time >= oldest - ANSWERED_S]
        for miss in found:
            self._counted[miss.gesture] = [*self._counted[miss.gesture], miss][-KEPT:]
        return found

    def of(self, gesture: str) -> tuple[NearMiss, ...]:
        """Return the near misses of a gesture, the oldest first."""
        return tuple(self._counted.get(gesture, ()))

    @property
    def most(self) -> str:
        """The gesture with the most near misses, or ""."""
        gesture = max(self._labels, key=lambda label: len(self._counted[label]), default="")
        return gesture if self._counted.get(gesture) else ""

    def lower(self, gesture: str) -> float:
        """Return a threshold that all near misses of a gesture reach, or the one in use without any."""
        scores = [miss.score for miss in self._counted[gesture]]
        if not scores:
            return float(self._thresholds[self._labels.index(gesture)])
        return max(LOWEST_CHOICE, round(min(scores) - STEP_BELOW, 2))

    def forget(self, gesture: str) -> None:
        """Reset the count of a gesture."""
        self._counted[gesture] = []

    def _push(self, now: float, scores: npt.NDArray[np.float64], fresh: bool) -> None:
        if now <= self._seen:
            self.interrupt()  # another source, whose time starts again
        if fresh:
            self._end(~np.isnan(self._start), self._seen)
        self._seen = now
        low = scores < self._thresholds * self._low_share
        self._end(low & ~np.isnan(self._start), now)
        begins = ~low & np.isnan(self._start) & self._gestures
        self._start[begins], self._peak[begins] = now, -np.inf
        higher = ~np.isnan(self._start) & (scores > self._peak)
        self._peak[higher], self._peak_at[higher] = scores[higher], now
        self._highest[higher] = scores[higher] >= scores[self._gestures].max()

    def _end(self, which: npt.NDArray[np.bool_], now: float) -> None:
        """End these rises."""
        for index in np.flatnonzero(which):
            if self._highest[index] and self._is_near(index, self._peak[index]):
                miss = NearMiss(self._labels[index], float(self._peak_at[index]), float(self._peak[index]))
                self._ended.append(_Rise(miss, float(self._start[index]), now))
        self._start[which] = np.nan

    def _is_near(self, index: int | np.intp, score: float) -> bool:
        threshold = self._thresholds[index]
        return bool(threshold * (1 - HAIR) <= score < threshold)

    def _answered(self, rise: _Rise) -> bool:
        return any(rise.start - ANSWERED_S <= time <= rise.end + ANSWERED_S for time in self._fired)

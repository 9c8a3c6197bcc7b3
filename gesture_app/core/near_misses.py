"""Near misses: a gesture's averaged score rose to a hair below its threshold, fell again, and nothing fired.

A *rise* lasts from when a score is no longer low, in the trigger's own sense, until it is low again or hands are away.
Its peak is a near miss where it came within a hair of the threshold, where no other gesture scored higher at that
moment, and where no gesture fired shortly before, meanwhile or shortly after: then the user got an answer.
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
"""the share of its threshold that a peak may stay below it"""
ANSWERED_S = 1.0
"""a rise this close to an event belongs to it: the way into the gesture, or back from it"""
HANDS_AWAY_S = 0.5
"""no score for this long: the rise is over"""
KEPT = 20
"""near misses of one gesture; older ones are forgotten"""
STEP_BELOW = 0.01
"""a lowered threshold lies this far below the peaks that missed it"""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Something that almost fired."""

    gesture: str
    time: float
    """stream time of the peak, seconds"""
    score: float
    """the averaged score there"""


@dataclass(frozen=True, slots=True)
class _Rise:
    """One that came to an end and is not judged yet."""

    miss: NearMiss
    start: float
    end: float


class NearMisses:
    """Counts them for one model while it runs; fed predictions in order of time, and events whenever they come."""

    def __init__(self, labels: Sequence[str], thresholds: Sequence[float], rule: TriggerRule | None = None) -> None:
        """`thresholds`: one per label, those in use."""
        self._labels = tuple(labels)
        self._thresholds = np.asarray(thresholds, np.float64)  # [C]
        self._low_share = (rule or TriggerRule()).rearm_share
        self._gestures = np.array([label != NONE for label in labels])  # [C]
        self._counted: dict[str, list[NearMiss]] = {label: [] for label in labels}
        self.interrupt()

    def interrupt(self) -> None:
        """The stream is another one, or what it shows is not meant: what was rising counts no more."""
        count = len(self._labels)
        self._start = np.full(count, np.nan)  # [C]: when the rise began
        self._peak = np.zeros(count)
        self._peak_at = np.full(count, np.nan)
        self._highest = np.zeros(count, bool)  # whether no other gesture scored higher at the peak
        self._ended: list[_Rise] = []
        self._fired: list[float] = []
        self._seen = -np.inf

    def use_thresholds(self, thresholds: Sequence[float]) -> None:
        """Others count from now on; what was counted counts on where it would still be a near miss."""
        self._thresholds = np.asarray(thresholds, np.float64)
        for label, index in zip(self._labels, range(len(self._labels)), strict=True):
            self._counted[label] = [miss for miss in self._counted[label] if self._is_near(index, miss.score)]

    def fired(self, event: Event) -> None:
        """A gesture fired: the user got an answer."""
        self._fired.append(event.time)

    def push(self, predictions: Iterable[Prediction]) -> None:
        """Newer scores; predictions of another model are passed over."""
        for prediction in predictions:
            if len(prediction.scores) == len(self._labels):
                self._push(prediction.time, prediction.scores.astype(np.float64), prediction.fresh)

    def advance(self, now: float) -> tuple[NearMiss, ...]:
        """Those that turn out to be near misses at this stream time, each once; they are counted from then on."""
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
        """The near misses of a gesture, the oldest first."""
        return tuple(self._counted.get(gesture, ()))

    @property
    def most(self) -> str:
        """The gesture with the most of them; "" where there is none."""
        gesture = max(self._labels, key=lambda label: len(self._counted[label]), default="")
        return gesture if self._counted.get(gesture) else ""

    def lower(self, gesture: str) -> float:
        """The threshold that all near misses of this gesture would have reached; the one in use where there is none."""
        scores = [miss.score for miss in self._counted[gesture]]
        if not scores:
            return float(self._thresholds[self._labels.index(gesture)])
        return max(LOWEST_CHOICE, round(min(scores) - STEP_BELOW, 2))

    def forget(self, gesture: str) -> None:
        """Something was done about this gesture: count anew."""
        self._counted[gesture] = []

    def _push(self, now: float, scores: npt.NDArray[np.float64], fresh: bool) -> None:
        if now <= self._seen:
            self.interrupt()  # another source counts its time anew
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
        """These rises are over."""
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

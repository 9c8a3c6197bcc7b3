"""From scores to events: cross high, fire once, re-arm low, rest. Counted in seconds, never in frames.

The rule of wake-word detectors (threshold, refractory time), with hysteresis so that a held pose fires once and the
same gesture made twice fires twice. A gesture that takes its time is not made again sooner than it can be: what dips in
the middle of it, or while the tracker has lost the hand, does not count twice. What only flickers up never gets here:
scores are averages (score_average.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gesture_app.core.gestures import NONE
from gesture_app.core.prediction import Event, Prediction

LOWEST_CHOICE, HIGHEST_CHOICE = 0.05, 0.99
"""between these a user may put a threshold: at 0 all would fire, and no average gets to 1"""


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """When scores become an event."""

    rearm_share: float = 0.5
    """a gesture may fire again once its score fell under this share of its threshold …"""
    rearm_s: float = 0.1
    """… for this long"""
    rest_s: float = 0.3
    """after an event nothing fires for this long"""


class Trigger:
    """Holds what has fired and what is armed; fed every prediction in order of time."""

    def __init__(
        self,
        labels: Sequence[str],
        thresholds: Sequence[float],
        again_s: Sequence[float],
        rule: TriggerRule | None = None,
    ) -> None:
        """`again_s`: per label, seconds after an event before which the same gesture is not armed again."""
        if not len(labels) == len(thresholds) == len(again_s):
            raise ValueError("one threshold and one pause per label")
        self.labels = tuple(labels)
        self.thresholds = np.asarray(thresholds, np.float32)  # [C]; others may take their place between two predictions
        self.again_s = np.asarray(again_s, np.float64)  # [C]
        self.rule = rule or TriggerRule()
        self._gestures = np.array([label != NONE for label in labels])  # [C]
        self.reset()

    def reset(self) -> None:
        """Forget everything, as after a change of model or of source; the clock may start again."""
        count = len(self.labels)
        self._armed = np.ones(count, bool)
        self._fired = np.full(count, -np.inf)
        self._high_since = np.full(count, np.nan)
        self._low_since = np.full(count, np.nan)
        self._resting_until = -np.inf
        self._now = -np.inf

    def push(self, prediction: Prediction) -> Event | None:
        """The event this prediction completes, if any; a fresh one of an earlier time begins anew."""
        if prediction.fresh and prediction.time < self._now:
            self.reset()
        self._now = prediction.time
        may_come = prediction.time - self._fired >= self.again_s - 1e-9  # [C]
        if prediction.fresh:  # hands were away
            self._armed = may_come
            self._high_since[:] = self._low_since[:] = np.nan
        now, scores = prediction.time, prediction.scores
        low = scores < self.thresholds * self.rule.rearm_share
        self._low_since = np.where(low, np.where(np.isnan(self._low_since), now, self._low_since), np.nan)
        self._high_since = np.where(low, np.nan, np.where(np.isnan(self._high_since), now, self._high_since))
        self._armed |= (now - self._low_since >= self.rule.rearm_s - 1e-9) & may_come
        ready = (scores >= self.thresholds) & self._gestures & self._armed
        if not ready.any() or now < self._resting_until:
            return None
        winner = int(np.argmax(np.where(ready, scores, -1)))
        self._armed[winner], self._fired[winner] = False, now
        self._resting_until = now + self.rule.rest_s
        return Event(now, float(self._high_since[winner]), self.labels[winner], float(scores[winner]))

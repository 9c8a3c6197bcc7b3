"""Turns scores into events: cross the threshold, fire once, re-arm low, rest. All times are seconds.

This is the rule of wake-word detectors, a threshold with a refractory time, and hysteresis. A held pose fires once, and
the same gesture made twice fires twice. A score that dips in the middle of a long gesture, or while the tracker has
lost the hand, does not fire twice: the gesture is armed again only after its usual length. Short peaks do not fire,
since the scores are smoothed (score_smoothing.py).

A gesture that fired lasts until its score has been low for a while, the hands are away, or another gesture fires. At
most one gesture lasts at a time.

To change the rule, change this module, near_misses.py, the two examples in docs/examples/ and
docs/use_a_model_elsewhere.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gesture_app.core.gestures import NONE
from gesture_app.core.prediction import Event, GestureEnd, HandUsed, Prediction
from gesture_app.core.resampling import AWAY_S

LOWEST_CHOICE, HIGHEST_CHOICE = 0.05, 0.99
"""limits of a threshold that the user sets; at 0 everything fires, and no smoothed score reaches 1"""


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """The parameters of the trigger."""

    rearm_share: float = 0.5
    """share of its threshold below which a score is low"""
    rearm_s: float = 0.1
    """seconds that a score must be low before its gesture is armed again"""
    rest_s: float = 0.3
    """seconds after an event in which nothing fires"""
    end_s: float = 0.25
    """seconds that the score of a gesture that fired must be low before the gesture has ended"""


class Trigger:
    """Receives every prediction in order of time, and returns events."""

    def __init__(
        self,
        labels: Sequence[str],
        thresholds: Sequence[float],
        again_s: Sequence[float],
        rule: TriggerRule | None = None,
        starter: Collection[str] = (),
    ) -> None:
        """Arm every gesture.

        Args:
            labels: of the model.
            thresholds: one per label, 0 to 1.
            again_s: one per label; seconds after an event before which the same gesture is not armed again.
            rule: None for the default.
            starter: the labels that are the starter's. If several gestures are ready, they do not count beside others.
        """
        if not len(labels) == len(thresholds) == len(again_s):
            raise ValueError("one threshold and one pause per label")
        self.labels = tuple(labels)
        self.thresholds = np.asarray(thresholds, np.float32)  # [C]; may be replaced between two predictions
        self.again_s = np.asarray(again_s, np.float64)  # [C]
        self.rule = rule or TriggerRule()
        self._gestures = np.array([label != NONE for label in labels])  # [C]
        self._own = np.array([label not in starter for label in labels])  # [C]
        self.reset()

    def reset(self) -> None:
        """Forget everything, as after a change of model or source. The clock may start again."""
        count = len(self.labels)
        self._armed = np.ones(count, bool)
        self._fired = np.full(count, -np.inf)
        self._high_since = np.full(count, np.nan)
        self._low_since = np.full(count, np.nan)
        self._resting_until = -np.inf
        self._now = -np.inf
        self._lasting: Event | None = None
        self._ended: list[GestureEnd] = []

    def push(self, prediction: Prediction) -> Event | None:
        """Return the event that this prediction completes, if any.

        A fresh prediction of an earlier time resets the trigger.
        """
        if prediction.fresh and prediction.time < self._now:
            ends = self.take_ends()
            self.reset()
            self._ended.extend(ends)
        self._now = prediction.time
        may_come = prediction.time - self._fired >= self.again_s - 1e-9  # [C]
        if prediction.fresh:  # hands were away
            self._end(prediction.time)
            self._armed = may_come
            self._high_since[:] = self._low_since[:] = np.nan
        now, scores = prediction.time, prediction.scores
        low = scores < self.thresholds * self.rule.rearm_share
        self._low_since = np.where(low, np.where(np.isnan(self._low_since), now, self._low_since), np.nan)
        self._high_since = np.where(low, np.nan, np.where(np.isnan(self._high_since), now, self._high_since))
        self._end_if_low(now)
        self._armed |= (now - self._low_since >= self.rule.rearm_s - 1e-9) & may_come
        ready = (scores >= self.thresholds) & self._gestures & self._armed
        if not ready.any() or now < self._resting_until:
            return None
        if (ready & self._own).any():
            ready &= self._own
        winner = int(np.argmax(np.where(ready, scores, -1)))
        self._armed[winner], self._fired[winner] = False, now
        self._resting_until = now + self.rule.rest_s
        self._end(now)
        self._lasting = Event(now, float(self._high_since[winner]), self.labels[winner], float(scores[winner]))
        return self._lasting

    def name_hand(self, event: Event, hand: HandUsed | None) -> Event:
        """Return the event that just fired with the hand that made it. Its end will refer to this one."""
        self._lasting = replace(event, hand=hand)
        return self._lasting

    def advance(self, now: float) -> None:
        """End the gesture that lasts if the hands are away: no prediction came for long before stream time `now`."""
        if now - self._now >= AWAY_S:
            self._end(now)

    def interrupt(self) -> None:
        """End the gesture that lasts, as when the source is lost or before a reset."""
        self._end(self._now)

    def take_ends(self) -> list[GestureEnd]:
        """Return the gestures that ended since the last call, in order. Those of a reset trigger are lost."""
        ended, self._ended = self._ended, []
        return ended

    def _end_if_low(self, now: float) -> None:
        if self._lasting is None:
            return
        low_since = self._low_since[self.labels.index(self._lasting.label)]
        if now - low_since >= self.rule.end_s - 1e-9:
            self._end(now)

    def _end(self, now: float) -> None:
        if self._lasting is not None:
            self._ended.append(GestureEnd(now, self._lasting))
            self._lasting = None

"""The effect of a threshold on the test streams: detected gestures and false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gesture_app.core.gestures import NONE
from gesture_app.core.model.report import Peak
from gesture_app.core.wording import counted, percentage


@dataclass(frozen=True, slots=True)
class ThresholdEffect:
    """Counts of one gesture at one threshold, on test streams."""

    shown: int
    """streams that show the gesture"""
    detected: int
    """those in which its smoothed score reaches the threshold"""
    background: int
    """streams of background"""
    false_alarms: int
    """those in which it reaches the threshold too"""

    @property
    def words(self) -> str:
        """Such as “finds 75 % of 8 test gestures”, or "" if there are no test streams."""
        parts = []
        if self.shown:
            parts.append(f"finds {percentage(self.detected, self.shown)} of {counted(self.shown, 'test gesture')}")
        if self.background:
            moments = f"{counted(self.background, 'moment')} without a gesture"
            parts.append(f"{percentage(self.false_alarms, self.background)} of {moments} set it off")
        return "; ".join(parts)


def effect_of(threshold: float, gesture: str, labels: Sequence[str], peaks: Sequence[Peak]) -> ThresholdEffect:
    """Return what a threshold of a gesture does to the test streams.

    Args:
        threshold: 0 to 1.
        gesture: one of the labels.
        labels: of the scores.
        peaks: the highest smoothed scores of the test streams.
    """
    index = labels.index(gesture)
    own = [peak.scores[index] for peak in peaks if peak.gesture == gesture]
    background = [peak.scores[index] for peak in peaks if peak.gesture == NONE]
    return ThresholdEffect(len(own), _reached(own, threshold), len(background), _reached(background, threshold))


def _reached(scores: Sequence[float], threshold: float) -> int:
    return sum(score >= threshold for score in scores)

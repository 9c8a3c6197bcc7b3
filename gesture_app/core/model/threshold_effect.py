"""What a threshold would mean, from streams the model was not fitted to: who would reach it, and what should not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gesture_app.core.gestures import NONE
from gesture_app.core.model.report import Peak


@dataclass(frozen=True, slots=True)
class ThresholdEffect:
    """Of one gesture at one threshold, counted on held-out streams."""

    shown: int
    """streams that show the gesture"""
    detected: int
    """those of them in which its averaged score reaches the threshold"""
    background: int
    """streams of nothing in particular"""
    false_alarms: int
    """those of them in which it reaches the threshold as well"""

    @property
    def words(self) -> str:
        """For the user, such as “75 % of 8 held-out showings”; "" where nothing was held out."""
        parts = []
        if self.shown:
            parts.append(f"{_share(self.detected, self.shown)} of {_counted(self.shown, 'held-out showing')}")
        if self.background:
            nothing = _counted(self.background, "stretch", "es")
            parts.append(f"{_share(self.false_alarms, self.background)} of {nothing} of nothing")
        return ", ".join(parts)


def effect_of(threshold: float, gesture: str, labels: Sequence[str], peaks: Sequence[Peak]) -> ThresholdEffect:
    """What this threshold of a gesture would have meant.

    Args:
        threshold: 0 to 1.
        gesture: one of the labels.
        labels: of the scores.
        peaks: the highest averaged scores of held-out streams.
    """
    index = labels.index(gesture)
    own = [peak.scores[index] for peak in peaks if peak.gesture == gesture]
    nothing = [peak.scores[index] for peak in peaks if peak.gesture == NONE]
    return ThresholdEffect(len(own), _reached(own, threshold), len(nothing), _reached(nothing, threshold))


def _reached(scores: Sequence[float], threshold: float) -> int:
    return sum(score >= threshold for score in scores)


def _share(count: int, of: int) -> str:
    """Such as “none”, “95 %”, “all”; never rounded to what is not so."""
    if count in (0, of):
        return "none" if count == 0 else "all"
    return f"{min(99, max(1, round(100 * count / of)))} %"


def _counted(number: int, noun: str, more: str = "s") -> str:
    return f"{number} {noun if number == 1 else noun + more}"

"""Queries about a trace and their answers: newly active cells, similar moments, divergence, occlusion."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import Cells


@dataclass(frozen=True, slots=True, eq=False)
class SpanCells:
    """Cells that are on during a time span and off before it, most changed first."""

    start: float
    end: float
    """seconds of the stream"""
    cells: Cells
    """[N], N ≥ 0"""
    during: FloatArray
    """[N]: mean output in the span"""
    before: FloatArray
    """[N]: mean output before it"""


@dataclass(frozen=True, slots=True, eq=False)
class SimilarMoment:
    """A part of a take with similar memory."""

    take: str
    """id of the take"""
    gesture: str
    start: float
    end: float
    """seconds of the trimmed take"""
    similarity: float
    """1: equal, 0: nothing in common"""
    poses: FloatArray
    """[3, 2, 21, 3]: hands at start, middle and end, in frame heights"""


@dataclass(frozen=True, slots=True, eq=False)
class Divergence:
    """Comparison of the evidence for two labels."""

    ahead: int
    """the label that leads at the largest lead"""
    behind: int
    time: float | None
    """seconds of the stream since which it is clearly ahead, None if it never is"""
    furthest: float
    """seconds of the stream at the largest lead"""
    lead: FloatArray
    """[K]: evidence for `ahead` minus evidence for `behind`, in natural logarithms"""
    by_network: FloatArray
    by_features: FloatArray
    by_embedding: FloatArray
    """[K] each: the three parts of `lead`"""
    cells: Cells
    """[≤ 8]: cells of the last layer that did most for `ahead` from the divergence to the largest lead"""
    contributions: FloatArray
    """[≤ 8]: contribution of each cell to the lead, in natural logarithms"""


class MaskKind(StrEnum):
    """Kind of part that is masked."""

    FINGER = "finger"
    """one finger held in average position"""
    SHAPE = "shape"
    """all five fingers of a hand held in average position"""
    PATH = "way"
    """the hand stays at its first place, while its shape changes as it did"""
    HAND = "hand"
    """the hand is absent (only if there is another hand)"""
    TIME = "time"
    """the hands move straight from the place before to the place after, as if the tracker had lost them"""


@dataclass(frozen=True, slots=True)
class Mask:
    """A part to hide from the network."""

    kind: MaskKind
    side: int = -1
    """`Side` of a hand or finger, -1 for a time span"""
    finger: int = -1
    """0 (thumb) to 4 (little finger), -1 for no finger"""
    start: float = 0.0
    end: float = 0.0
    """of a time span, in seconds of the stream"""


@dataclass(frozen=True, slots=True, eq=False)
class MaskEffect:
    """Effect of one mask on a label."""

    mask: Mask
    score: float
    """highest smoothed score with the mask"""
    change: float
    """change of that score, negative if the masked part spoke for the gesture"""
    lead_change: float
    """change of the mean lead over the best other label where the score is highest; unlike the score it does not
    saturate"""
    smoothed: FloatArray
    """[K]: smoothed score with the mask, NaN at steps without a hand"""


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """Effects of several masks on a label."""

    label: int
    score: float
    """highest smoothed score without a mask"""
    time: npt.NDArray[np.float64]
    """[K]: analysed steps, all of the trace unless it is very long"""
    sure: npt.NDArray[np.bool_]
    """[K]: steps that make up the highest smoothed score, where the lead is compared"""
    effects: tuple[MaskEffect, ...]
    requested: tuple[MaskEffect, ...] = ()
    """effects of the masks that were asked for in addition to the usual ones"""

    def of_finger(self, side: int, finger: int) -> MaskEffect | None:
        """Return the effect of masking a finger, None if it was not masked."""
        return next((effect for effect in self.effects if _is_finger(effect.mask, side, finger)), None)

    def of(self, kind: MaskKind) -> tuple[MaskEffect, ...]:
        """Return the effects of all masks of a kind."""
        return tuple(effect for effect in self.effects if effect.mask.kind is kind)


def _is_finger(mask: Mask, side: int, finger: int) -> bool:
    return mask.kind is MaskKind.FINGER and (mask.side, mask.finger) == (side, finger)


@dataclass(frozen=True, slots=True)
class FeatureChange:
    """Another value for one number of the input at one step."""

    step: int
    column: int
    """of the features, see `core/features.py`"""
    value: float

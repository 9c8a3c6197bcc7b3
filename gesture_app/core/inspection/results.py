"""Questions about a trace and their answers: which cells came on, where evidence parted, what a cover changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import Cells


@dataclass(frozen=True, slots=True, eq=False)
class SpanCells:
    """Cells that were on during a stretch of time and off before it, those that changed most first."""

    start: float
    end: float
    """stream time, seconds"""
    cells: Cells
    """[N], N ≥ 0"""
    during: FloatArray
    """[N]: their mean answer in the stretch"""
    before: FloatArray
    """[N]: their mean answer before it"""


@dataclass(frozen=True, slots=True, eq=False)
class SimilarMoment:
    """A stretch of a take in which the memory answered alike."""

    take: str
    """its id"""
    gesture: str
    start: float
    end: float
    """seconds of the take's trimmed part"""
    similarity: float
    """1: the same; 0: nothing in common"""
    poses: FloatArray
    """[3, 2, 21, 3]: the hands at its begin, middle and end in picture heights"""


@dataclass(frozen=True, slots=True, eq=False)
class Divergence:
    """How the evidence for one label got ahead of that for another."""

    ahead: int
    """the label that was ahead where the two were furthest apart"""
    behind: int
    time: float | None
    """stream time since which it was clearly ahead; None: it never was"""
    furthest: float
    """stream time at which the two were furthest apart"""
    lead: FloatArray
    """[K]: by how much more evidence `ahead` had than `behind`; natural logarithms"""
    by_network: FloatArray
    by_features: FloatArray
    by_embedding: FloatArray
    """[K] each: the three parts of `lead`, which add up to it"""
    cells: Cells
    """[≤ 8]: cells of the last layer that did most for `ahead` between the parting and the furthest moment"""
    contributions: FloatArray
    """[≤ 8]: what each of them added to the lead, in its own unit"""


class MaskKind(StrEnum):
    """What can be covered."""

    FINGER = "finger"
    """held as fingers are on average, on the palm as it is"""
    SHAPE = "shape"
    """all five fingers of a hand held so"""
    PATH = "way"
    """the hand stays where it first was; its shape goes on"""
    HAND = "hand"
    """it is not there at all; only where another one is"""
    TIME = "time"
    """the tracker has lost the hands: they go straight from where they were to where they are seen again"""


@dataclass(frozen=True, slots=True)
class Mask:
    """One thing that is covered."""

    kind: MaskKind
    side: int = -1
    """of a finger or hand: a `Side`"""
    finger: int = -1
    """0 the thumb to 4 the little finger"""
    start: float = 0.0
    end: float = 0.0
    """of a stretch of time: stream time, seconds"""


@dataclass(frozen=True, slots=True, eq=False)
class MaskEffect:
    """What a label's score would have been."""

    mask: Mask
    score: float
    """the highest averaged score, once it is covered"""
    change: float
    """of that score; negative: what is covered spoke for the gesture"""
    lead_change: float
    """of the mean lead of the label's evidence over the best other label's, where it was surest; unlike the score it
    does not stop at 1"""
    smoothed: FloatArray
    """[K]: the label's averaged score; NaN at steps at which no hand would be seen"""


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """What speaks for a label: its score with one thing after the other covered."""

    label: int
    score: float
    """the highest averaged score with nothing covered"""
    time: npt.NDArray[np.float64]
    """[K]: the steps that were looked at, all of the trace where it is not very long"""
    sure: npt.NDArray[np.bool_]
    """[K]: those whose scores make up the highest average; there the lead is compared"""
    effects: tuple[MaskEffect, ...]
    requested: tuple[MaskEffect, ...] = ()
    """of what was asked for besides the usual covers"""

    def of_finger(self, side: int, finger: int) -> MaskEffect | None:
        """What covering this finger does."""
        return next((one for one in self.effects if _is_finger(one.mask, side, finger)), None)

    def of(self, kind: MaskKind) -> tuple[MaskEffect, ...]:
        """What covering things of this kind does."""
        return tuple(one for one in self.effects if one.mask.kind is kind)


def _is_finger(cover: Mask, side: int, finger: int) -> bool:
    return cover.kind is MaskKind.FINGER and (cover.side, cover.finger) == (side, finger)

"""The scores of one step, the event of a gesture that fires, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class HandUsed(StrEnum):
    """The user's own hand or hands that made a gesture."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """The score of every label at one step of the recogniser."""

    time: float
    """stream time in seconds"""
    scores: npt.NDArray[np.float32]
    """[C]: one smoothed score per label, 0 to 1"""
    fresh: bool = False
    """True for the first step after the hands were away"""
    by_hand: npt.NDArray[np.float32] | None = None
    """[2, C]: the network's score for the left and for the right hand alone, 0 for an absent one; None if unknown"""


@dataclass(frozen=True, slots=True)
class Event:
    """A gesture that fired."""

    time: float
    """when it fired, in seconds of the stream"""
    start: float
    """when its score began to rise, in seconds of the stream"""
    label: str
    confidence: float
    """the score when it fired, 0 to 1"""
    hand: HandUsed | None = None
    """the hand that made it; None if unknown"""


@dataclass(frozen=True, slots=True)
class GestureEnd:
    """The end of a gesture that fired: its pose is no longer held, or its movement is over."""

    time: float
    """seconds of the stream"""
    event: Event
    """the event that it ends"""

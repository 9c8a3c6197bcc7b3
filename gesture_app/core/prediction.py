"""What the recogniser says of one moment, and the event that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """The score of every label at one step of the recogniser."""

    time: float
    """stream time in seconds"""
    scores: npt.NDArray[np.float32]
    """[C]: one score per label of the model, 0 to 1, each averaged over its span of time"""
    fresh: bool = False
    """the first after hands were away: nothing before it matters"""


@dataclass(frozen=True, slots=True)
class Event:
    """A gesture that fired."""

    time: float
    """stream time at which it fired, seconds"""
    start: float
    """stream time since which its score has not been low, seconds"""
    label: str
    confidence: float
    """the score at firing, 0 to 1"""

"""The scores of one step, and the event of a gesture that fires."""

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
    """[C]: one smoothed score per label, 0 to 1"""
    fresh: bool = False
    """True for the first step after the hands were away"""


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

"""stub"""
from __future__ import annotations
from dataclasses import dataclass
import numpy as np
import numpy.typing as npt
FEATURE_VERSION = 1
@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the network sees of one step of time."""
    time: float
    values: npt.NDArray[np.float32]

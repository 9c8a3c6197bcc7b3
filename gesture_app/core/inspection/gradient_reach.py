"""How far back in time learning reaches: what is measured of three kinds of memory, and what is said meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.hands import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class CellReach:
    """One kind of memory, trained on the takes from chance."""

    cell: str
    """ "lstm", "gru" or "rnn" """
    reach: FloatArray
    """[K]: how large the gradient of the very last step's loss is at the state that each step hands on, oldest first,
    as a share of what it is at the state handed to the last step; the geometric mean over held-out takes"""
    accuracy: float
    """share of the held-out takes that are named rightly at the last step"""
    parameters: int
    """how many numbers it learned"""

    def steps_back(self, share: float = 0.1) -> int:
        """After how many steps back the gradient is first smaller than this share; all of them if never."""
        small = [back for back, size in enumerate(self.reach[::-1]) if size < share]
        return small[0] if small else len(self.reach)


@dataclass(frozen=True, slots=True, eq=False)
class GradientReach:
    """The three of them side by side."""

    cells: tuple[CellReach, ...]
    rate: float
    """steps a second"""
    takes: int
    held_out: int
    gestures: tuple[str, ...]
    bundled: bool
    """whether the takes come with the program, as the workspace has too few"""
    delay_s: float
    """how long after the gesture it is asked for: the hands rest meanwhile"""
    seconds: float
    """how long the training took"""


@dataclass(frozen=True, slots=True)
class ReachStarted:
    """Takes are read; training begins."""

    takes: int
    gestures: tuple[str, ...]
    bundled: bool


@dataclass(frozen=True, slots=True)
class ReachAdvanced:
    """A little further."""

    share: float
    """of the whole, 0 to 1"""
    cell: str
    """which one is learning"""


@dataclass(frozen=True, slots=True, eq=False)
class ReachDone:
    """Measured."""

    result: GradientReach


@dataclass(frozen=True, slots=True)
class ReachFailed:
    """Nothing was measured."""

    error: str
    hint: str = ""


ReachMessage = ReachStarted | ReachAdvanced | ReachDone | ReachFailed

"""Results and messages of the comparison of RNN, GRU and LSTM: how far back gradients reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gesture_app.core.hands import FloatArray

MOST_GESTURES, MOST_TAKES = 6, 12
"""gestures, and takes of each, that are used at most, which bounds the time"""
FEWEST_GESTURES, FEWEST_TAKES = 2, 4
"""gestures, and takes of each, that are needed"""
HELD_OUT_SHARE = 0.34
"""share of a gesture's takes that are test takes"""


@dataclass(frozen=True, slots=True, eq=False)
class CellReach:
    """Result of one kind of cell, trained from random weights."""

    cell: str
    """ "lstm", "gru" or "rnn" """
    reach: FloatArray
    """[K]: norm of the gradient of the last step's loss at the state of each step, oldest first, relative to the
    last state; geometric mean over test takes"""
    accuracy: float
    """share of test takes that are classified correctly at the last step"""
    parameters: int
    """number of trained parameters"""

    def steps_back(self, share: float = 0.1) -> int:
        """Return the number of steps back at which the gradient falls below a share, all steps if it never does."""
        small = [back for back, size in enumerate(self.reach[::-1]) if size < share]
        return small[0] if small else len(self.reach)


@dataclass(frozen=True, slots=True, eq=False)
class GradientReach:
    """Results of all kinds of cells."""

    cells: tuple[CellReach, ...]
    rate: float
    """steps per second"""
    takes: int
    held_out: int
    gestures: tuple[str, ...]
    bundled: bool
    """True if the takes come with the program, as the workspace has too few"""
    delay_s: float
    """seconds of rest between the end of the gesture and the test"""
    seconds: float
    """duration of the training"""


@dataclass(frozen=True, slots=True)
class ReachStarted:
    """The takes are loaded and training begins."""

    takes: int
    gestures: tuple[str, ...]
    bundled: bool


@dataclass(frozen=True, slots=True)
class ReachAdvanced:
    """Training has advanced."""

    share: float
    """done, 0 to 1"""
    cell: str
    """the kind that is trained now"""


@dataclass(frozen=True, slots=True, eq=False)
class ReachDone:
    """The measurement is complete."""

    result: GradientReach


@dataclass(frozen=True, slots=True)
class ReachFailed:
    """The measurement failed."""

    error: str
    hint: str = ""


ReachMessage = ReachStarted | ReachAdvanced | ReachDone | ReachFailed


@dataclass(frozen=True, slots=True, eq=False)
class ShippedReach:
    """The comparison that comes with the program."""

    result: GradientReach
    accuracies: Mapping[str, tuple[float, ...]]
    """share of test takes classified correctly in several runs from other random starts, by cell; the first is the
    run of `result`"""


def training_takes(counts: Iterable[int]) -> int:
    """Return how many takes a comparison would train on, 0 if there are too few.

    Args:
        counts: number of usable takes of each gesture.
    """
    enough = [count for count in sorted(counts, reverse=True)[:MOST_GESTURES] if count >= FEWEST_TAKES]
    if len(enough) < FEWEST_GESTURES:
        return 0
    used = [min(count, MOST_TAKES) for count in enough]
    return sum(count - held_out_count(count) for count in used)


def held_out_count(takes: int) -> int:
    """Return how many of a gesture's takes are test takes."""
    return max(1, round(HELD_OUT_SHARE * takes))

"""What a training run says while it runs; every run ends with exactly one `TrainingDone` or `TrainingFailed`."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison
from gesture_app.core.model.report import EpochMetrics, ModelReport


@dataclass(frozen=True, slots=True)
class ShortenedTake:
    """A long take of which only the most useful part is learned from and judged."""

    key: str
    """of the take"""
    gesture: str
    seconds: float
    """that the take lasts, what was trimmed off left aside"""
    used: float
    """seconds of it"""
    name: str = ""
    """gesture and file, where the take has a file"""

    @property
    def sentence(self) -> str:
        """Which take was cut, and to what."""
        name = self.name or f"A take of {spoken_name(self.gesture)}"
        spread = ", spread over it" if self.gesture == NONE else ""
        return f"{name}: the most useful {self.used:.1f} s of {self.seconds:.0f} s were used{spread}."


@dataclass(frozen=True, slots=True)
class TrainingStarted:
    """The data is read; the network is about to learn."""

    gestures: tuple[str, ...]
    takes: int
    validation_takes: int
    epochs: int
    left_out: tuple[str, ...] = ()
    """what was not used and why, a sentence each"""
    shortened: tuple[ShortenedTake, ...] = ()
    """long takes of which only a part is used"""


@dataclass(frozen=True, slots=True)
class TrainingDone:
    """The model is complete on disk."""

    card: ModelCard
    seconds: float
    report: ModelReport
    comparison: Comparison | None = None
    """with the model in use; None where there is none that the user trained or brought in"""
    kept_thresholds: tuple[str, ...] = ()
    """gestures that fire where the user had moved them to in the model in use, not where it was found for this one"""


@dataclass(frozen=True, slots=True)
class TrainingFailed:
    """No model was made; recordings and models are as they were."""

    error: str
    hint: str = ""


TrainingProgress = TrainingStarted | EpochMetrics | TrainingDone | TrainingFailed

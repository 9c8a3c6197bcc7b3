"""Messages of a training. Each ends with exactly one `TrainingDone` or `TrainingFailed` message."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison
from gesture_app.core.model.report import EpochMetrics, ModelReport


@dataclass(frozen=True, slots=True)
class ShortenedTake:
    """A long take of which the training uses only the most useful part."""

    key: str
    """key of the take"""
    gesture: str
    seconds: float
    """length of the trimmed take"""
    used: float
    """seconds that are used"""
    name: str = ""
    """gesture and file, if the take has a file"""

    @property
    def sentence(self) -> str:
        """A sentence on the take and its used part."""
        name = self.name or f"A take of {spoken_name(self.gesture)}"
        spread = ", spread over it" if self.gesture == NONE else ""
        return f"{name}: the most useful {self.used:.1f} s of {self.seconds:.0f} s were used{spread}."


@dataclass(frozen=True, slots=True)
class TrainingStarted:
    """The data is read, and training begins."""

    gestures: tuple[str, ...]
    takes: int
    validation_takes: int
    epochs: int
    left_out: tuple[str, ...] = ()
    """a sentence on each take that is not used"""
    shortened: tuple[ShortenedTake, ...] = ()
    """long takes of which only a part is used"""
    starter: tuple[str, ...] = ()
    """the starter's gestures that the model will know beside the user's"""


@dataclass(frozen=True, slots=True)
class TrainingDone:
    """The model is complete on disk."""

    card: ModelCard
    seconds: float
    """duration of the training"""
    report: ModelReport
    comparison: Comparison | None = None
    """with the model in use; None without a model of the user's own in use"""
    kept_thresholds: tuple[str, ...] = ()
    """gestures that keep the threshold that the user set for the model in use"""


@dataclass(frozen=True, slots=True)
class TrainingFailed:
    """The training failed. Recordings and models stay as they were."""

    error: str
    hint: str = ""


TrainingProgress = TrainingStarted | EpochMetrics | TrainingDone | TrainingFailed

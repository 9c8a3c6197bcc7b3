"""What a training run says while it runs; every run ends with exactly one `TrainingDone` or `TrainingFailed`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gesture_app.core.model.card import ModelCard

if TYPE_CHECKING:  # a report holds the epochs
    from gesture_app.core.model.comparison import Comparison
    from gesture_app.core.model.report import ModelReport


@dataclass(frozen=True, slots=True)
class TrainingStarted:
    """The data is read; the network is about to learn."""

    gestures: tuple[str, ...]
    takes: int
    validation_takes: int
    epochs: int
    left_out: tuple[str, ...] = ()
    """what was not used and why, a sentence each"""


@dataclass(frozen=True, slots=True)
class EpochMetrics:
    """One pass over the data."""

    epoch: int
    """from 1"""
    epochs: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    """NaN in the last part of a training, in which the held-out takes are learned from as well"""
    validation_accuracy: float
    """NaN likewise"""
    seconds_left: float
    """an estimate"""
    best: bool = False
    """no epoch until now did better on what is held out, chance allowed for; the best one's weights are kept"""


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

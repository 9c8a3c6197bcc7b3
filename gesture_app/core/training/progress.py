"""What a training run says while it runs; every run ends with exactly one `TrainingDone` or `TrainingFailed`."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison
from gesture_app.core.model.report import EpochMetrics, ModelReport


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

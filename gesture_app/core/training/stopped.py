"""A training that was stopped before its end: what it learned from, how far it came, and how it can go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from gesture_app.core.errors import GestureAppError, TrainingError
from gesture_app.core.model.report import EpochMetrics, best_of
from gesture_app.core.training.options import TrainingOptions


class Resume(StrEnum):
    """What to do with a training that was stopped."""

    NO = "no"
    """begin a new one"""
    GO_ON = "go on"
    KEEP_BEST = "keep best"
    """make a model of its best epoch, without further epochs"""


@dataclass(frozen=True, slots=True)
class StoppedTraining:
    """The description of a checkpoint."""

    version: str
    """of the program"""
    options: TrainingOptions
    takes: Mapping[str, str]
    """keys of the takes by a hash of their content"""
    epochs: tuple[EpochMetrics, ...]
    """that are done, at least one"""
    numbers: Mapping[str, Any]
    """state of the training beside its tensors"""

    @property
    def best_epoch(self) -> int:
        """Number of the best epoch, or 0 if nothing was held out."""
        return best_of(self.epochs)

    @property
    def share(self) -> float:
        """Share of the epochs that are done, 0 to 1."""
        return self.epochs[-1].epoch / max(1, self.epochs[-1].epochs)

    @property
    def sentence(self) -> str:
        """A sentence on how far it came."""
        last = self.epochs[-1]
        best = f", the best is epoch {self.best_epoch}" if self.best_epoch else ""
        return f"A training was stopped after epoch {last.epoch} of {last.epochs}{best}."

    def to_json(self) -> dict[str, Any]:
        """Return the description as JSON types. NaN stays."""
        record: dict[str, Any] = msgspec.to_builtins(self)
        return record

    @classmethod
    def from_json(cls, record: object) -> StoppedTraining:
        """Return the description in a file.

        Raises:
            TrainingError: a value is missing or impossible.
        """
        try:
            stopped = msgspec.convert(record, cls)
        except (ValueError, GestureAppError) as error:
            raise TrainingError("The stopped training is damaged.", "Train again.") from error
        if not stopped.epochs:
            raise TrainingError("The stopped training is damaged.", "Train again.")
        return stopped

"""Counts the epochs of both parts of a training, and estimates the remaining time."""

from __future__ import annotations

import time

from gesture_app.core.model.report import EpochMetrics
from gesture_app.learning.trainer import FitMetrics


class EpochCounter:
    """Counts the epochs before and after the held-out takes are learned from."""

    def __init__(self, fit_epochs: int) -> None:
        self.fit_epochs = fit_epochs
        self.epochs = fit_epochs + _third(fit_epochs)
        self._done = 0
        self._earlier_s = 0.0
        self.start()

    @property
    def done(self) -> int:
        """Number of epochs that are done."""
        return self._done

    @property
    def seconds(self) -> float:
        """Time that these epochs took."""
        return self._earlier_s + time.perf_counter() - self._started

    def start(self) -> None:
        """Begin to measure the time of epochs."""
        self._started = time.perf_counter()

    def restore(self, done: int, seconds: float) -> None:
        """Go on after so many epochs, which took so long."""
        self._done, self._earlier_s = done, seconds
        self.start()

    def skip(self, epochs: int) -> None:
        """Count further epochs as done before."""
        self._done += epochs

    def continue_with_all(self) -> int:
        """Return the number of epochs that remain. The first part may have stopped early."""
        remaining = _third(self._done)
        self.epochs = self._done + remaining
        return remaining

    def epoch_done(self, train: FitMetrics, validation: FitMetrics, best: bool = False) -> EpochMetrics:
        """Return the metrics of one more epoch."""
        self._done += 1
        per_epoch = self.seconds / self._done
        return EpochMetrics(
            self._done,
            self.epochs,
            train.loss,
            train.accuracy,
            validation.loss,
            validation.accuracy,
            per_epoch * (self.epochs - self._done),
            best,
        )


def _third(epochs: int) -> int:
    return max(1, epochs // 3)

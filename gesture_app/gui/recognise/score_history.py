"""Keeps the scores of the last seconds in order of time, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gesture_app.core.prediction import Prediction


class ScoreHistory:
    """Scores of `labels` labels in two halves of one array, so that a window is a slice."""

    def __init__(self, labels: int, seconds: float, rate: float) -> None:
        self.seconds = seconds
        self._capacity = max(2, int(seconds * rate * 2))
        self._time = np.zeros(2 * self._capacity)
        self._scores = np.zeros((2 * self._capacity, labels), np.float32)
        self._end = 0

    def push(self, predictions: Sequence[Prediction]) -> None:
        """Add newer scores. Forget all if the time goes back, as after a change of source."""
        for prediction in predictions:
            if len(prediction.scores) != self._scores.shape[1]:
                continue  # of the previous model
            if self._end and prediction.time <= self._time[self._end - 1]:
                self._end = 0
            if self._end == len(self._time):
                self._time[: self._capacity] = self._time[-self._capacity :]
                self._scores[: self._capacity] = self._scores[-self._capacity :]
                self._end = self._capacity
            self._time[self._end], self._scores[self._end] = prediction.time, prediction.scores
            self._end += 1

    def window(self, now: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
        """Return times [N] and scores [N, C] from `seconds` before `now`, with one step more to reach the edge."""
        first = max(0, int(np.searchsorted(self._time[: self._end], now - self.seconds)) - 1)
        return self._time[first : self._end], self._scores[first : self._end]

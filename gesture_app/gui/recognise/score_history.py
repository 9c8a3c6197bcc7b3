"""The scores of the last seconds, kept in order of time, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gesture_app.core.prediction import Prediction


class ScoreHistory:
    """Scores of `labels` labels over a window of time; older ones are forgotten."""

    def __init__(self, labels: int, seconds: float, rate: float) -> None:
        self.seconds = seconds
        self._room = max(2, int(seconds * rate * 2))
        self._time = np.zeros(2 * self._room)
        self._scores = np.zeros((2 * self._room, labels), np.float32)
        self._end = 0

    def push(self, predictions: Sequence[Prediction]) -> None:
        """Newer scores; a clock that went back (another source) forgets the older ones."""
        for prediction in predictions:
            if len(prediction.scores) != self._scores.shape[1]:
                continue  # of the model before
            if self._end and prediction.time <= self._time[self._end - 1]:
                self._end = 0
            if self._end == len(self._time):
                self._time[: self._room] = self._time[-self._room :]
                self._scores[: self._room] = self._scores[-self._room :]
                self._end = self._room
            self._time[self._end], self._scores[self._end] = prediction.time, prediction.scores
            self._end += 1

    def window(self, now: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
        """Times [N] and scores [N, C] from `seconds` before `now` on, and one step more to reach the edge."""
        first = max(0, int(np.searchsorted(self._time[: self._end], now - self.seconds)) - 1)
        return self._time[first : self._end], self._scores[first : self._end]

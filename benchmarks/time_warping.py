"""Nearest neighbour by dynamic time warping (Sakoe and Chiba, 1978) over the features the program's network sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.answers import Answer, fired
from gesture_app.core.features import features_of
from gesture_app.core.gestures import NONE
from gesture_app.core.hands import FloatArray
from gesture_app.core.prediction import Event
from gesture_app.core.recording import Recording

RATE = 20.0
"""steps a second"""
STRIDE = 2
"""steps between two windows of a stream"""
IN_A_ROW = 2
SPREAD = 2.0
"""standard deviations that a gesture's threshold lies over the mean distance between its own takes"""
LEAST_SPREAD = 0.05
"""of a feature: one that hardly ever changes must not decide"""


@dataclass(frozen=True, slots=True)
class TimeWarping:
    """An approach: keep every take."""

    def train(self, recordings: Sequence[Recording]) -> TrainedWarping:
        """Keep the takes that show a hand, and find out how far takes of one gesture lie apart."""
        gestures = [recording for recording in recordings if recording.info.gesture != NONE]
        shown = [(take.info.gesture, values) for take in gestures if len(values := features_of(take, RATE).values)]
        steps = np.concatenate([values for _, values in shown])
        mean, scale = steps.mean(0), 1 / np.maximum(steps.std(0), LEAST_SPREAD)
        takes = References(tuple((values - mean) * scale for _, values in shown))
        labels = np.array([gesture for gesture, _ in shown])
        limits = {str(label): _limit(takes, np.flatnonzero(labels == label)) for label in np.unique(labels)}
        window = int(np.median([len(values) for values in takes.takes]))
        return TrainedWarping(takes, tuple(labels.tolist()), limits, window, mean, scale)


class References:
    """Takes of unequal length, each [L, F], laid side by side so that all are compared at once."""

    def __init__(self, takes: tuple[FloatArray, ...]) -> None:
        self.takes = takes
        self._lengths = np.array([len(take) for take in takes])
        padded = np.zeros((len(takes), int(self._lengths.max()), takes[0].shape[1]), np.float32)  # [N, L, F]
        for row, take in zip(padded, takes, strict=True):
            row[: len(take)] = take
        self._squares = (padded**2).sum(-1)  # [N, L]
        self._flat = padded.reshape(-1, padded.shape[-1]).T  # [F, N * L]

    def distances(self, query: FloatArray) -> npt.NDArray[np.float64]:
        """How far each take [N] is from a query [K, F]: the cheapest warping's mean cost a step."""
        count, longest = self._squares.shape
        product = (query @ self._flat).reshape(len(query), count, longest)
        squares = (query**2).sum(-1)[:, None, None] + self._squares - 2 * product
        cost = np.sqrt(np.maximum(squares, 0)).transpose(1, 0, 2)  # [N, K, L]
        total = _cheapest(cost)[np.arange(count), self._lengths - 1]
        return np.asarray(total / (len(query) + self._lengths), np.float64)


def _cheapest(cost: FloatArray) -> FloatArray:
    """Cost of the cheapest way through [N, K, L] from the first corner to each end of the last row [N, L].

    Goes by diagonals, on which no place needs another's result: row r holds, with one place of infinity before it,
    what was found at (r, diagonal - r).
    """
    count, rows, columns = cost.shape
    ends = np.full((count, columns), np.inf, np.float32)
    before = np.full((count, rows + 1), np.inf, np.float32)
    before[:, 0] = 0  # the way into the first corner
    last = np.full_like(before, np.inf)
    for diagonal in range(rows + columns - 1):
        row = np.arange(max(0, diagonal - columns + 1), min(rows, diagonal + 1))
        cheapest = np.minimum(np.minimum(last[:, row], last[:, row + 1]), before[:, row])
        now = np.full_like(last, np.inf)
        now[:, row + 1] = cheapest + cost[:, row, diagonal - row]
        if diagonal >= rows - 1:
            ends[:, diagonal - rows + 1] = now[:, rows]
        before, last = last, now
    return ends


@dataclass(frozen=True, slots=True, eq=False)
class TrainedWarping:
    """The takes, whose they are, and how near is near enough."""

    takes: References
    labels: tuple[str, ...]
    """one per take"""
    limits: dict[str, float]
    """per gesture the distance up to which a take is one"""
    window: int
    """steps of a usual take"""
    mean: FloatArray
    scale: FloatArray

    def events(self, recording: Recording) -> list[Event]:
        """What fires as a window of the usual length slides over the stream."""
        return fired(self._answers(recording), IN_A_ROW, 0.0)

    def name(self, take: Recording) -> str:
        """The nearest take's gesture, however far it is."""
        features = features_of(take, RATE)
        return self._nearest(features.values)[0] if len(features) else NONE

    def _nearest(self, values: FloatArray) -> tuple[str, float]:
        distances = self.takes.distances((values - self.mean) * self.scale)
        index = int(distances.argmin())
        return self.labels[index], float(distances[index])

    def _answers(self, recording: Recording) -> Iterator[Answer]:
        for stretch in features_of(recording, RATE).stretches():
            for end in range(self.window // 2, len(stretch) + 1, STRIDE):
                label, distance = self._nearest(stretch.values[max(0, end - self.window) : end])
                near = distance <= self.limits[label]
                score = 1 / (1 + distance / self.limits[label])
                yield Answer(float(stretch.time[end - 1]), label if near else None, score)


def _limit(takes: References, own: npt.NDArray[np.intp]) -> float:
    """How far a gesture's takes lie from the nearest other one of them, and some more."""
    if len(own) < 2:
        return np.inf
    others = References(tuple(takes.takes[index] for index in own))
    apart = np.stack([others.distances(take) for take in others.takes])  # [n, n]
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(1)
    return max(1e-6, float(nearest.mean() + SPREAD * nearest.std()))

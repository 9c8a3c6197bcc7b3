"""Classifies by nearest neighbour under dynamic time warping (Sakoe and Chiba, 1978) over the program's features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

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
CELLS_AT_ONCE = 2_000_000
"""pairs of steps; more would only cost memory"""
LEAST_SPREAD = 0.05
"""least deviation of a feature, so that one that hardly changes does not decide"""


@dataclass(frozen=True, slots=True)
class TimeWarping:
    """An approach: keep every take."""

    def train(self, recordings: Sequence[Recording]) -> TrainedWarping:
        """Keep the takes that show a hand, and measure how far takes of one gesture lie apart."""
        gestures = [recording for recording in recordings if recording.info.gesture != NONE]
        shown = [(take.info.gesture, values) for take in gestures if len(values := features_of(take, RATE).values)]
        steps = np.concatenate([values for _, values in shown])
        mean, scale = steps.mean(0), 1 / np.maximum(steps.std(0), LEAST_SPREAD)
        takes = References([(values - mean) * scale for _, values in shown])
        labels = np.array([gesture for gesture, _ in shown])
        limits = {str(label): _limit(takes, np.flatnonzero(labels == label)) for label in np.unique(labels)}
        window = int(np.median([len(values) for values in takes.takes]))
        return TrainedWarping(takes, tuple(labels.tolist()), limits, window, mean, scale)


class References:
    """Takes of unequal length, each [L, F], laid side by side so that all are compared at once."""

    def __init__(self, takes: Sequence[FloatArray]) -> None:
        self.takes = tuple(takes)
        self._lengths = np.array([len(take) for take in takes])
        padded = np.zeros((int(self._lengths.max()), len(takes), takes[0].shape[1]), np.float32)  # [L, N, F]
        for index, take in enumerate(takes):
            padded[: len(take), index] = take
        self._squares = (padded**2).sum(-1)  # [L, N]
        self._flat = padded.reshape(-1, padded.shape[-1]).T  # [F, L * N]

    def distances(self, queries: FloatArray) -> npt.NDArray[np.float64]:
        """Return the distance of takes from queries [B, K, F]: the cheapest warping's mean cost a step [B, N]."""
        at_once = max(1, CELLS_AT_ONCE // (queries.shape[1] * self._squares.size))
        blocks = [self._block(queries[start : start + at_once]) for start in range(0, len(queries), at_once)]
        return np.concatenate(blocks)

    def _block(self, queries: FloatArray) -> npt.NDArray[np.float64]:
        product = (queries @ self._flat).reshape(*queries.shape[:2], *self._squares.shape)  # [B, K, L, N]
        squares = (queries**2).sum(-1)[:, :, None, None] + self._squares - 2 * product
        ends = _cheapest(np.sqrt(np.maximum(squares, 0)))  # [B, L, N]
        total = ends[:, self._lengths - 1, np.arange(len(self._lengths))]  # [B, N]
        return np.asarray(total / (queries.shape[1] + self._lengths), np.float64)


def _cheapest(cost: FloatArray) -> FloatArray:
    """Return the cheapest cost through [B, K, L, N] from the first corner to each end of the last row [B, L, N].

    It goes by diagonals, on which no place needs another's result: row r + 1 holds the cost at (r, diagonal - r), and
    row 0 is the infinity before the first.
    """
    count, rows, columns, takes = cost.shape
    from_below = cost[:, ::-1]
    ends = np.empty((count, columns, takes), np.float32)
    before = np.full((count, rows + 1, takes), np.inf, np.float32)
    before[:, 0] = 0  # the way into the first corner
    last = np.full_like(before, np.inf)
    for diagonal in range(rows + columns - 1):
        first, end = max(0, diagonal - columns + 1), min(rows, diagonal + 1)
        own = np.moveaxis(from_below.diagonal(diagonal - rows + 1, 1, 2), -1, 1)[:, ::-1]  # [B, end - first, N]
        cheapest = np.minimum(np.minimum(last[:, first:end], last[:, first + 1 : end + 1]), before[:, first:end])
        now = np.full_like(last, np.inf)
        now[:, first + 1 : end + 1] = cheapest + own
        if diagonal >= rows - 1:
            ends[:, diagonal - rows + 1] = now[:, rows]
        before, last = last, now
    return ends


@dataclass(frozen=True, slots=True, eq=False)
class TrainedWarping:
    """The takes with their gestures and distance limits."""

    takes: References
    labels: tuple[str, ...]
    """one per take"""
    limits: dict[str, float]
    """per gesture the distance up to which a take counts"""
    window: int
    """steps of a usual take"""
    mean: FloatArray
    scale: FloatArray

    def events(self, recording: Recording) -> list[Event]:
        """Return what fires as a window of the usual length slides over the stream."""
        return fired(self._answers(recording), IN_A_ROW, 0.0)

    def name(self, take: Recording) -> str:
        """Return the nearest take's gesture, however far it is."""
        features = features_of(take, RATE)
        return self._nearest(features.values[None])[0][0] if len(features) else NONE

    def _nearest(self, windows: FloatArray) -> list[tuple[str, float]]:
        """Return the nearest take's gesture and its distance for each of some windows [B, K, F]."""
        distances = self.takes.distances((windows - self.mean) * self.scale)  # [B, N]
        return [(self.labels[int(row.argmin())], float(row.min())) for row in distances]

    def _answers(self, recording: Recording) -> Iterator[Answer]:
        for stretch in features_of(recording, RATE).stretches():
            ends = range(self.window // 2, len(stretch) + 1, STRIDE)
            for _, alike in groupby(ends, key=lambda end: min(end, self.window)):
                some = list(alike)
                windows = np.stack([stretch.values[max(0, end - self.window) : end] for end in some])
                for end, (label, distance) in zip(some, self._nearest(windows), strict=True):
                    limit = self.limits[label]
                    score = 1 / (1 + distance / limit)
                    yield Answer(float(stretch.time[end - 1]), label if distance <= limit else None, score)


def _limit(takes: References, own: npt.NDArray[np.intp]) -> float:
    """Return the limit of a gesture: mean distance of its takes to the nearest other one, and some deviations."""
    if len(own) < 2:
        return np.inf
    others = References([takes.takes[index] for index in own])
    apart = np.concatenate([others.distances(take[None]) for take in others.takes])  # [n, n]
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(1)
    return max(1e-6, float(nearest.mean() + SPREAD * nearest.std()))

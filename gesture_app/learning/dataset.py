"""Composes training samples from takes: short streams in which a gesture begins and ends in background.

Labels are weak: a sample only says that its gesture happens somewhere within a stretch. From which step on the network
names it is left to training (trainer.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray
from gesture_app.core.resampling import AWAY_S
from gesture_app.learning.augmentation import augment_view, change_tempo, drop_frames
from gesture_app.learning.background_samples import BackgroundMaker, minimum_jerk_path
from gesture_app.learning.take_sequence import TakeSequence, approach_mask, features_of_points

ECHO_S = 0.2
"""after a gesture, in which naming it is neither right nor wrong"""
RECORDED_SHARE = 0.35
"""of background that comes from recordings"""
TEMPO_SPREAD = 0.2
"""standard deviation of the logarithm of a movement's speed"""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Features of one stretch with their target."""

    features: FloatArray
    """[K, FEATURE_SIZE]"""
    label: int
    """index of its gesture; 0: background"""
    target_mask: npt.NDArray[np.bool_]
    """[K]: steps at which the network may name the gesture"""
    background_weight: FloatArray
    """[K]: weight of the background loss at each step"""


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    points: FloatArray  # [K, 2, 21, 3]
    target_mask: npt.NDArray[np.bool_]  # [K]
    background_weight: FloatArray  # [K]


class StreamComposer:
    """Composes streams of takes and background, different ones at each call.

    Args:
        takes: takes to show; those of `none` are ignored.
        background: makes what lies before and after them.
        labels: the model's, the background first.
        rate: steps a second.
    """

    def __init__(
        self, takes: Sequence[TakeSequence], background: BackgroundMaker, labels: Sequence[str], rate: float
    ) -> None:
        self.rate = rate
        self._labels = {label: index for index, label in enumerate(labels)}
        self.takes = [take for take in takes if take.gesture != NONE]
        self._background = background
        self._found: dict[TakeSequence, npt.NDArray[np.bool_]] = {}

    def label(self, take: TakeSequence) -> int:
        """Return the index of a take's gesture."""
        return self._labels[take.gesture]

    def with_gesture(self, rng: np.random.Generator, take: TakeSequence) -> list[Sample]:
        """Compose a stream of one take, mostly with background before and after it."""
        pieces = [self._take(rng, take)]
        if rng.random() < 0.6:
            pieces.insert(0, self._nothing(rng, rng.uniform(0.1, 1.2)))
        if rng.random() < 0.6:
            pieces.append(self._nothing(rng, rng.uniform(0.1, 1.0)))
        return self._samples(rng, pieces, self.label(take))

    def as_recorded(self, take: TakeSequence) -> list[Sample]:
        """Return a take as it was recorded."""
        piece = _Piece(take.points, self._target_mask(take), np.zeros(len(take.points), np.float32))
        return self._cut(piece, self.label(take))

    def without_gesture(self, rng: np.random.Generator) -> list[Sample]:
        """Compose a stream of background only."""
        pieces = [self._nothing(rng, rng.uniform(0.5, 2.0)) for _ in range(int(rng.integers(1, 4)))]
        return self._samples(rng, pieces, 0)

    def _take(self, rng: np.random.Generator, take: TakeSequence) -> _Piece:
        points = change_tempo(take.points, float(np.exp(rng.normal(0, TEMPO_SPREAD))))
        was = np.linspace(0, len(take.points) - 1, len(points)).round().astype(int)
        return _Piece(points, self._target_mask(take)[was], np.zeros(len(points), np.float32))

    def _target_mask(self, take: TakeSequence) -> npt.NDArray[np.bool_]:
        """Return the steps of a take at which its gesture may be named [K], computed once."""
        if take not in self._found:
            self._found[take] = ~approach_mask(take)
        return self._found[take]

    def _nothing(self, rng: np.random.Generator, seconds: float) -> _Piece:
        points = self._background.recorded_or_slack(rng, seconds, RECORDED_SHARE)
        if points is None:
            points = np.full((round(AWAY_S * self.rate) + 1, 2, LANDMARK_COUNT, 3), np.nan, np.float32)
        points = change_tempo(points, float(np.exp(rng.normal(0, TEMPO_SPREAD))))
        return _Piece(points, np.zeros(len(points), bool), np.ones(len(points), np.float32))

    def _joined(self, rng: np.random.Generator, pieces: Sequence[_Piece]) -> _Piece:
        joined = [pieces[0]]
        for piece in pieces[1:]:
            count = max(2, round(rng.uniform(0.12, 0.5) * self.rate))
            way = minimum_jerk_path(joined[-1].points[-1], piece.points[0], count)
            background = np.ones(count, np.float32)
            if joined[-1].target_mask.any():
                background[: round(ECHO_S * self.rate)] = 0
            joined += [_Piece(way, np.zeros(count, bool), background), piece]
        return _Piece(
            np.concatenate([piece.points for piece in joined]),
            np.concatenate([piece.target_mask for piece in joined]),
            np.concatenate([piece.background_weight for piece in joined]),
        )

    def _samples(self, rng: np.random.Generator, pieces: Sequence[_Piece], label: int) -> list[Sample]:
        whole = self._joined(rng, pieces)
        return self._cut(replace(whole, points=drop_frames(rng, augment_view(rng, whole.points))), label)

    def _cut(self, whole: _Piece, label: int) -> list[Sample]:
        """Return one sample for each stretch between two fresh starts."""
        features = features_of_points(whole.points, self.rate)
        at = np.round(features.time * self.rate).astype(int)  # [K]: index of a step in the stream
        samples = []
        for stretch in features.stretches():
            place = at[np.searchsorted(features.time, stretch.time)]
            target_mask = whole.target_mask[place]
            samples.append(
                Sample(stretch.values, label if target_mask.any() else 0, target_mask, whole.background_weight[place])
            )
        return samples

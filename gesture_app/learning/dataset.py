"""From takes to what the network trains on: short streams in which gestures come out of rest and go back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import FloatArray
from gesture_app.learning.augmentation import at_tempo, other_hand, seen_otherwise, with_lost_frames
from gesture_app.learning.background import BackgroundMaker, reach
from gesture_app.learning.track import LIKE, Track, distance, features_of_points

BEGINS = 0.35
"""up to this share of a take it could still become something else: background, with little weight"""
SHOWN = 0.6
"""from this share on it is the gesture; between the two nobody can say"""
POSE_SHOWN = 0.3
"""a held pose is itself earlier"""
BEGINNING_WEIGHT = 0.3
SHOWN_WEIGHT = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One stretch of features with what the network should say at each step."""

    features: FloatArray
    """[K, FEATURE_SIZE]"""
    targets: npt.NDArray[np.int64]
    """[K]: index of the label"""
    weights: FloatArray
    """[K]: how much each step counts; 0 where nobody can say"""


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    points: FloatArray  # [K, 2, 21, 3]
    targets: npt.NDArray[np.int64]  # [K]
    weights: FloatArray  # [K]


class StreamComposer:
    """Puts takes and background together, anew each time; the takes stay as they are."""

    def __init__(self, tracks: Sequence[Track], labels: Sequence[str], rate: float, augment: bool = True) -> None:
        self._rate = rate
        self._labels = {label: index for index, label in enumerate(labels)}
        self._augment = augment
        self.gestures = [track for track in tracks if track.gesture != NONE]
        self.recorded_background = [track for track in tracks if track.gesture == NONE]
        self._background = BackgroundMaker(self.gestures, rate)

    def with_gesture(self, rng: np.random.Generator, track: Track) -> list[Lesson]:
        """A take, out of rest or out of nothing, and what comes after."""
        pieces = [self._take(rng, track)]
        if rng.random() < 0.6:
            pieces.insert(0, self._nothing(rng, rng.uniform(0.1, 1.2)))
        if rng.random() < 0.6:
            pieces.append(self._nothing(rng, rng.uniform(0.1, 1.0)))
        return self._sequences(rng, pieces)

    def without_gesture(self, rng: np.random.Generator) -> list[Lesson]:
        """Only background."""
        pieces = [self._nothing(rng, rng.uniform(0.5, 2.0)) for _ in range(int(rng.integers(1, 4)))]
        return self._sequences(rng, pieces)

    def _take(self, rng: np.random.Generator, track: Track) -> _Piece:
        points = track.points
        if self._augment:
            points = at_tempo(points, float(np.exp(rng.normal(0, 0.15))))
            if track.sides.sum() == 1 and rng.random() < 0.25:
                points = other_hand(points)
        place = np.linspace(0, 1, len(points))
        shown = place >= (SHOWN if track.moving else POSE_SHOWN)
        like = distance(points, points[shown]).min(1) < LIKE
        begins = (place < BEGINS) & ~like
        targets = np.where(shown, self._labels[track.gesture], 0)
        weights = np.where(shown, SHOWN_WEIGHT, np.where(begins, BEGINNING_WEIGHT, 0.0))
        return _Piece(points, targets, weights.astype(np.float32))

    def _nothing(self, rng: np.random.Generator, seconds: float) -> _Piece:
        chance = rng.random()
        points = None
        if self.recorded_background and chance < 0.4:
            track = self.recorded_background[rng.integers(len(self.recorded_background))]
            count = max(3, round(seconds * self._rate))
            start = int(rng.integers(0, max(1, len(track.points) - count)))
            points = track.points[start : start + count]
        elif chance > 0.75:
            points = self._background.near_miss(rng)
        if points is None:
            points = self._background.slack(rng, seconds)
        return _Piece(points, np.zeros(len(points), np.int64), np.ones(len(points), np.float32))

    def _joined(self, rng: np.random.Generator, pieces: Sequence[_Piece]) -> _Piece:
        joined = [pieces[0]]
        for piece in pieces[1:]:
            count = max(2, round(rng.uniform(0.12, 0.5) * self._rate))
            way = reach(joined[-1].points[-1], piece.points[0], count)
            weights = np.ones(count, np.float32)
            weights[: round(0.15 * self._rate)] = 0  # a gesture's echo is neither right nor wrong
            joined += [_Piece(way, np.zeros(count, np.int64), weights), piece]
        return _Piece(
            np.concatenate([piece.points for piece in joined]),
            np.concatenate([piece.targets for piece in joined]),
            np.concatenate([piece.weights for piece in joined]),
        )

    def _sequences(self, rng: np.random.Generator, pieces: Sequence[_Piece]) -> list[Lesson]:
        whole = self._joined(rng, pieces)
        points = whole.points
        if self._augment:
            points = with_lost_frames(rng, seen_otherwise(rng, points))
        features = features_of_points(points, self._rate)
        at = np.round(features.time * self._rate).astype(int)  # [K]: a step's place in the stream
        sequences = []
        for stretch in features.stretches():
            place = at[np.searchsorted(features.time, stretch.time)]
            sequences.append(Lesson(stretch.values, whole.targets[place], whole.weights[place]))
        return sequences

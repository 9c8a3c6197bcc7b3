"""Movements that mean nothing, made from the user's own takes: what the network must stay silent on.

Slack and fidgeting hands; gestures broken off, frozen half-way, run backwards, or ending as another one. Published
open-set work and wake-word detectors alike owe their silence to such near misses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture_app.core.features import palm_size
from gesture_app.core.hands import FloatArray
from gesture_app.learning.augmentation import at_tempo
from gesture_app.learning.track import LIKE, Track, distance


class BackgroundMaker:
    """Makes stretches without meaning from takes; every method gives points [K, 2, 21, 3] in picture heights."""

    def __init__(self, tracks: Sequence[Track], rate: float) -> None:
        self._rate = rate
        self._tracks = [track for track in tracks if len(track.points) >= 4]
        self._moving = [track for track in self._tracks if track.moving]

    def slack(self, rng: np.random.Generator, seconds: float) -> FloatArray:
        """Hands at rest or fidgeting low in the picture, half-way between shapes of the user's own."""
        count = max(3, round(seconds * self._rate))
        first, second = (self._tracks[i] for i in rng.integers(0, len(self._tracks), 2))
        sides = first.sides
        if rng.random() < 0.3 and sides.all():
            sides[rng.integers(2)] = False
        shape = self._blend(rng, first, second, count)  # [K, 2, 21, 3]
        place = np.stack([rng.uniform(0.3, 1.0, 2), rng.uniform(0.55, 0.95, 2), np.zeros(2)], -1)[None, :, None]
        liveliness = rng.choice([0.0, 0.5, 1.5, 4.0])
        way = _wander(rng, count, self._rate, (2, 1, 3)) * liveliness * [1, 1, 0]
        sizes = palm_size(np.concatenate([first.points, second.points]))  # [K, 2]
        points: FloatArray = (place + (shape + way) * np.median(sizes[np.isfinite(sizes)])).astype(np.float32)
        points[:, ~sides] = np.nan
        return points

    def near_miss(self, rng: np.random.Generator) -> FloatArray | None:
        """A movement that begins like a gesture and is none; None where it might be the gesture already."""
        if not self._moving:
            return None
        track = self._moving[rng.integers(len(self._moving))]
        cut = max(3, int(len(track.points) * rng.uniform(0.2, 0.5)))
        if distance(track.points[cut - 1 : cut], track.points[int(0.6 * len(track.points)) :]).min() < LIKE:
            return None
        half: FloatArray = track.points[:cut]
        kind = rng.integers(3)
        if kind == 0:
            return half
        if kind == 1:
            frozen = np.repeat(half[-1:], round(rng.uniform(0.3, 1.2) * self._rate), axis=0)
            return np.concatenate([half, frozen])
        return np.concatenate([half, at_tempo(half[::-1], rng.uniform(0.7, 1.3))])

    def _blend(self, rng: np.random.Generator, first: Track, second: Track, count: int) -> FloatArray:
        """Hand shapes wandering between two the user has shown, in palm sizes from the wrist [K, 2, 21, 3]."""
        ends = [_shape(track.points[rng.integers(len(track.points))]) for track in (first, second)]
        share = 0.5 + 0.15 * _wander(rng, count, self._rate, (1, 1, 1))
        fidget = 0.05 * rng.random() * _wander(rng, count, self._rate, (2, 21, 3))
        blended = ends[0] + share * (ends[1] - ends[0]) + fidget
        return np.where(np.isnan(blended), ends[0], blended)


def reach(last: FloatArray, first: FloatArray, count: int) -> FloatArray:
    """The way from one pose to another [2, 21, 3] in `count` steps, as a person moves: slow, fast, slow."""
    passed = np.linspace(0, 1, count + 2, dtype=np.float32)[1:-1, None, None, None]
    share = 10 * passed**3 - 15 * passed**4 + 6 * passed**5  # minimum jerk: Flash and Hogan, 1985
    way = last + share * (first - last)
    return np.where(np.isnan(way), np.where(share < 0.5, last, first), way)


def _shape(pose: FloatArray) -> FloatArray:
    """A pose [2, 21, 3] in palm sizes from the wrist."""
    return (pose - pose[:, :1]) / palm_size(pose)[:, None, None]


def _wander(rng: np.random.Generator, count: int, rate: float, size: tuple[int, ...]) -> FloatArray:
    """A smooth random walk that stays about zero, of spread about one [count, *size]."""
    knots = max(4, int(count / rate * rng.uniform(0.5, 3)) + 4)
    values = rng.normal(0, 1, (knots, *size)).astype(np.float32)
    at = np.linspace(1, knots - 2.001, count)
    low = at.astype(int)
    share = (at - low).reshape(-1, *[1] * len(size)).astype(np.float32)
    smooth = share * share * (3 - 2 * share)
    walk: FloatArray = values[low] + smooth * (values[low + 1] - values[low])
    return walk

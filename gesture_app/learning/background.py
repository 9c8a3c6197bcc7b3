"""Movements that mean nothing, made from the user's own takes: what the network must stay silent on.

Slack and fidgeting hands; gestures broken off, frozen half-way or taken back. Published open-set work and wake-word
detectors alike owe their silence to such near misses. Nothing that looks like one of the gestures is called
background: a hand that holds the shape of a gesture may be making it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture_app.core.features import palm_size
from gesture_app.core.hands import FloatArray
from gesture_app.learning.augmentation import at_tempo
from gesture_app.learning.track import LIKE, Track, distance

LIKE_SHAPE = 0.2
"""palm sizes between landmarks: a nearer shape may be the same (other takes of a gesture lie within 0.02 to 0.18)"""
TRIES = 4
_REFERENCES = 600


class BackgroundMaker:
    """Makes stretches without meaning; every method gives points [K, 2, 21, 3] in picture heights.

    Args:
        gestures: takes of what is to be recognised.
        recorded: takes of nothing, whose shapes are slack hands' own.
        rate: steps a second.
    """

    def __init__(self, gestures: Sequence[Track], recorded: Sequence[Track], rate: float) -> None:
        self._rate = rate
        self._gestures = gestures
        self._recorded = recorded
        self._moving = [track for track in gestures if track.moving]
        self._references = _reference_shapes(gestures)  # [R, 21, 2]

    def slack(self, rng: np.random.Generator, seconds: float) -> FloatArray | None:
        """Hands at rest or fidgeting low in the picture, their shape half-way between two that were shown.

        None where every attempt looked like a gesture.
        """
        count = max(3, round(seconds * self._rate))
        for _ in range(TRIES):
            first = _one_of(rng, self._gestures)
            second = self._another(rng, first)
            shape = self._blend(rng, first, second, count)  # [K, 2, 21, 3]
            if not self._like_a_gesture(shape):
                return self._placed(rng, shape, first)
        return None

    def recorded(self, rng: np.random.Generator, seconds: float) -> FloatArray | None:
        """A part of a recorded take of nothing; None where there is none."""
        if not self._recorded:
            return None
        track = _one_of(rng, self._recorded)
        count = max(3, round(seconds * self._rate))
        start = int(rng.integers(0, max(1, len(track.points) - count)))
        return track.points[start : start + count]

    def near_miss(self, rng: np.random.Generator) -> FloatArray | None:
        """A movement that begins like a gesture and is none; None where it might be the gesture already."""
        if not self._moving:
            return None
        track = _one_of(rng, self._moving)
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

    def _another(self, rng: np.random.Generator, track: Track) -> Track:
        """A take of something else: of nothing where that was recorded, else of another gesture if there is one."""
        if self._recorded and rng.random() < 0.5:
            return _one_of(rng, self._recorded)
        others = [other for other in self._gestures if other.gesture != track.gesture] or self._gestures
        return _one_of(rng, others)

    def _blend(self, rng: np.random.Generator, first: Track, second: Track, count: int) -> FloatArray:
        """Hand shapes wandering between two that were shown, in palm sizes from the wrist [K, 2, 21, 3]."""
        ends = [_shape(track.points[rng.integers(len(track.points))]) for track in (first, second)]
        share = 0.5 + 0.15 * _wander(rng, count, self._rate, (1, 1, 1))
        fidget = 0.05 * rng.random() * _wander(rng, count, self._rate, (2, 21, 3))
        blended = ends[0] + share * (ends[1] - ends[0]) + fidget
        return np.where(np.isnan(blended), ends[0], blended)

    def _placed(self, rng: np.random.Generator, shape: FloatArray, like: Track) -> FloatArray:
        """Shapes [K, 2, 21, 3] put somewhere low in the picture, wandering a little or much."""
        sides = np.isfinite(shape[0, :, 0, 0])
        if rng.random() < 0.3 and sides.all():
            sides[rng.integers(2)] = False
        place = np.stack([rng.uniform(0.3, 1.0, 2), rng.uniform(0.55, 0.95, 2), np.zeros(2)], -1)[None, :, None]
        liveliness = rng.choice([0.0, 0.5, 1.5, 4.0])
        way = _wander(rng, len(shape), self._rate, (2, 1, 3)) * liveliness * [1, 1, 0]
        sizes = palm_size(like.points)  # [K, 2]
        points: FloatArray = (place + (shape + way) * np.median(sizes[np.isfinite(sizes)])).astype(np.float32)
        points[:, ~sides] = np.nan
        return points

    def _like_a_gesture(self, shape: FloatArray) -> bool:
        """Whether a hand in shapes [K, 2, 21, 3] comes near one of the gestures' own."""
        some = _canonical(shape[:: max(1, len(shape) // 4)])  # [S, 21, 2]
        apart = np.linalg.norm(some[:, None] - self._references[None], axis=-1).mean(-1)  # [S, R]
        return bool((apart < LIKE_SHAPE).any())


def reach(last: FloatArray, first: FloatArray, count: int) -> FloatArray:
    """The way from one pose to another [2, 21, 3] in `count` steps, as a person moves: slow, fast, slow."""
    passed = np.linspace(0, 1, count + 2, dtype=np.float32)[1:-1, None, None, None]
    share = 10 * passed**3 - 15 * passed**4 + 6 * passed**5  # minimum jerk: Flash and Hogan, 1985
    way = last + share * (first - last)
    return np.where(np.isnan(way), np.where(share < 0.5, last, first), way)


def _one_of(rng: np.random.Generator, tracks: Sequence[Track]) -> Track:
    return tracks[int(rng.integers(len(tracks)))]


def _reference_shapes(gestures: Sequence[Track]) -> FloatArray:
    """Hand shapes from the later parts of the takes, as right hands in palm sizes [R, 21, 2]."""
    poses = [track.points[int(share * len(track.points))] for track in gestures for share in (0.4, 0.6, 0.8)]
    shapes = _canonical(np.stack([_shape(pose) for pose in poses])) if poses else np.zeros((0, 21, 2), np.float32)
    some: FloatArray = shapes[:: max(1, len(shapes) // _REFERENCES)]
    return some


def _shape(pose: FloatArray) -> FloatArray:
    """A pose [2, 21, 3] in palm sizes from the wrist."""
    return (pose - pose[:, :1]) / palm_size(pose)[:, None, None]


def _canonical(shapes: FloatArray) -> FloatArray:
    """Every hand that is there in shapes [K, 2, 21, 3], as a right hand seen flat [N, 21, 2]."""
    hands = shapes[..., :2] * np.array([[-1, 1], [1, 1]], np.float32)[:, None]
    hands = hands.reshape(-1, *hands.shape[2:])
    seen: FloatArray = hands[np.isfinite(hands[:, 0, 0])]
    return seen


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

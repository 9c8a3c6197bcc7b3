"""Finds a known gesture that resembles a new one, by dynamic time warping of their takes.

The distance of two takes is the cost of the cheapest alignment (Sakoe and Chiba 1978) of their features: shape, finger
distances and movement. Two gestures are close if their takes lie hardly farther apart than takes of one gesture.

The distance does not depend on the place in the frame. It misses the same gesture of the other hand, and a short
gesture that is part of a longer one. Two takes show little of a person's variation, so the result is only a hint. With
two takes of one gesture and five of another, twelve gestures of two drawn hands gave 14 close pairs of 264. Twelve of
them are alike: open palm and wave, point and the circle that it draws (both hands, both directions), fist and pinch,
open palm and grab (one hand). Fist and grab, the two swipes, and ok and pinch were not close
(`benchmarks/likeness.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import (
    DISPLACEMENT,
    FEATURE_SIZE,
    FINGER_EXTENSION,
    PER_HAND,
    PRESENT,
    SHAPE,
    SHAPE_SIZE,
    THUMB_DISTANCES,
    VELOCITY,
    features_of,
)
from gesture_app.core.gestures import NONE
from gesture_app.core.recording import Recording

RATE = 15.0
"""steps per second"""
LONGEST_STEPS = 120
"""steps of a take that are compared: eight seconds"""
CLOSE = 1.41
"""factor of the usual distance within a gesture; a nearer gesture is close"""
FEWEST_NEW = 2
MOST_NEW = 3
"""newest takes of the new gesture that are compared; more are slower and no better"""
_LEAST_APART = 0.02
"""lower limit of the usual distance, for identical takes"""

Distances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class GestureSimilarity:
    """The nearest known gesture, with one take of each."""

    gesture: str
    ratio: float
    """distance divided by the usual distance within a gesture; NaN: not computed"""
    new: Recording
    known: Recording
    in_step: npt.NDArray[np.float64]
    """[K, 2]: aligned times of the new and the known take, in seconds of their trimmed parts"""


@dataclass(frozen=True, slots=True, eq=False)
class _TakePath:
    recording: Recording
    time: npt.NDArray[np.float64]  # [K]
    values: npt.NDArray[np.float64]  # [K, FEATURE_SIZE], weighted


def close_gesture(new: Sequence[Recording], known: Iterable[Recording]) -> GestureSimilarity | None:
    """Return the known gesture that is close to a new one, or None. None too if there are too few takes.

    Args:
        new: takes of one gesture, oldest first.
        known: takes of others; those of the new gesture and of `none` are ignored.
    """
    own = [take for recording in new[-MOST_NEW:] if (take := _take_of(recording)) is not None]
    if len(own) < FEWEST_NEW:
        return None
    by_gesture: dict[str, list[_TakePath]] = {}
    for recording in known:
        if recording.info.gesture not in (NONE, new[0].info.gesture) and (take := _take_of(recording)) is not None:
            by_gesture.setdefault(recording.info.gesture, []).append(take)
    found = [_compared(gesture, own, others) for gesture, others in by_gesture.items()]
    nearest = min(found, key=lambda one: one[0], default=None)
    if nearest is None or nearest[0] >= CLOSE:
        return None
    ratio, gesture, mine, theirs = nearest
    return _in_step(gesture, ratio, mine, theirs)


def pair_in_step(new: Recording, known: Recording) -> GestureSimilarity | None:
    """Align two takes of any gestures. Return None if one of them shows no hand."""
    mine, theirs = _take_of(new), _take_of(known)
    if mine is None or theirs is None or not (mine.recording.present.any() and theirs.recording.present.any()):
        return None
    return _in_step(known.info.gesture, float("nan"), mine, theirs)


def _in_step(gesture: str, ratio: float, mine: _TakePath, theirs: _TakePath) -> GestureSimilarity:
    _, path = _warped(mine.values, theirs.values)
    in_step = np.stack([mine.time[path[:, 0]], theirs.time[path[:, 1]]], 1)
    return GestureSimilarity(gesture, ratio, mine.recording, theirs.recording, in_step)


def _compared(gesture: str, own: list[_TakePath], others: list[_TakePath]) -> tuple[float, str, _TakePath, _TakePath]:
    apart = np.array([[_warped(mine.values, theirs.values)[0] for theirs in others] for mine in own])  # [N, M]
    usual = _usual_distance(own)
    if len(others) > 1:
        usual = float(np.sqrt(usual * _usual_distance(others)))
    mine, theirs = np.unravel_index(apart.argmin(), apart.shape)
    return float(np.median(apart.min(1))) / usual, gesture, own[int(mine)], others[int(theirs)]


def _usual_distance(takes: list[_TakePath]) -> float:
    """Return the median distance of a take to the nearest other one of its gesture."""
    apart = np.full((len(takes), len(takes)), np.inf)
    for first, second in combinations(range(len(takes)), 2):
        apart[first, second] = apart[second, first] = _warped(takes[first].values, takes[second].values)[0]
    return max(_LEAST_APART, float(np.median(apart.min(1))))


def _take_of(recording: Recording) -> _TakePath | None:
    used = recording.trimmed()
    features = features_of(used, RATE)
    if not len(features):
        return None
    values = (features.values * _WEIGHTS)[:LONGEST_STEPS].astype(np.float64)
    return _TakePath(used, features.time[:LONGEST_STEPS], values)


def _warped(first: Distances, second: Distances) -> tuple[float, npt.NDArray[np.intp]]:
    """Return the mean cost per step of the cheapest alignment of [N, F] and [M, F], and its path [K, 2]."""
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1) - 2 * first @ second.T
    cost = np.sqrt(np.maximum(squares, 0))  # [N, M]
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0
    for diagonal in range(rows + columns - 1):  # places on one diagonal do not depend on each other
        row = np.arange(max(0, diagonal - columns + 1), min(rows, diagonal + 1))
        column = diagonal - row
        before = np.minimum(np.minimum(total[row, column + 1], total[row + 1, column]), total[row, column])
        total[row + 1, column + 1] = before + cost[row, column]
    path = [(rows - 1, columns - 1)]
    while path[-1] != (0, 0):
        row, column = path[-1]
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        path.append(min(steps, key=lambda step: total[step[0] + 1, step[1] + 1]))
    return float(total[rows, columns]) / (rows + columns), np.array(path[::-1])


def _weights() -> npt.NDArray[np.float64]:
    """Return the weight of each feature [FEATURE_SIZE].

    They were chosen on the drawn hand. With more weight of movement, ok comes near open palm.
    """
    hand = np.zeros(PER_HAND)
    hand[PRESENT] = 2.0
    hand[SHAPE] = 3 / np.sqrt(SHAPE_SIZE)
    hand[FINGER_EXTENSION] = hand[THUMB_DISTANCES] = 2 / 3
    hand[DISPLACEMENT][:2] = 0.4  # x and y, not the size
    hand[VELOCITY][:2] = 0.08
    weights = np.zeros(FEATURE_SIZE)
    weights[: 2 * PER_HAND] = np.tile(hand, 2)
    return weights


_WEIGHTS = _weights()

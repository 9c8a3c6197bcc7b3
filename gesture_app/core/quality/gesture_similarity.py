"""Whether a gesture that is being taught is close to one that is known: takes laid over each other, step by step.

Two takes are as far apart as the cheapest way of walking through both at once (dynamic time warping, Sakoe and Chiba,
1978) over the shape, the fingers' reach and the movement that the network sees. Two gestures are close where takes of
one lie hardly further from takes of the other than from their own.

It does not see where in the picture a gesture is made, that the other hand makes the same, or that a short gesture is
a part of a longer one; and two takes tell little of how much a person varies: it is a hint, never a verdict. Between
two takes of one gesture and five of another, for twelve gestures of two drawn hands, 14 of 264 pairs came out close:
open palm and wave, point and the circle it draws (both hands, both ways round), fist and pinch, open palm and grab (one
hand), and two that are not alike. Fist and grab, the two swipes, and ok and pinch did not (`benchmarks/likeness.py`).
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
"""steps a second"""
LONGEST_STEPS = 120
"""of a take: eight seconds"""
CLOSE = 1.41
"""times as far as takes of one gesture usually lie apart: nearer is close"""
FEWEST_NEW = 2
MOST_NEW = 3
"""takes of the new gesture, the last ones: more tell no more and take longer"""
_LEAST_APART = 0.02
"""takes that are the same to the last digit"""

Distances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class GestureSimilarity:
    """The known gesture that is nearest, and one take of each that show it."""

    gesture: str
    ratio: float
    """how far from it, in distances between takes of one gesture; NaN: nobody asked"""
    new: Recording
    known: Recording
    in_step: npt.NDArray[np.float64]
    """[K, 2]: moments of the new and of the known take that belong together, in seconds of each take's trimmed part"""


@dataclass(frozen=True, slots=True, eq=False)
class _TakePath:
    recording: Recording
    time: npt.NDArray[np.float64]  # [K]
    values: npt.NDArray[np.float64]  # [K, FEATURE_SIZE], weighted


def close_gesture(new: Sequence[Recording], known: Iterable[Recording]) -> GestureSimilarity | None:
    """The gesture to which takes of a new one are close; None where none is, or too little was shown to say.

    Args:
        new: takes of one gesture, oldest first.
        known: takes of others; those of the new one and of `none` are passed over.
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
    """Two takes, whatever they show, step by step beside each other; None where one of them shows no hand."""
    mine, theirs = _take_of(new), _take_of(known)
    if mine is None or theirs is None or not (mine.recording.present.any() and theirs.recording.present.any()):
        return None
    return _in_step(known.info.gesture, float("nan"), mine, theirs)


def _in_step(gesture: str, ratio: float, mine: _TakePath, theirs: _TakePath) -> GestureSimilarity:
    _, way = _warped(mine.values, theirs.values)
    in_step = np.stack([mine.time[way[:, 0]], theirs.time[way[:, 1]]], 1)
    return GestureSimilarity(gesture, ratio, mine.recording, theirs.recording, in_step)


def _compared(gesture: str, own: list[_TakePath], others: list[_TakePath]) -> tuple[float, str, _TakePath, _TakePath]:
    apart = np.array([[_warped(mine.values, theirs.values)[0] for theirs in others] for mine in own])  # [N, M]
    usual = _usual_distance(own)
    if len(others) > 1:
        usual = float(np.sqrt(usual * _usual_distance(others)))
    mine, theirs = np.unravel_index(apart.argmin(), apart.shape)
    return float(np.median(apart.min(1))) / usual, gesture, own[int(mine)], others[int(theirs)]


def _usual_distance(takes: list[_TakePath]) -> float:
    """How far takes of one gesture lie from the nearest other one: the median."""
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
    """The mean cost a step of the cheapest way through [N, F] and [M, F], and that way [K, 2]."""
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1) - 2 * first @ second.T
    cost = np.sqrt(np.maximum(squares, 0))  # [N, M]
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0
    for diagonal in range(rows + columns - 1):  # no place on a diagonal needs another of it
        row = np.arange(max(0, diagonal - columns + 1), min(rows, diagonal + 1))
        column = diagonal - row
        before = np.minimum(np.minimum(total[row, column + 1], total[row + 1, column]), total[row, column])
        total[row + 1, column + 1] = before + cost[row, column]
    way = [(rows - 1, columns - 1)]
    while way[-1] != (0, 0):
        row, column = way[-1]
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        way.append(min(steps, key=lambda step: total[step[0] + 1, step[1] + 1]))
    return float(total[rows, columns]) / (rows + columns), np.array(way[::-1])


def _weights() -> npt.NDArray[np.float64]:
    """What each feature counts [FEATURE_SIZE]: chosen on the drawn hand; with more movement, ok is near open palm."""
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

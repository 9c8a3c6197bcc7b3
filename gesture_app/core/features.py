"""Computes the network's input: one feature vector per step from the landmarks of the frames.

Live recognition, training and evaluation run the same code. A stream takes blocks of frames: one frame live, a whole
take in training. Lengths are palm sizes, and steps come at the model's rate. The shapes of left hands are mirrored, but
their movement keeps its direction.

To add a channel, change this module and learning/onnx_export/features.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FINGERTIPS, KNUCKLES, LANDMARK_COUNT, FloatArray, Landmark, Side, TrackedFrame
from gesture_app.core.recording import Recording
from gesture_app.core.resampling import Resampler, Steps, in_heights, unbroken

Floats = npt.NDArray[np.floating]

FEATURE_VERSION = 2

SMALLEST_PALM = 0.01
"""image heights; lower limit of a palm's size, for hands seen edge-on"""

TRAILS_S = (0.12, 0.6)
"""seconds; time constants of the fast and the slow average of a palm's place"""
_BLOCK = 64
"""steps of an average that are computed at once"""
PALM = [Landmark.WRIST, *KNUCKLES]
MIRRORED = np.array([[-1, 1, 1], [1, 1, 1]], np.float32)[:, None]  # [2, 1, 3]: mirrors left hands


def _channels(*sizes: int) -> tuple[slice, ...]:
    """Return slices of the given sizes, one after the other."""
    return tuple(slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True))


SHAPE_SIZE = 3 * (LANDMARK_COUNT - 1)
PRESENT, SHAPE, FINGER_EXTENSION, THUMB_DISTANCES, DISPLACEMENT, VELOCITY, ACTIVITY, TURNING, SPEED = _channels(
    1, SHAPE_SIZE, 5, 4, 3, 3, 3, 1, 1
)
"""columns of one hand's features:

- PRESENT: 1 if the hand is visible, else 0
- SHAPE: x, y, z of 20 landmarks from the wrist, in palm sizes
- FINGER_EXTENSION: from the wrist to each fingertip, in palm sizes
- THUMB_DISTANCES: from the thumb's tip to the other four, in palm sizes
- DISPLACEMENT: of the palm from its slow average, as x, y (palm sizes) and log size
- VELOCITY: the same from its fast average, a second
- ACTIVITY: slow average of the absolute velocity
- TURNING: displacement × velocity, whose sign is the direction of a circle
- SPEED: length of the velocity in x and y
"""
MOVEMENT = slice(DISPLACEMENT.start, SPEED.stop)
MOVEMENT_SIZE = MOVEMENT.stop - MOVEMENT.start
PER_HAND = SPEED.stop
WAY_SIZE = 3
FEATURE_SIZE = 2 * PER_HAND + WAY_SIZE
"""features of both hands, then 1 if both are visible, and the vector between them"""
PRESENT_COLUMNS = (0, PER_HAND, 2 * PER_HAND)
"""columns that are 1 if the left, the right, or both hands are visible; all features of an absent hand are 0"""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """K steps at the model's rate, K ≥ 0."""

    time: npt.NDArray[np.float64]
    """[K]: stream time in seconds"""
    values: FloatArray
    """[K, FEATURE_SIZE]"""
    fresh: npt.NDArray[np.bool_]
    """[K]: True where the hands were away before, so that state must be reset"""
    points: FloatArray
    """[K, 2, 21, 3]: the landmarks described, in picture heights; NaN where a hand is absent"""

    def __len__(self) -> int:
        return len(self.time)

    def stretches(self) -> Iterator[Features]:
        """Yield the parts between one fresh start and the next."""
        for start, end in unbroken(self.fresh):
            steps = slice(start, end)
            yield Features(self.time[steps], self.values[steps], self.fresh[steps], self.points[steps])


class FeatureStream:
    """Turns frames, in order of time, into features of steps at a fixed rate. Uses only the past."""

    def __init__(self, rate: float) -> None:
        self._resampler = Resampler(rate)
        self._trails = _Trails(rate)

    def push(self, frame: TrackedFrame) -> Features:
        """Return the steps between the last frame and this one, of which there are none without a hand."""
        points = in_heights(frame.landmarks, frame.frame_size)
        return self.push_points(np.array([frame.time]), points[None])

    def push_points(self, time: npt.NDArray[np.float64], points: FloatArray) -> Features:
        """Return the steps of N further frames: time [N] in seconds, points [N, 2, 21, 3] in image heights."""
        return self._describe(self._resampler.push(time, points))

    def _describe(self, steps: Steps) -> Features:
        time, points, fresh = steps.time, steps.points, steps.fresh
        count = len(time)
        if not count:  # most frames of a fast camera
            return Features(time, np.zeros((0, FEATURE_SIZE), np.float32), fresh, points)
        present = ~np.isnan(points[:, :, 0, 0])  # [K, 2]
        size = palm_size(points)  # [K, 2]
        shape = (points - points[:, :, :1]) / size[..., None, None] * MIRRORED  # [K, 2, 21, 3]
        tips = shape[:, :, list(FINGERTIPS)]  # [K, 2, 5, 3]
        extension = _lengths(tips)  # [K, 2, 5]
        thumb_distances = _lengths(tips[:, :, 1:] - tips[:, :, :1])  # [K, 2, 4]
        centre = points[:, :, PALM, :2].sum(2) / len(PALM)  # [K, 2, 2]
        place = np.concatenate([centre / size[..., None], np.log(size)[..., None]], -1)  # [K, 2, 3]
        movement = self._trails.follow(place, fresh)  # [K, 2, MOVEMENT_SIZE]
        hands = np.empty((count, 2, PER_HAND))
        hands[..., PRESENT] = present[..., None]
        hands[..., SHAPE] = shape[:, :, 1:].reshape(count, 2, SHAPE_SIZE)
        hands[..., FINGER_EXTENSION] = extension
        hands[..., THUMB_DISTANCES] = thumb_distances
        hands[..., MOVEMENT] = movement
        both = present.all(1, keepdims=True)  # [K, 1]
        way = (centre[:, Side.RIGHT] - centre[:, Side.LEFT]) / size.mean(1, keepdims=True) / 4  # [K, 2]
        values = np.concatenate([hands.reshape(count, 2 * PER_HAND), both, way], -1).astype(np.float32)
        values[np.isnan(values)] = 0
        return Features(time, values, fresh, points)


class _Trails:
    """Keeps a fast and a slow average of each palm's place, and an average of its speed."""

    def __init__(self, rate: float) -> None:
        self._kept = tuple(float(kept) for kept in np.exp(-1 / rate / np.array(TRAILS_S)))
        self._trails = np.full((len(TRAILS_S), 2, 3), np.nan)  # NaN: the hand was not there
        self._stir = np.zeros((2, 3))

    def follow(self, place: Floats, fresh: npt.NDArray[np.bool_]) -> Floats:
        """Return the movement features [K, 2, MOVEMENT_SIZE] of palms at `place` [K, 2, (x, y, log size)]."""
        ahead = np.full((len(TRAILS_S), *place.shape), np.nan)  # [trails, K, 2, 3]
        stir = np.zeros(place.shape)
        for side in range(2):
            there = ~np.isnan(place[:, side, 0])
            for start, end in _runs(there, fresh):
                here = place[start:end, side]  # [n, 3]
                goes_on = start == 0 and not fresh[0] and not np.isnan(self._trails[0, side, 0])
                for trail, kept in enumerate(self._kept):
                    followed = _trailing(here, self._trails[trail, side] if goes_on else here[0], kept)
                    ahead[trail, start:end, side] = here - followed
                    self._trails[trail, side] = followed[-1]
                speed = np.abs(ahead[0, start:end, side]) / TRAILS_S[0]
                stir[start:end, side] = _trailing(speed, self._stir[side] if goes_on else np.zeros(3), self._kept[-1])
                self._stir[side] = stir[end - 1, side]
            if not there[-1]:
                self._trails[:, side] = np.nan
        far, speed = ahead[1], ahead[0] / TRAILS_S[0]  # [K, 2, 3]
        turning = (
            far[..., 0] * speed[..., 1] - far[..., 1] * speed[..., 0]
        )  # [K, 2]: the sign is the direction of a circle
        pace = np.hypot(speed[..., 0], speed[..., 1])  # [K, 2]
        return np.concatenate([far, speed, stir, turning[..., None], pace[..., None]], -1)


def _runs(there: npt.NDArray[np.bool_], fresh: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of steps with a hand and without a fresh start."""
    start = None
    for index, (here, anew) in enumerate(zip(there.tolist(), fresh.tolist(), strict=True)):
        if start is not None and (anew or not here):
            yield start, index
            start = None
        if here and start is None:
            start = index
    if start is not None:
        yield start, len(there)


def _trailing(values: Floats, start: Floats, kept: float) -> Floats:
    """Return the exponential average of values [K, D], which keeps a share `kept` per step, from `start` [D] on."""
    followed: Floats = np.empty(values.shape)
    for first in range(0, len(values), _BLOCK):
        block = values[first : first + _BLOCK]
        shares, of_start = _shares(len(block), kept)
        followed[first : first + _BLOCK] = shares @ block + of_start[:, None] * start
        start = followed[first + len(block) - 1]
    return followed


@lru_cache(maxsize=512)
def _shares(count: int, kept: float) -> tuple[Floats, Floats]:
    """Return the weights in an exponential average: of `count` values [count, count], and of its start [count]."""
    age = np.subtract.outer(np.arange(count), np.arange(count))
    shares: Floats = np.where(age >= 0, (1 - kept) * kept ** np.maximum(age, 0), 0.0)
    of_start: Floats = kept ** np.arange(1, count + 1)
    return shares, of_start


def palm_size(points: FloatArray) -> FloatArray:
    """Return the mean distance [...] from the wrist to the four knuckles of hands [..., 21, 3]."""
    ways = points[..., list(KNUCKLES), :] - points[..., [Landmark.WRIST], :]
    size: FloatArray = np.maximum(_lengths(ways).sum(-1) / len(KNUCKLES), SMALLEST_PALM)
    return size


def _lengths(ways: Floats) -> FloatArray:
    """Return the lengths [...] of vectors [..., 3], faster than numpy's `norm` for few of them."""
    lengths: FloatArray = np.sqrt(np.einsum("...i,...i->...", ways, ways))
    return lengths


def features_of(recording: Recording, rate: float) -> Features:
    """Return the features of a recording, equal to those of the live stream."""
    points = in_heights(recording.landmarks, recording.info.frame_size)
    return FeatureStream(rate).push_points(recording.time, points)

"""What the network sees: landmarks as the tracker gave them → one vector of numbers per step of time.

Live recognition, training and evaluation all run this code, frame by frame, so what works in the test works live.
Positions are counted in palm sizes and speeds in palm sizes a second, steps come at the model's own rate whatever the
camera's, and both hands are described as if they were right hands while their movement keeps its true direction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FINGERTIPS, KNUCKLES, FloatArray, Landmark, Side, TrackedFrame

FEATURE_VERSION = 1

AWAY_S = 0.5
"""hands gone for this long: the stream starts afresh when they return"""
STALL_S = 0.5
"""no frame for this long: likewise"""
SMALLEST_PALM = 0.01
"""in picture heights; keeps a hand seen edge-on from exploding the scale"""

_FAST_S, _SLOW_S = 0.12, 0.6
"""time constants of the two trails a palm's movement is measured against: its speed now, and its way so far"""
_PALM = (Landmark.WRIST, *KNUCKLES)

SHAPE_SIZE = 60
PER_HAND = 1 + SHAPE_SIZE + 5 + 4 + 2 + 2 + 1 + 2
FEATURE_SIZE = 2 * PER_HAND + 3
"""both hands, then the way from one hand to the other"""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One step of time, at the model's rate."""

    time: float
    """stream time in seconds"""
    values: FloatArray
    """[FEATURE_SIZE]"""
    fresh: bool
    """True: nothing before this step matters; state must be forgotten"""


@dataclass(frozen=True, slots=True, eq=False)
class _Pose:
    """Landmarks in picture heights, at one moment."""

    time: float
    points: FloatArray
    """[2, 21, 3]; NaN where absent"""


class FeatureStream:
    """Frames in order of time → steps at a fixed rate; only the past is looked at."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.reset()

    def reset(self) -> None:
        """Forget everything seen."""
        self._last: _Pose | None = None
        self._next_step = 0.0
        self._fresh = True
        self._trails = [_Trail(), _Trail()]

    def push(self, frame: TrackedFrame) -> list[Features]:
        """The steps that fall between the frame before and this one; none while no hand is there.

        A frame older than the one before is ignored.
        """
        pose = _Pose(frame.time, _in_heights(frame))
        last = self._last
        if last is not None and pose.time <= last.time:
            return []
        if not any(frame.present):
            if last is not None and pose.time - last.time < AWAY_S:
                return []
            self.reset()
            return []
        if last is None or pose.time - last.time >= STALL_S:
            self.reset()
            self._last = pose
            self._next_step = pose.time
            return [self._step(pose)]
        steps = []
        while self._next_step + 1 / self.rate <= pose.time + 1e-6:
            self._next_step += 1 / self.rate
            steps.append(self._step(_between(last, pose, self._next_step)))
        self._last = pose
        return steps

    def _step(self, pose: _Pose) -> Features:
        values = np.zeros(FEATURE_SIZE, np.float32)
        for side in Side:
            values[side * PER_HAND : (side + 1) * PER_HAND] = self._hand(pose, side)
        values[2 * PER_HAND :] = _way_between(pose.points)
        fresh, self._fresh = self._fresh, False
        return Features(pose.time, values, fresh)

    def _hand(self, pose: _Pose, side: Side) -> FloatArray:
        points = pose.points[side]  # [21, 3]
        trail = self._trails[side]
        if np.isnan(points[0, 0]):
            trail.lose()
            return np.zeros(PER_HAND, np.float32)
        size = palm_size(points)
        shape = (points - points[Landmark.WRIST]) / size  # [21, 3]
        if side is Side.LEFT:
            shape = shape * np.array([-1, 1, 1], np.float32)
        tips = shape[list(FINGERTIPS)]  # [5, 3]
        reach = np.linalg.norm(tips, axis=1)  # [5]
        to_thumb = np.linalg.norm(tips[1:] - tips[0], axis=1)  # [4]
        centre = points[list(_PALM), :2].mean(0) / size  # [2]
        movement = trail.follow(pose.time, centre, float(np.log(size)))  # [7]
        return np.concatenate([[1.0], shape[1:].ravel(), reach, to_thumb, movement]).astype(np.float32)


class _Trail:
    """The way of one palm, as a slow and a fast memory of where it was."""

    def __init__(self) -> None:
        self.lose()

    def lose(self) -> None:
        self._time: float | None = None

    def follow(self, time: float, centre: npt.NDArray[np.float32], log_size: float) -> FloatArray:
        """How far the palm is ahead of its two trails, in palm sizes, and how it grows [7]."""
        place = np.array([*centre, log_size])  # [3]
        if self._time is None:
            self._fast, self._slow = place.copy(), place.copy()
        else:
            passed = time - self._time
            self._fast += (1 - np.exp(-passed / _FAST_S)) * (place - self._fast)
            self._slow += (1 - np.exp(-passed / _SLOW_S)) * (place - self._slow)
        self._time = time
        ahead_fast, ahead_slow = place - self._fast, place - self._slow
        speed = ahead_fast / _FAST_S
        return np.array([*ahead_slow[:2], *speed[:2], speed[2], ahead_slow[2], np.hypot(*speed[:2])], np.float32)


def palm_size(points: FloatArray) -> float:
    """Size of a palm [21, 3] in the unit of its points: the mean way from the wrist to the four knuckles."""
    size = np.linalg.norm(points[list(KNUCKLES)] - points[Landmark.WRIST], axis=1).mean()
    return max(float(size), SMALLEST_PALM)


def _in_heights(frame: TrackedFrame) -> FloatArray:
    width, height = frame.frame_size
    aspect = width / max(1, height)
    return frame.landmarks * np.array([aspect, 1.0, aspect], np.float32)


def _between(before: _Pose, after: _Pose, time: float) -> _Pose:
    """The pose at a time between two poses; a hand missing in one of them is taken from the nearer one."""
    share = np.float32((time - before.time) / (after.time - before.time))
    blended = before.points + share * (after.points - before.points)  # [2, 21, 3]
    nearer = after.points if share >= 0.5 else before.points
    return _Pose(time, np.where(np.isnan(blended), nearer, blended))


def _way_between(points: FloatArray) -> FloatArray:
    """Left palm to right palm in palm sizes, and whether both are there [3]."""
    if np.isnan(points[:, 0, 0]).any():
        return np.zeros(3, np.float32)
    sizes = (palm_size(points[Side.LEFT]) + palm_size(points[Side.RIGHT])) / 2
    way = (points[Side.RIGHT, list(_PALM), :2].mean(0) - points[Side.LEFT, list(_PALM), :2].mean(0)) / sizes
    return np.array([1.0, *(way / 4)], np.float32)


def features_of(frames: Iterable[TrackedFrame], rate: float) -> list[Features]:
    """The steps of a finished recording: exactly what the stream would have given live."""
    stream = FeatureStream(rate)
    return [step for frame in frames for step in stream.push(frame)]

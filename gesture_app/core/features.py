"""What the network sees: landmarks as the tracker gave them → one vector of numbers per step of time.

Live recognition, training and evaluation all run this code, so what works in the test works live: a stream takes
blocks of frames and keeps what it needs of the past, live a block is one frame, in training it is a whole take.
Positions are counted in palm sizes and speeds in palm sizes a second, steps come at the model's own rate whatever the
camera's, and both hands are described as if they were right hands while their movement keeps its true direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FINGERTIPS, KNUCKLES, LANDMARK_COUNT, FloatArray, Landmark, Side, TrackedFrame
from gesture_app.core.recording import Recording

FEATURE_VERSION = 1

AWAY_S = 0.5
"""hands gone for this long: the stream starts afresh when they return"""
STALL_S = 0.5
"""no frame for this long: likewise"""
SMALLEST_PALM = 0.01
"""in picture heights; keeps a hand seen edge-on from exploding the scale"""

_TRAILS_S = np.array([0.12, 0.6])
"""time constants of the two trails a palm's movement is measured against: its speed now, and its way so far"""
_PALM = [Landmark.WRIST, *KNUCKLES]
_MIRRORED = np.array([[-1, 1, 1], [1, 1, 1]], np.float32)[:, None]  # [2, 1, 3]: the left hand as if it were a right one

SHAPE_SIZE = 3 * (LANDMARK_COUNT - 1)
MOVEMENT_SIZE = 7
PER_HAND = 1 + SHAPE_SIZE + 5 + 4 + MOVEMENT_SIZE
"""present, landmarks from the wrist, reach of the five fingers, thumb to the other four tips, movement"""
FEATURE_SIZE = 2 * PER_HAND + 3
"""both hands, then the way from one to the other"""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """K steps of time at the model's rate, K ≥ 0."""

    time: npt.NDArray[np.float64]
    """[K]: stream time in seconds"""
    values: FloatArray
    """[K, FEATURE_SIZE]"""
    fresh: npt.NDArray[np.bool_]
    """[K]: nothing before this step matters, state must be forgotten"""

    def __len__(self) -> int:
        return len(self.time)

    def stretches(self) -> Iterator[Features]:
        """The parts between one fresh start and the next."""
        starts = [0, *(int(i) for i in np.flatnonzero(self.fresh) if i > 0), len(self)]
        for start, end in pairwise(starts):
            if end > start:
                yield Features(self.time[start:end], self.values[start:end], self.fresh[start:end])


class FeatureStream:
    """Frames in order of time → steps at a fixed rate; only the past is looked at."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.reset()

    def reset(self) -> None:
        """Forget everything seen."""
        self._last_time: float | None = None
        self._last_points = np.full((2, LANDMARK_COUNT, 3), np.nan, np.float32)
        self._step_time = 0.0
        self._trails = _Trails()

    def push(self, frame: TrackedFrame) -> Features:
        """The steps between the frame before and this one; none while no hand is there."""
        return self.push_block(np.array([frame.time]), frame.landmarks[None], frame.frame_size)

    def push_block(self, time: npt.NDArray[np.float64], landmarks: FloatArray, frame_size: tuple[int, int]) -> Features:
        """The steps that N further frames bring: time [N], landmarks [N, 2, 21, 3].

        Frames without a hand are bridged; a frame older than the one before is ignored.
        """
        width, height = frame_size
        aspect = width / max(1, height)
        points = landmarks * np.array([aspect, 1, aspect], np.float32)  # picture heights
        points = np.concatenate([self._last_points[None], points])  # [1 + N, 2, 21, 3]
        visible = (~np.isnan(points[:, :, 0, 0])).any(1).tolist()  # [1 + N]
        times, fresh, before, after, shares = [], [], [], [], []
        last = 0
        for index in range(1, len(points)):
            now = float(time[index - 1])
            if self._last_time is not None and now <= self._last_time:
                continue
            gap = np.inf if self._last_time is None else now - self._last_time
            if not visible[index]:
                if gap >= AWAY_S:
                    self._last_time = None
                continue
            if gap >= STALL_S:
                self._step_time = now
                times.append(now)
                fresh.append(True)
                before.append(index)
                after.append(index)
                shares.append(1.0)
            while self._step_time + 1 / self.rate <= now + 1e-6:
                self._step_time += 1 / self.rate
                times.append(self._step_time)
                fresh.append(False)
                before.append(last)
                after.append(index)
                shares.append(1 - (now - self._step_time) / gap)
            self._last_time, last = now, index
        self._last_points = points[last]
        stepped = _between(points[before], points[after], np.array(shares, np.float32))
        return self._describe(np.array(times, np.float64), stepped, np.array(fresh, bool))

    def _describe(self, time: npt.NDArray[np.float64], points: FloatArray, fresh: npt.NDArray[np.bool_]) -> Features:
        count = len(time)
        present = ~np.isnan(points[:, :, 0, 0])  # [K, 2]
        size = palm_size(points)  # [K, 2]
        shape = (points - points[:, :, :1]) / size[..., None, None] * _MIRRORED  # [K, 2, 21, 3]
        tips = shape[:, :, list(FINGERTIPS)]  # [K, 2, 5, 3]
        reach = np.linalg.norm(tips, axis=-1)  # [K, 2, 5]
        to_thumb = np.linalg.norm(tips[:, :, 1:] - tips[:, :, :1], axis=-1)  # [K, 2, 4]
        centre = points[:, :, _PALM, :2].mean(2)  # [K, 2, 2]
        place = np.concatenate([centre / size[..., None], np.log(size)[..., None]], -1)  # [K, 2, 3]
        movement = self._trails.follow(time, place, fresh)  # [K, 2, 7]
        hands = np.concatenate(
            [present[..., None], shape[:, :, 1:].reshape(count, 2, SHAPE_SIZE), reach, to_thumb, movement], -1
        )  # [K, 2, PER_HAND]
        both = present.all(1, keepdims=True)  # [K, 1]
        way = (centre[:, Side.RIGHT] - centre[:, Side.LEFT]) / size.mean(1, keepdims=True) / 4  # [K, 2]
        values = np.concatenate([hands.reshape(count, 2 * PER_HAND), both, way], -1)
        return Features(time, np.nan_to_num(values, nan=0.0).astype(np.float32), fresh)


class _Trails:
    """Where each palm was, remembered for a short and for a long time."""

    def __init__(self) -> None:
        self._time = 0.0
        self._trails = np.full((len(_TRAILS_S), 2, 3), np.nan)

    def follow(
        self, time: npt.NDArray[np.float64], place: npt.NDArray[np.floating], fresh: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.floating]:
        """How far palms at `place` [K, 2, (x, y, log size)] are ahead of their trails [K, 2, MOVEMENT_SIZE]."""
        ahead = np.empty((len(time), *self._trails.shape))  # [K, trails, 2, 3]
        for index, (now, here) in enumerate(zip(time, place, strict=True)):
            if fresh[index]:
                self._trails[:] = np.nan
            kept = np.exp(-(now - self._time) / _TRAILS_S)[:, None, None]
            moved = here + kept * (self._trails - here)
            self._trails = np.where(np.isnan(moved), here, moved)
            self._time = now
            ahead[index] = here - self._trails
        speed = ahead[:, 0] / _TRAILS_S[0]  # [K, 2, 3]
        return np.concatenate([ahead[:, 1], speed, np.hypot(speed[..., :1], speed[..., 1:2])], -1)


def palm_size(points: FloatArray) -> FloatArray:
    """Size of palms [..., 21, 3] in their points' unit: the mean way from the wrist to the four knuckles [...]."""
    ways = points[..., list(KNUCKLES), :] - points[..., [Landmark.WRIST], :]
    size: FloatArray = np.maximum(np.linalg.norm(ways, axis=-1).mean(-1), SMALLEST_PALM)
    return size


def _between(before: FloatArray, after: FloatArray, share: FloatArray) -> FloatArray:
    """Points part of the way from `before` to `after` [K, 2, 21, 3]; a hand in one only is taken from the nearer."""
    share = share[:, None, None, None]
    blended = before + share * (after - before)
    return np.where(np.isnan(blended), np.where(share >= 0.5, after, before), blended)


def features_of(recording: Recording, rate: float) -> Features:
    """The steps of a recording: exactly what the stream would have given live."""
    return FeatureStream(rate).push_block(recording.time, recording.landmarks, recording.info.frame_size)

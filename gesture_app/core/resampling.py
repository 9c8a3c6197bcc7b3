"""Resamples hands to a fixed rate from frames that come irregularly. Uses only the past."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, isfinite

import numpy as np
import numpy.typing as npt

from gesture_app.core.clock import CLOCK_BACK_S, HIGHEST_RATE, LOWEST_RATE
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray

AWAY_S = 0.5
"""seconds without hands or frames after which the next step is a fresh start"""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """K steps at a fixed rate, K ≥ 0."""

    time: npt.NDArray[np.float64]
    """[K]: stream time in seconds"""
    points: FloatArray
    """[K, 2, 21, 3]: landmarks in image heights; NaN where a hand is absent, of which there is at most one"""
    fresh: npt.NDArray[np.bool_]
    """[K]: True where the hands were away before"""


class Resampler:
    """Keeps the last frame with a hand, and the time of the last step."""

    def __init__(self, rate: float) -> None:
        if not LOWEST_RATE <= rate <= HIGHEST_RATE:
            raise ValueError(f"a rate from {LOWEST_RATE} to {HIGHEST_RATE} steps per second, not {rate}")
        self.rate = rate
        self._most_steps = ceil(AWAY_S * rate) + 1
        self.reset()

    def reset(self) -> None:
        """Forget all frames."""
        self._last_time: float | None = None
        self._last_points = np.full((2, LANDMARK_COUNT, 3), np.nan, np.float32)
        self._step_time = 0.0

    def push(self, time: npt.NDArray[np.float64], points: FloatArray) -> Steps:
        """Return the steps of N further frames: time [N] in seconds, points [N, 2, 21, 3].

        Frames without a hand are bridged up to `AWAY_S`. A frame is ignored if its time is not finite, or not newer
        than the last one. If time goes back by more than `CLOCK_BACK_S`, the next step is a fresh start. A frame never
        adds steps for more than `AWAY_S`.
        """
        points = np.concatenate([self._last_points[None], points])  # [1 + N, 2, 21, 3]
        visible = np.logical_or(*np.isfinite(points[1:, :, 0, 0]).T)  # [N]
        times: list[float] = []
        fresh: list[bool] = []
        before: list[int] = []
        after: list[int] = []
        shares: list[float] = []
        last = 0
        for index, (now, hand_there) in enumerate(zip(time.tolist(), visible.tolist(), strict=True), 1):
            gap = float("inf") if self._last_time is None else now - self._last_time
            if -CLOCK_BACK_S <= gap <= 0 or not hand_there or not isfinite(now):
                continue
            anew = abs(gap) >= AWAY_S
            if anew:
                self._step_time = now
                times.append(now)
                fresh.append(True)
                before.append(index)
                after.append(index)
                shares.append(1.0)
            for _ in range(0 if anew else self._most_steps):
                if self._step_time + 1 / self.rate > now + 1e-6:
                    break
                self._step_time += 1 / self.rate
                times.append(self._step_time)
                fresh.append(False)
                before.append(last)
                after.append(index)
                shares.append(1 - (now - self._step_time) / gap)
            self._last_time, last = now, index
        self._last_points = points[last]
        stepped = blend(points[before], points[after], np.array(shares, np.float32)[:, None, None, None])
        return Steps(np.array(times, np.float64), stepped, np.array(fresh, bool))


def in_heights(landmarks: FloatArray, frame_size: tuple[int, int]) -> FloatArray:
    """Convert landmarks [..., 3] from fractions of the image to image heights."""
    width, height = frame_size
    aspect = width / max(1, height)
    return landmarks * np.array([aspect, 1, aspect], np.float32)


def blend(before: FloatArray, after: FloatArray, share: FloatArray, one_sided: FloatArray | None = None) -> FloatArray:
    """Interpolate between poses. All arguments broadcast to one shape.

    Args:
        before: points at a share of 0; NaN where a hand is absent.
        after: points at a share of 1.
        share: 0 to 1.
        one_sided: replaces the points of a hand that only one pose has; by default those of the nearer pose.
    """
    blended = before + share * (after - before)
    if one_sided is None:
        one_sided = np.where(share >= 0.5, after, before)
    points: FloatArray = np.where(np.isnan(blended), one_sided, blended)
    return points


def unbroken(fresh: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return start and end of each run of steps [K] between two fresh starts."""
    edges = [0, *(int(step) for step in np.flatnonzero(fresh) if step), len(fresh)]
    return [(start, end) for start, end in pairwise(edges) if end > start]

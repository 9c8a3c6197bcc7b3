"""The common time axis of all lanes: seconds to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NO_STEP = -1
GAP_STEPS = 2.5
"""a step is shown until the next one, at most for this many steps, as no hand was in view then"""
LEAST_TICK_PX = 56
_TICKS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """A range of time mapped to a range of pixels."""

    start: float
    """seconds of the stream"""
    end: float
    left: float
    """pixels"""
    right: float

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return max(1e-3, self.end - self.start)

    def x(self, time: float) -> float:
        """Return the pixel of a moment."""
        return self.left + (time - self.start) / self.seconds * (self.right - self.left)

    def time(self, x: float) -> float:
        """Return the moment at a pixel."""
        return self.start + (x - self.left) / max(1.0, self.right - self.left) * self.seconds

    def columns(self, time: npt.NDArray[np.float64], step_s: float, ratio: float) -> npt.NDArray[np.intp]:
        """Return the step that each column of device pixels shows [W], `NO_STEP` if there is none."""
        count = max(1, round((self.right - self.left) * ratio))
        moments = self.start + (np.arange(count) + 0.5) / count * self.seconds
        found = np.searchsorted(time, moments, "right") - 1
        if not len(time):
            return np.full(count, NO_STEP)
        known = (found >= 0) & (moments - time[found.clip(0)] < GAP_STEPS * step_s)
        return np.where(known, found, NO_STEP)

    def ticks(self) -> list[float]:
        """Return round moments for ticks, as many as fit."""
        wide = self.right - self.left
        least = LEAST_TICK_PX * self.seconds / max(1.0, wide)
        longer = _TICKS_S[-1] * np.ceil(least / _TICKS_S[-1])  # any number of them has room, however long the axis is
        step = next((tick for tick in _TICKS_S if tick / self.seconds * wide >= LEAST_TICK_PX), float(longer))
        first = int(np.ceil((self.start - 1e-6) / step))
        last = int(np.floor((self.end + 1e-6) / step))
        return [step * place for place in range(first, last + 1)]


def thinned(xs: npt.NDArray[np.floating], ys: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
    """Return the points of a line [N] that suffice to draw it: the lowest and the highest of each pixel.

    A long recording has many steps per pixel, and each point costs time to draw.
    """
    pixels = np.floor(xs).astype(np.intp)
    if len(xs) <= 2 * len(np.unique(pixels)):
        return np.arange(len(xs))
    by_height = np.lexsort((ys, pixels))
    begins = np.flatnonzero(np.diff(pixels[by_height], prepend=-1))
    ends = np.append(begins[1:], len(xs)) - 1
    return np.unique(np.concatenate([by_height[begins], by_height[ends], [0, len(xs) - 1]]))


def pieces(time: npt.NDArray[np.float64], step_s: float) -> list[tuple[int, int]]:
    """Return runs of steps without a gap, as (first, end)."""
    breaks = (np.flatnonzero(np.diff(time) > GAP_STEPS * step_s) + 1).tolist()
    return list(zip([0, *breaks], [*breaks, len(time)], strict=True)) if len(time) else []

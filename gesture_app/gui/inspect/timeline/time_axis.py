"""The common time axis of everything that is drawn of a trace: seconds to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NO_STEP = -1
GAP_STEPS = 2.5
"""a step is shown until the next one, but no longer than this: then no hand was there"""
LEAST_TICK_PX = 56
_TICKS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """From when to when, between which pixels."""

    start: float
    """seconds of the stream"""
    end: float
    left: float
    """pixels"""
    right: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return max(1e-3, self.end - self.start)

    def x(self, time: float) -> float:
        """Where a moment lies."""
        return self.left + (time - self.start) / self.seconds * (self.right - self.left)

    def time(self, x: float) -> float:
        """The moment that lies there."""
        return self.start + (x - self.left) / max(1.0, self.right - self.left) * self.seconds

    def columns(self, time: npt.NDArray[np.float64], step_s: float, ratio: float) -> npt.NDArray[np.intp]:
        """Which step each column of device pixels shows [W]; `NO_STEP` where none was."""
        count = max(1, round((self.right - self.left) * ratio))
        moments = self.start + (np.arange(count) + 0.5) / count * self.seconds
        found = np.searchsorted(time, moments, "right") - 1
        if not len(time):
            return np.full(count, NO_STEP)
        known = (found >= 0) & (moments - time[found.clip(0)] < GAP_STEPS * step_s)
        return np.where(known, found, NO_STEP)

    def ticks(self) -> list[float]:
        """Round moments, as many as have room."""
        wide = self.right - self.left
        least = LEAST_TICK_PX * self.seconds / max(1.0, wide)
        longer = _TICKS_S[-1] * np.ceil(least / _TICKS_S[-1])  # any number of them has room, however long the axis is
        step = next((tick for tick in _TICKS_S if tick / self.seconds * wide >= LEAST_TICK_PX), float(longer))
        first = int(np.ceil((self.start - 1e-6) / step))
        last = int(np.floor((self.end + 1e-6) / step))
        return [step * place for place in range(first, last + 1)]


def thinned(xs: npt.NDArray[np.floating], ys: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
    """Which points of a line [N], left to right, are enough to draw it: of each pixel the lowest and the highest.

    A long recording has many steps a pixel, and each point of a line costs time to draw.
    """
    pixels = np.floor(xs).astype(np.intp)
    if len(xs) <= 2 * len(np.unique(pixels)):
        return np.arange(len(xs))
    by_height = np.lexsort((ys, pixels))
    begins = np.flatnonzero(np.diff(pixels[by_height], prepend=-1))
    ends = np.append(begins[1:], len(xs)) - 1
    return np.unique(np.concatenate([by_height[begins], by_height[ends], [0, len(xs) - 1]]))


def pieces(time: npt.NDArray[np.float64], step_s: float) -> list[tuple[int, int]]:
    """Steps that follow each other without a gap: from which to which, the end left out."""
    breaks = (np.flatnonzero(np.diff(time) > GAP_STEPS * step_s) + 1).tolist()
    return list(zip([0, *breaks], [*breaks, len(time)], strict=True)) if len(time) else []

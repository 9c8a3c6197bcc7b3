"""Measures how long each stage of a frame takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import numpy as np

STAGES = ("track", "features", "lstm", "trigger")
KEPT_FRAMES = 10_000
RECENT_FRAMES = 60


class StageTimer:
    """Milliseconds by stage and the delay of whole frames. Used by one thread."""

    def __init__(self) -> None:
        self._frame_ms = dict.fromkeys(STAGES, 0.0)
        self._total_ms = dict.fromkeys(STAGES, 0.0)
        self._recent_ms = dict.fromkeys(STAGES, 0.0)
        self._delays_ms: deque[float] = deque(maxlen=KEPT_FRAMES)
        self.frames = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside as part of this stage."""
        start = perf_counter()
        try:
            yield
        finally:
            self._frame_ms[name] += (perf_counter() - start) * 1000

    def frame_done(self, delay_s: float) -> None:
        """Count a frame that passed all stages, `delay_s` after it was captured."""
        self.frames += 1
        weight = 1 / min(self.frames, RECENT_FRAMES)
        for name, took_ms in self._frame_ms.items():
            self._total_ms[name] += took_ms
            self._recent_ms[name] += weight * (took_ms - self._recent_ms[name])
            self._frame_ms[name] = 0.0
        self._delays_ms.append(delay_s * 1000)

    def mean_ms(self) -> dict[str, float]:
        """Return the mean milliseconds per frame, by stage."""
        return {name: total / max(1, self.frames) for name, total in self._total_ms.items()}

    def recent_ms(self) -> dict[str, float]:
        """Return the mean over about the newest `RECENT_FRAMES` frames, by stage."""
        return dict(self._recent_ms)

    def delay_ms(self, percent: float) -> float:
        """Return a percentile of the delays of the newest frames, in milliseconds, or 0 before the first."""
        return float(np.percentile(self._delays_ms, percent)) if self._delays_ms else 0.0

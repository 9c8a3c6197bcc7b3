"""One frame of a source, with its time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import TrackedFrame

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """An image that a camera delivers. It is never mirrored."""

    image: Image
    """[H, W, 3]: RGB, read-only"""
    time: float
    """seconds on the source's own clock, strictly rising within one opening of the source"""
    captured_at: float
    """time.perf_counter() when the frame reached this program, from which latency is measured"""
    hands: TrackedFrame | None = None
    """the hands of a replayed recording, which needs no tracking"""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]

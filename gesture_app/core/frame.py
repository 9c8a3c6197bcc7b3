"""One picture from a source, with the time it was taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import TrackedFrame

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What a camera hands over; the image is never mirrored."""

    image: Image
    """RGB, uint8 [H, W, 3]; not to be written to"""
    time: float
    """seconds on the source's own clock, strictly rising within one opening of the source"""
    captured_at: float
    """time.perf_counter() when the picture reached this program: the start of the delay the user feels"""
    hands: TrackedFrame | None = None
    """hands the source knows already (a replayed recording), which makes tracking unnecessary"""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]

"""Plays a recording as a camera. Its frames have hands and a plain dark image."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from gesture_app.core.frame import Frame, Image
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import Recording

CANVAS_COLOUR = (28, 30, 34)
CANVAS_SIDE = 640
"""pixels; longer side of the image at most"""


class RecordingCamera:
    """Delivers the frames of a recording with their own times, then ends."""

    live = False

    def __init__(self, recording: Recording, name: str) -> None:
        self.name = name
        self._recording = recording
        self._canvas = _canvas(recording.info.frame_size)
        self._frames: Iterator[TrackedFrame] = iter(())

    def open(self) -> None:
        """Go to the first frame."""
        self._frames = self._recording.frames()

    def read(self) -> Frame | None:
        """Return the next frame, or None at the end."""
        hands = next(self._frames, None)
        if hands is None:
            return None
        return Frame(self._canvas, hands.time, time.perf_counter(), hands)

    def close(self) -> None:
        """Stop."""
        self._frames = iter(())


def _canvas(frame_size: tuple[int, int]) -> Image:
    """Return an image in the recording's aspect ratio, which all frames share."""
    width, height = (max(1, side) for side in frame_size)
    shrink = min(1.0, CANVAS_SIDE / max(width, height))
    canvas = np.empty((max(1, round(height * shrink)), max(1, round(width * shrink)), 3), np.uint8)
    canvas[:] = CANVAS_COLOUR
    canvas.flags.writeable = False
    return canvas

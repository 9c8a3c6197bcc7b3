"""Makes the clip of a take, a small video stored beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.frame import Image
from gesture_app.core.ring_buffer import Picture
from gesture_app.vision.opencv import cv2

WIDTH = 320
"""pixels"""
QUALITY = 75
"""JPEG quality, 0 to 100"""
RATE = 15.0
"""frames per second"""
LONGEST_S = 120.0
"""seconds; takes of a series are at most half as long"""
_CODEC = "mp4v"


def small_jpeg(image: Image) -> bytes:
    """Return an image [H, W, 3] as a small JPEG, or b"" if it cannot be encoded."""
    height, width = image.shape[:2]
    size = (WIDTH, max(1, round(height * WIDTH / width)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
    return data.tobytes() if done else b""


def clip_of(pictures: Sequence[Picture], seconds: float) -> bytes:
    """Return the bytes of an MP4 file.

    Args:
        pictures: with times from the start of the take.
        seconds: length of the take.

    Raises:
        RecordingError: no picture can be read, or OpenCV cannot write videos here.
    """
    decoded = [(one.time, _decoded(one.jpeg)) for one in pictures]
    readable = [(time, image) for time, image in decoded if image is not None]
    seen = [(time, image) for time, image in readable if image.shape == readable[0][1].shape]
    if not seen:
        raise RecordingError("The clip of this take has no frames.", "The take itself is saved.")
    times = np.array([time for time, _ in seen])
    height, width = seen[0][1].shape[:2]
    with tempfile.TemporaryDirectory(prefix="gesture-app-") as folder:
        path = Path(folder, "clip.mp4")
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*_CODEC), RATE, (width, height))
        try:
            if not writer.isOpened():
                raise RecordingError("This system's OpenCV cannot write clips.", "Switch clips off in the settings.")
            for moment in np.arange(0, min(max(seconds, 1 / RATE), LONGEST_S), 1 / RATE):
                newest = max(0, int(np.searchsorted(times, moment, "right")) - 1)
                writer.write(seen[newest][1])
        finally:
            writer.release()
        return path.read_bytes()


def _decoded(jpeg: bytes) -> cv2.typing.MatLike | None:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None

"""Reads a few small pictures of a video, to look at before an import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gesture_app.core.errors import GestureAppError
from gesture_app.core.frame import Image
from gesture_app.vision.image_clip import AnimatedImage, read_image
from gesture_app.vision.opencv import cv2
from gesture_app.vision.video_file import VideoFile

HEIGHT_PX = 96
LONGEST_S = 3.0
"""of the video"""
MOST_FRAMES = 400
"""decoded for one preview"""


def preview_pictures(path: Path, start_s: float, end_s: float | None, step_s: float) -> tuple[Image, ...]:
    """Return pictures of a part of a video, at most three seconds, or none if it cannot be read.

    Args:
        path: of the video.
        start_s: of the part, in seconds.
        end_s: of the part; None: its end.
        step_s: seconds between pictures.
    """
    video = AnimatedImage(path) if path.suffix.lower() == ".webp" else VideoFile(path)
    pictures: list[Image] = []
    try:
        video.open()
        if isinstance(video, VideoFile):
            video.seek(start_s)
        due: float | None = None
        for _ in range(MOST_FRAMES):
            frame = video.read()
            if frame is None or (end_s is not None and frame.time > end_s) or frame.time > start_s + LONGEST_S:
                break
            if due is None or frame.time >= due - 1e-3:
                due = frame.time + step_s
                pictures.append(_small(frame.image))
    except GestureAppError:
        return ()
    finally:
        video.close()
    return tuple(pictures)


def preview_images(paths: Sequence[Path], rate: float, step_s: float) -> tuple[Image, ...]:
    """Return small pictures of the first three seconds of images at a rate, or of a single pose (rate 0)."""
    chosen = paths[: int(LONGEST_S * rate) : max(1, round(step_s * rate))] if rate else paths[:1]
    return tuple(_small(image) for path in chosen if (image := read_image(path)) is not None)


def _small(image: Image) -> Image:
    height, width = image.shape[:2]
    size = (max(1, round(width * HEIGHT_PX / height)), HEIGHT_PX)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)

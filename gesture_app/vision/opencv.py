"""Imports OpenCV without log output, with time limits, and without its own Qt. Only this module imports it."""

from __future__ import annotations

import os

# OpenCV reads these when it is loaded or first used. To debug, set them outside.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # FFmpeg would print addresses with their passwords
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(1 << 26))  # larger ones are refused by their heads
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "5")  # seconds
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")  # these delay opening by half a minute

# OpenCV sets the plugin path of its own Qt 5, with which Qt 6 cannot start.
_QT_NAMES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_qt_before = {name: os.environ[name] for name in _QT_NAMES if name in os.environ}

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from gesture_app.core.frame import Image  # noqa: E402

for _name in _QT_NAMES:
    os.environ.pop(_name, None)
os.environ.update(_qt_before)

cv2.setNumThreads(1)  # the tracker needs the other cores; on two cores this is also faster

__all__ = ["cv2", "grabbed_picture"]


def grabbed_picture(capture: cv2.VideoCapture) -> Image | None:
    """Return the frame grabbed last as RGB uint8 [H, W, 3], or None if it cannot be decoded."""
    decoded, image = capture.retrieve()
    if not decoded or image is None or image.size == 0:
        return None
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB, dst=image), np.uint8)

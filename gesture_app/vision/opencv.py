"""The one place that imports OpenCV: quiet, never waiting for ever, and without the Qt it brings along."""

from __future__ import annotations

import os

# Read by OpenCV when it is loaded or first used; whoever looks for a fault can still set them outside.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # FFmpeg would print addresses with their passwords
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "5")  # seconds
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")  # they delay opening by half a minute

# OpenCV points Qt to plugins of its own Qt 5, which would end our Qt 6.
_QT_NAMES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_qt_before = {name: os.environ[name] for name in _QT_NAMES if name in os.environ}

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from gesture_app.core.frame import Image  # noqa: E402

for _name in _QT_NAMES:
    os.environ.pop(_name, None)
os.environ.update(_qt_before)

cv2.setNumThreads(1)  # the other cores belong to the tracker; on two of them this is also the faster way

__all__ = ["cv2", "grabbed_picture"]


def grabbed_picture(capture: cv2.VideoCapture) -> Image | None:
    """The picture that was grabbed last, as RGB uint8 [H, W, 3]; None where it cannot be decoded."""
    decoded, picture = capture.retrieve()
    if not decoded or picture is None or picture.size == 0:
        return None
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB, dst=picture), np.uint8)

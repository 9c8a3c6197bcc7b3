"""Turns the frames of a camera that is mounted sideways or upside down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gesture_app.core.frame import Frame
from gesture_app.core.interfaces import Camera, Performer
from gesture_app.vision.opencv import cv2

_CODES = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turned(camera: Camera, degrees: int) -> Camera:
    """Return a camera whose frames are turned clockwise by 0, 90, 180 or 270 degrees. The drawn hand stays upright."""
    if not degrees or isinstance(camera, Performer):
        return camera
    return TurnedCamera(camera, degrees)


class TurnedCamera:
    """Turns each frame of another camera. A replayed recording is left as it was recognised."""

    def __init__(self, camera: Camera, degrees: int) -> None:
        self._camera = camera
        self._code = _CODES[degrees]

    @property
    def name(self) -> str:
        """Name of the camera."""
        return self._camera.name

    @property
    def live(self) -> bool:
        """True if late frames may be dropped."""
        return self._camera.live

    def open(self) -> None:
        """Open the camera."""
        self._camera.open()

    def read(self) -> Frame | None:
        """Return the next frame, turned."""
        frame = self._camera.read()
        if frame is None or frame.hands is not None:
            return frame
        return replace(frame, image=np.asarray(cv2.rotate(frame.image, self._code), np.uint8))

    def close(self) -> None:
        """Close the camera."""
        self._camera.close()

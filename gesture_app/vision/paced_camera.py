"""Delivers the frames of a file or recording in real time, for the window."""

from __future__ import annotations

import time
from dataclasses import replace

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame
from gesture_app.core.interfaces import Camera

LONGEST_WAIT_S = 1.0
"""seconds; a longer gap is shortened, and a longer delay is not caught up"""
USUAL_FRAME_S = 1 / 30
"""seconds from the last frame to the first of the next loop, if unknown"""


class PacedCamera:
    """Wraps a camera to deliver its frames in real time. With `loop` it starts again at the end."""

    live = True

    def __init__(self, camera: Camera, *, loop: bool = False) -> None:
        self._camera = camera
        self._loop = loop
        self._offset = 0.0
        """seconds added to the camera's own times, the length of earlier loops"""
        self._last_time: float | None = None
        self._frame_s = USUAL_FRAME_S
        self._due_of_zero = 0.0
        """time.perf_counter() at which a frame with the time 0 is due"""

    @property
    def name(self) -> str:
        """Name of the camera."""
        return self._camera.name

    def open(self) -> None:
        """Open the camera. Its first frame is due at once."""
        self._camera.open()
        self._offset = 0.0
        self._last_time = None

    def read(self) -> Frame | None:
        """Return the next frame when it is due, or None at the end."""
        frame = self._camera.read()
        if frame is None and self._loop and self._last_time is not None:
            frame = self._first_of_next_loop(self._last_time + self._frame_s)
        if frame is None:
            return None
        moment = frame.time + self._offset
        self._wait_until_due(moment)
        hands = frame.hands and replace(frame.hands, time=moment)
        return replace(frame, time=moment, captured_at=time.perf_counter(), hands=hands)

    def close(self) -> None:
        """Close the camera."""
        self._camera.close()

    def _first_of_next_loop(self, moment: float) -> Frame | None:
        self._camera.close()
        try:
            self._camera.open()
        except CameraError as error:
            raise CameraLostError(error.sentence, error.hint) from error
        frame = self._camera.read()
        if frame is not None:
            self._offset = moment - frame.time
        return frame

    def _wait_until_due(self, moment: float) -> None:
        now = time.perf_counter()
        if self._last_time is None:
            self._due_of_zero = now - moment
        else:
            self._frame_s = moment - self._last_time
        self._last_time = moment
        wait_s = self._due_of_zero + moment - now
        if abs(wait_s) > LONGEST_WAIT_S:
            wait_s = min(max(wait_s, 0.0), LONGEST_WAIT_S)
            self._due_of_zero = now + wait_s - moment
        time.sleep(max(wait_s, 0.0))

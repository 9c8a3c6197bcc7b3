"""Reads a camera on a thread of its own and hands over the newest frame or every frame."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from time import perf_counter

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame
from gesture_app.core.interfaces import Camera
from gesture_app.live.latest_value import LatestValue
from gesture_app.live.timestamp_correction import TimestampCorrector

READ_AHEAD = 4
"""frames of a file decoded in advance, so that reading and tracking overlap"""
CLOSING_S = 1.0
FIRST_WAIT_S = 0.1
"""seconds between two looks if the camera is to be closed before its first frame was taken"""


class CameraThread:
    """Opens a camera on a thread of its own and reads it until closed.

    A `TimestampCorrector` corrects time stamps that cannot be right. A live camera's frames wait in a slot of one: late
    ones are dropped and counted. Any other source waits instead.
    """

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self._newest: LatestValue[Frame] = LatestValue()
        self._every: queue.Queue[Frame] = queue.Queue(READ_AHEAD)
        self._stopping = threading.Event()
        self._finished = threading.Event()
        self._first_taken = threading.Event()
        self._trouble: CameraError | None = None
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Frames of a live camera that were replaced before they were taken."""
        return self._newest.dropped

    @property
    def ended(self) -> bool:
        """True if the source has ended and every frame was taken."""
        return self._finished.is_set() and self._every.empty() and self._trouble is None

    def next(self, timeout: float) -> Frame | None:
        """Return the next frame, or None if none came in time or the source has ended.

        Raises:
            CameraError: the camera could not be opened, or is gone.
        """
        frame = self._newest.take(timeout) if self.camera.live else self._next_of_all(timeout)
        if frame is None and self._trouble is not None:
            raise self._trouble
        if frame is not None:
            self._first_taken.set()
        return frame

    def stop(self) -> None:
        """Stop reading without waiting. The thread closes the camera as soon as it answers."""
        self._stopping.set()

    def close(self) -> None:
        """Stop reading and wait until the camera is closed."""
        self.stop()
        self._thread.join(CLOSING_S)

    def _next_of_all(self, timeout: float) -> Frame | None:
        deadline = perf_counter() + timeout
        while True:
            try:
                return self._every.get(timeout=0.01 if self._finished.is_set() else min(timeout, 0.1))
            except queue.Empty:
                if self._finished.is_set() or perf_counter() >= deadline:
                    return None

    def _run(self) -> None:
        try:
            self.camera.open()
            timestamps = TimestampCorrector(self.camera.live)
            while not self._stopping.is_set() and (frame := self.camera.read()) is not None:
                self._hand_over(timestamps.correct(frame))
        except CameraError as error:
            self._trouble = error
        except Exception as error:  # noqa: BLE001 - a bug in a camera must reach the reader of its frames
            self._trouble = CameraLostError(f"{self.camera.name} failed: {error}", "Choose the source again.")
            self._trouble.__cause__ = error
        finally:
            self.camera.close()
            self._finished.set()

    def _hand_over(self, frame: Frame) -> None:
        if self.camera.live:
            self._newest.put(frame)
            while not self._first_taken.is_set() and not self._stopping.is_set():
                self._first_taken.wait(FIRST_WAIT_S)  # no picture is decoded for a tracker that still loads
            return
        while not self._stopping.is_set():
            try:
                self._every.put(frame, timeout=0.1)
                break
            except queue.Full:
                continue


def frames_of(camera_thread: CameraThread, wait_s: float = 0.5) -> Iterator[Frame]:
    """Yield every frame of a camera until its source ends.

    Raises:
        CameraError: the camera could not be opened, or is gone.
    """
    while not camera_thread.ended:
        frame = camera_thread.next(wait_s)
        if frame is not None:
            yield frame

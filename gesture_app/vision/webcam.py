"""Cameras connected to this computer, by number or by name."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame, Image
from gesture_app.core.source_names import comparable_name, has_file_ending, same_name
from gesture_app.vision.opencv import cv2, grabbed_picture

PICTURE_SIZE = (640, 480)
"""pixels requested from the camera; more make tracking slower but not better"""
FIRST_PICTURE_S = 5.0
"""seconds to wait for the first frame"""
LOST_AFTER_S = 1.0
"""seconds without a frame after which the camera has gone"""
PAUSE_S = 0.02
"""seconds between two attempts to read"""


@dataclass(frozen=True, slots=True)
class WebcamInfo:
    """A camera that the system lists."""

    number: int
    name: str
    backend: int
    """OpenCV's backend, to which `number` belongs"""


def list_webcams() -> tuple[WebcamInfo, ...]:
    """Return the cameras of this computer by number, or none if they cannot be listed."""
    try:
        from cv2_enumerate_cameras import enumerate_cameras, supported_backends
    except ImportError:  # its system library is missing
        return ()
    for backend in supported_backends:
        if not cv2.videoio_registry.hasBackend(backend):
            continue
        try:
            found = enumerate_cameras(backend)
        except (OSError, RuntimeError):
            continue
        if found:
            webcams = (
                WebcamInfo(camera.index, (camera.name or "").strip() or f"camera {camera.index}", backend)
                for camera in found
            )
            return tuple(sorted(webcams, key=lambda webcam: webcam.number))
    return ()


def ask_for_permission() -> None:
    """Let macOS ask the user for the cameras. OpenCV asks only on the main thread, when it opens one."""
    cv2.VideoCapture(0, cv2.CAP_AVFOUNDATION).release()


def connect(webcam: WebcamInfo) -> cv2.VideoCapture:
    """Connect to the camera. Only reading shows if it answers."""
    capture = cv2.VideoCapture(webcam.number, webcam.backend)
    width, height = PICTURE_SIZE
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return capture


class Webcam:
    """A camera connected to this computer, by its number, its name or a part of its name."""

    live = True

    def __init__(
        self,
        which: int | str,
        *,
        exact: bool = False,
        webcams: Callable[[], tuple[WebcamInfo, ...]] = list_webcams,
        connect: Callable[[WebcamInfo], cv2.VideoCapture] = connect,
    ) -> None:
        """Set the camera to look for.

        Args:
            which: its number, its name or a part of its name.
            exact: True if `which` is the full name.
            webcams: lists the cameras.
            connect: connects to one of them.
        """
        self.name = f"camera {which}" if isinstance(which, int) else which
        self._which = which
        self._exact = exact
        self._webcams = webcams
        self._connect = connect
        self._capture = cv2.VideoCapture()
        self._opened_at = 0.0

    def open(self) -> None:
        """Find the camera and wait for its first frame."""
        self.close()
        webcams = self._webcams()
        webcam = self._chosen(webcams)
        if webcam is None:
            raise self._missing(webcams)
        self.name = webcam.name
        self._capture = self._connect(webcam)
        self._opened_at = time.perf_counter()
        if self._next_picture(FIRST_PICTURE_S) is None:
            answered = self._capture.isOpened()
            self.close()
            if not answered and webcam not in webcams:
                raise self._missing(webcams)
            raise CameraError(
                f'The camera "{webcam.name}" sends no frames.',
                "Close other programs that use it, or allow this one to use cameras in the system settings.",
            )

    def read(self) -> Frame | None:
        """Wait for the next frame."""
        taken = self._next_picture(LOST_AFTER_S)
        if taken is None:
            raise CameraLostError(
                f'The camera "{self.name}" has stopped.', "Check its cable, or choose another source."
            )
        image, captured_at = taken
        return Frame(image, captured_at - self._opened_at, captured_at)

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()

    def _next_picture(self, patience_s: float) -> tuple[Image, float] | None:
        give_up_at = time.perf_counter() + patience_s
        while self._capture.isOpened():
            if self._capture.grab():
                captured_at = time.perf_counter()
                image = grabbed_picture(self._capture)
                if image is not None:
                    return image, captured_at
            if time.perf_counter() > give_up_at:
                break
            time.sleep(PAUSE_S)
        return None

    def _chosen(self, webcams: tuple[WebcamInfo, ...]) -> WebcamInfo | None:
        if isinstance(self._which, str):
            wanted = comparable_name(self._which)
            exact = [webcam for webcam in webcams if same_name(webcam.name, wanted)]
            partly = [webcam for webcam in webcams if wanted and wanted in comparable_name(webcam.name)]
            return next(iter(exact if self._exact else exact + partly), None)
        if not webcams:  # some systems cannot list their cameras, yet open them by number
            return WebcamInfo(self._which, self.name, cv2.CAP_ANY)
        return next((webcam for webcam in webcams if webcam.number == self._which), None)

    def _missing(self, webcams: tuple[WebcamInfo, ...]) -> CameraError:
        if isinstance(self._which, int):
            sentence = f"Camera {self._which} was not found."
        elif self._exact:
            sentence = f'The camera "{self._which}" was not found.'
        else:
            sentence = f'No camera and no file called "{self._which}" was found.'
        existing = ", ".join(f"{webcam.number} ({webcam.name})" for webcam in webcams)
        hint = f"Choose one of these: {existing}." if existing else "Connect a camera, or use the source demo."
        if not self._exact and isinstance(self._which, str) and has_file_ending(self._which):
            hint = f"Check the name and folder of the file. {hint}"
        return CameraError(sentence, hint)

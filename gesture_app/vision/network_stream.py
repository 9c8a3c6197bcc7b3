"""A camera on the network: MJPEG over HTTP, RTSP and other streams that FFmpeg reads."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame
from gesture_app.vision.opencv import cv2, grabbed_picture

SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp", "udp", "tcp", "srt")
ANSWER_S = 5.0
"""seconds to wait for a connection or a frame"""
OLD_PICTURE_S = 0.01
"""seconds; a frame that comes sooner is from before the connection"""
CATCH_UP_S = 2.0
"""seconds to skip such frames"""


class NetworkStream:
    """A stream address. Its user name and password are never shown."""

    live = True

    def __init__(self, address: str, *, answer_s: float = ANSWER_S) -> None:
        self.name = shown_address(address)
        self._address = address
        self._answer_ms = round(answer_s * 1000)
        self._capture = cv2.VideoCapture()
        self._opened_at = 0.0

    def open(self) -> None:
        """Connect, and skip frames from before the connection."""
        self.close()
        if urlsplit(self._address).scheme.lower() not in SCHEMES:
            raise CameraError(
                f"{self.name} is not the address of a stream.", f"Use one that begins with {', '.join(SCHEMES)}."
            )
        limits = (
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, self._answer_ms),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, self._answer_ms),
            *(cv2.CAP_PROP_N_THREADS, 1),  # each further thread delays the stream by a frame
        )
        self._capture = cv2.VideoCapture(self._address, cv2.CAP_FFMPEG, limits)
        self._opened_at = time.perf_counter()
        if not self._catch_up():
            self.close()
            raise CameraError(
                f"{self.name} sends no frames.",
                "Check the address, and that the camera is on and in the same network.",
            )

    def read(self) -> Frame | None:
        """Wait for the next frame. Its time is that of its arrival, since times of streams are unreliable."""
        arrived = self._capture.grab()
        captured_at = time.perf_counter()
        image = grabbed_picture(self._capture) if arrived else None
        if image is None:
            raise CameraLostError(f"The stream from {self.name} has stopped.", "Check the camera and the network.")
        return Frame(image, captured_at - self._opened_at, captured_at)

    def close(self) -> None:
        """Disconnect."""
        self._capture.release()

    def _catch_up(self) -> bool:
        """Read until frames arrive live. Return False if none comes."""
        before = time.perf_counter()
        give_up_at = before + CATCH_UP_S
        while self._capture.grab():
            now = time.perf_counter()
            if now - before > OLD_PICTURE_S or now > give_up_at:
                return True
            before = now
        return False


def shown_address(address: str) -> str:
    """Return the address without user, password and query, which may be secret."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "the network stream"
    if not host or "@" in parts.path + parts.query + parts.fragment:  # a malformed password may be anywhere
        return "the network stream"
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"

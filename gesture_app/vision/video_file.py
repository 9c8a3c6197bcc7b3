"""Reads a video file, frame by frame, with its own times."""

from __future__ import annotations

import time
from math import isfinite
from pathlib import Path

from gesture_app.core.errors import UnusableSourceError
from gesture_app.core.frame import Frame
from gesture_app.vision.opencv import cv2, grabbed_picture

USUAL_RATE = 30.0
"""frames per second of a file without times and rate"""


class VideoFile:
    """A video file as a camera. Its frames are upright."""

    live = False

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._capture = cv2.VideoCapture()
        self._first_waits = False
        self._frame_s = 1 / USUAL_RATE
        self._last_time: float | None = None

    def open(self) -> None:
        """Open the file and decode its first frame."""
        self.close()
        self._check_file()
        self._capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        if not self._capture.grab():
            self.close()
            raise UnusableSourceError(
                f'"{self.name}" cannot be read as a video.',
                "It may be damaged or incomplete. Choose an MP4, MOV, WebM, MKV or AVI file.",
            )
        self._first_waits = True
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._frame_s = 1 / rate if 1 <= rate <= 1000 else 1 / USUAL_RATE
        self._last_time = None

    def read(self) -> Frame | None:
        """Return the next frame, or None at the end or where the file is damaged."""
        if not self._first_waits and not self._capture.grab():
            return None
        self._first_waits = False
        captured_at = time.perf_counter()
        image = grabbed_picture(self._capture)
        if image is None:
            return None
        return Frame(image, self._stamp(), captured_at)

    def seek(self, second: float) -> None:
        """Go on at a second of the file, or a little before it. Files that cannot be searched stay where they are."""
        if second > 0 and self._capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * second):
            self._first_waits = False

    def close(self) -> None:
        """Close the file."""
        self._capture.release()
        self._first_waits = False

    def _stamp(self) -> float:
        """Return the file's time of the frame in seconds, or the last time plus one frame if it does not rise."""
        stamp = max(0.0, self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
        stamp = stamp if isfinite(stamp) else 0.0
        if self._last_time is not None and not stamp > self._last_time:
            stamp = self._last_time + self._frame_s
        self._last_time = stamp
        return stamp

    def _check_file(self) -> None:
        if self._path.is_dir():
            raise UnusableSourceError(f'"{self._path}" is a folder, not a video.', "Choose one of the files inside.")
        try:
            with self._path.open("rb") as file:
                empty = not file.read(1)
        except FileNotFoundError:
            raise UnusableSourceError(f'There is no file "{self._path}".', "Check its name and folder.") from None
        except OSError as error:
            raise UnusableSourceError(
                f'"{self._path}" cannot be opened: {error.strerror}.', "Check the permissions of the file."
            ) from error
        if empty:
            raise UnusableSourceError(f'"{self.name}" is empty.', "Copy or record it again.")

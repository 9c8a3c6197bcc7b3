"""Reads a video file, frame by frame, with its own times, and passes over damaged frames."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from gesture_app.core.errors import UnusableSourceError
from gesture_app.core.frame import Frame, Image
from gesture_app.vision.opencv import cv2, grabbed_picture

USUAL_RATE = 30.0
"""frames per second of a file without times and rate"""
FORMATS = "Choose an MP4, MOV, WebM, MKV, AVI, WMV, MPG, 3GP or GIF file."
MOST_LOST = 3000
"""damaged frames in a row, after which a file is over"""
FEWEST_TRIED = 8
"""more frames than the file declares are tried, because some files declare too few"""
GAP = 2.5
"""frames; a longer pause is a damaged spot if frames are missing as well"""
SHORT_S, SHORT_SHARE = 0.7, 0.04
"""a file that ends this much before its declared end, in seconds and as a share, was cut short"""


@dataclass(frozen=True, slots=True)
class DamagedSpot:
    """Frames of a file that cannot be read."""

    frames: int
    start: float
    """seconds of the file"""
    end: float
    """seconds of the file"""


class VideoFile:
    """A video file as a camera. Its frames are upright."""

    live = False

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._capture = cv2.VideoCapture()
        self._first: Image | None = None
        self._frame_s = 1 / USUAL_RATE
        self._declared = 0
        self._last_time: float | None = None
        self._spots: list[DamagedSpot] = []
        self._gaps: list[DamagedSpot] = []
        self._lost_at_start = 0
        self._over = False
        self.index = -1
        """of the last frame, from 0, damaged ones counted"""

    def open(self) -> None:
        """Open the file and decode its first frame that is not damaged."""
        self.close()
        self._check_file()
        self._capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        declared = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self._declared = int(declared) if 0 < declared < 1e9 else 0
        self._frame_s = 1 / rate if 1 <= rate <= 1000 else 1 / USUAL_RATE
        self._last_time, self.index, self._over = None, -1, False
        self._spots, self._gaps = [], []
        self._first, self._lost_at_start = self._next_image()
        if self._first is None:
            self.close()
            raise UnusableSourceError(
                f'"{self.name}" cannot be read as a video.', f"It may be damaged or incomplete. {FORMATS}"
            )

    def read(self) -> Frame | None:
        """Return the next frame that is not damaged, or None at the end."""
        if self._over:
            return None
        captured_at = time.perf_counter()
        if self._first is not None:
            found: tuple[Image | None, int] = (self._first, self._lost_at_start)
            self._first = None
        else:
            found = self._next_image()
        image, lost = found
        if image is None:
            self._over = True
            return None
        before = self._last_time
        stamp = self._stamp(lost)
        self._note_spot(before, stamp, lost)
        return Frame(image, stamp, captured_at)

    @property
    def damaged_spots(self) -> tuple[DamagedSpot, ...]:
        """The spots that were passed over until now."""
        missing = self._declared - 1 - self.index if self._over else 0
        if not self._spots and missing > 1:  # the decoder passed over them by itself
            return tuple(spot for spot in self._gaps if spot.frames <= missing)
        return tuple(self._spots)

    @property
    def seconds_missing(self) -> float:
        """Seconds by which the file ends before its declared end, or 0 if it is whole."""
        if not self._over or self._last_time is None:
            return 0.0
        declared_s = self._declared * self._frame_s
        missing = declared_s - self._last_time - self._frame_s
        return missing if missing > max(SHORT_S, SHORT_SHARE * declared_s) else 0.0

    def seek(self, second: float) -> None:
        """Go on at a second of the file, or a little before it. Files that cannot be searched stay where they are."""
        if second > 0 and self._capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * second):
            self._first = None

    def close(self) -> None:
        """Close the file."""
        self._capture.release()
        self._first = None

    def _next_image(self) -> tuple[Image | None, int]:
        """Return the next image that can be decoded, and the number of damaged frames before it."""
        for lost in range(max(FEWEST_TRIED, min(self._declared - self.index + FEWEST_TRIED, MOST_LOST))):
            image = grabbed_picture(self._capture) if self._capture.grab() else None
            if image is not None:
                self.index += lost + 1
                return image, lost
        return None, 0

    def _note_spot(self, before: float | None, stamp: float, lost: int) -> None:
        start = 0.0 if before is None else before + self._frame_s
        gap = round((stamp - start) / self._frame_s)
        if lost:
            self._spots.append(DamagedSpot(max(lost, min(gap, MOST_LOST)), start, stamp))
        elif before is not None and stamp - before > GAP * self._frame_s:
            self._gaps.append(DamagedSpot(max(1, gap), start, stamp))

    def _stamp(self, lost: int = 0) -> float:
        """Return the file's time of the frame in seconds, or the last time plus a frame if it does not rise."""
        stamp = max(0.0, self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
        stamp = stamp if isfinite(stamp) else 0.0
        if self._last_time is not None and not stamp > self._last_time:
            stamp = self._last_time + (lost + 1) * self._frame_s
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

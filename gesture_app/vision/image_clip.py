"""Reads images as a camera: the frames of a clip in a folder, a pose, or a WebP picture that moves."""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import UnusableSourceError
from gesture_app.core.frame import Frame, Image
from gesture_app.vision.opencv import cv2
from gesture_app.vision.video_file import DamagedSpot

LARGEST_IMAGE = 200_000_000
"""bytes of a file"""
MOST_PIXELS = 64_000_000
"""of an image"""
MOST_ANIMATED = 600_000_000
"""pixels of all frames of a moving picture, which is decoded at once"""
LONGEST_SIDE = 1920
"""pixels; larger images are made smaller, because hands are found as well"""
SMALL = (32, 24)
"""width and height of an image that is compared with others"""
_LEAST_FRAME_S = 0.01


def read_image(path: Path) -> Image | None:
    """Return an image as RGB uint8 [H, W, 3], upright, or None if it cannot be read or is too large."""
    try:
        if path.stat().st_size > LARGEST_IMAGE:
            return None
        data = np.fromfile(path, np.uint8)  # OpenCV cannot open every path that Python can
        size = _declared_size(bytes(data[:65536]))
        if size is not None and size[0] * size[1] > MOST_PIXELS:
            return None
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    except (OSError, cv2.error, MemoryError):
        return None
    return None if image is None else _fitting(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))


def read_small(path: Path) -> npt.NDArray[np.float32] | None:
    """Return an image as grey numbers from 0 to 255 [24, 32], or None if it cannot be read."""
    image = read_image(path)
    if image is None:
        return None
    grey = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, SMALL, interpolation=cv2.INTER_AREA), np.float32)


class ImageClip:
    """Images in order at a fixed rate. Images that cannot be read are passed over."""

    live = False
    seconds_missing = 0.0

    def __init__(self, name: str, images: Sequence[Path], rate: float) -> None:
        self.name = name
        self._images, self._rate = images, rate
        self._spots: list[DamagedSpot] = []
        self.index = -1

    @property
    def damaged_spots(self) -> tuple[DamagedSpot, ...]:
        """The images that were passed over until now."""
        return tuple(self._spots)

    def open(self) -> None:
        """Begin with the first image."""
        self.index, self._spots = -1, []

    def read(self) -> Frame | None:
        """Return the next image, or None at the end."""
        first = self.index + 1
        for index in range(first, len(self._images)):
            captured_at = time.perf_counter()
            image = read_image(self._images[index])
            if image is not None:
                if index > first:
                    self._spots.append(DamagedSpot(index - first, first / self._rate, index / self._rate))
                self.index = index
                return Frame(image, index / self._rate, captured_at)
        return None

    def close(self) -> None:
        """Do nothing, because no file stays open."""


class AnimatedImage:
    """A WebP picture that moves, decoded at once."""

    live = False
    seconds_missing = 0.0
    damaged_spots: tuple[DamagedSpot, ...] = ()

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._frames: list[Image] = []
        self._times: list[float] = []
        self.index = -1

    def open(self) -> None:
        """Decode all frames."""
        try:
            data = self._path.read_bytes() if self._path.stat().st_size <= LARGEST_IMAGE else b""
        except OSError as error:
            raise UnusableSourceError(
                f'"{self._path}" cannot be opened: {error.strerror}.', "Check the permissions of the file."
            ) from error
        size = _declared_size(data)
        if size is None or size[0] * size[1] * max(1, data.count(b"ANMF")) > MOST_ANIMATED:
            raise UnusableSourceError(f'"{self.name}" is too large or damaged.', "Convert it to an MP4 file.")
        done, animation = cv2.imdecodeanimation(np.frombuffer(data, np.uint8).reshape(1, -1))
        if not done or not len(animation.frames):
            raise UnusableSourceError(f'"{self.name}" cannot be read as a video.', "Convert it to an MP4 file.")
        self._frames = [np.asarray(frame[..., 2::-1], np.uint8) for frame in animation.frames]
        lengths = np.maximum(np.asarray(animation.durations, np.float64).ravel() / 1000, _LEAST_FRAME_S)
        self._times = [0.0, *np.cumsum(lengths)[:-1].tolist()]
        self.index = -1

    def read(self) -> Frame | None:
        """Return the next frame, or None at the end."""
        if self.index + 1 >= len(self._frames):
            return None
        self.index += 1
        return Frame(self._frames[self.index], self._times[self.index], time.perf_counter())

    def close(self) -> None:
        """Free the frames."""
        self._frames, self._times = [], []


def _fitting(image: npt.NDArray[np.generic]) -> Image:
    height, width = image.shape[:2]
    scale = LONGEST_SIDE / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return np.asarray(cv2.resize(np.asarray(image, np.uint8), size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(image, np.uint8)


def _declared_size(head: bytes) -> tuple[int, int] | None:
    """Return the width and height in the head of a PNG, BMP or WebP, or None if it is none of these."""
    if head.startswith(b"\x89PNG") and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    if head.startswith(b"BM") and len(head) >= 26:
        width, height = struct.unpack("<ii", head[18:26])
        return abs(width), abs(height)
    if head[8:16] == b"WEBPVP8X" and len(head) >= 30:
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    return None

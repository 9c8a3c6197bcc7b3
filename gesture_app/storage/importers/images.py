"""Import images: a folder of numbered frames is a clip, and images that do not follow each other are poses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import natural_order
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.storage.importers.base import UNKNOWN_GESTURE, Cut, FoundVideo, Item, below
from gesture_app.storage.importers.layouts import Clip, can_be_gesture, clip_gesture

SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".jfif")
USUAL_RATE = 30.0
"""frames a second of numbered frames"""
MOST_FRAMES = 600
"""of a clip of a gesture; a folder of more images holds poses"""
FEWEST_FRAMES = 4
LOOKED_AT = 16
"""images of a folder that are compared"""
FARTHEST_LAG = 6
APART = 0.7
"""of the difference between distant images; neighbouring frames differ less"""
STILL = 2.0
"""levels of grey; images that differ less are frames in which the hand is held"""
_NUMBER = re.compile(r"(.*?)(\d+)\D*$")
SmallImage = npt.NDArray[np.float32]
ReadSmall = Callable[[Path], SmallImage | None]


class Images:
    """Images in folders named after their gestures, or in a folder for each clip.

    Args:
        read_small: returns an image as a few grey numbers, or None if it cannot be read.
    """

    title = "images"
    suffixes: tuple[str, ...] = SUFFIXES
    without_clock = True
    named_by = "folder"

    def __init__(self, read_small: ReadSmall) -> None:
        self._read_small = read_small
        self._known: dict[Path, bool] = {}

    def claims(self, file: Path) -> bool:
        """Return True for images."""
        return file.suffix.lower() in SUFFIXES

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count nothing, because every take is a clip."""
        return Counter()

    def clips(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Sequence[Clip]:
        """Return a clip for each folder of frames and for each pose."""
        return [clip for clip, _ in self._found(root, files, options)]

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all clips and poses with their gestures."""
        for clip, images in self._found(root, files, options):
            try:
                gesture = clip_gesture(root, clip, options)
            except RecordingError as error:
                yield Skipped(below(root, clip.path), error.sentence)
                continue
            if not gesture:
                yield Skipped(below(root, clip.path), UNKNOWN_GESTURE)
                continue
            rate = (options.rate or USUAL_RATE) if clip.by_frame else 0.0
            yield FoundVideo(clip.path, (Cut(gesture),), images, rate)

    def _found(
        self, root: Path, files: Sequence[Path], options: ImportOptions
    ) -> Iterator[tuple[Clip, tuple[Path, ...]]]:
        by_folder: dict[Path, list[Path]] = defaultdict(list)
        for file in files:
            by_folder[file.parent].append(file)
        for folder in sorted(by_folder, key=lambda folder: natural_order(str(folder))):
            images = sorted(by_folder[folder], key=lambda file: natural_order(file.name))
            frames = self._are_frames(folder, images) if options.poses is None else not options.poses
            if frames:
                yield Clip(folder, _named(root, folder), by_frame=True), tuple(images)
            else:
                named = folder if folder != root else None
                yield from ((Clip(image, named), (image,)) for image in images)

    def _are_frames(self, folder: Path, images: Sequence[Path]) -> bool:
        """Return True if the images of a folder follow each other in time."""
        if folder not in self._known:
            self._known[folder] = _are_numbered(images) and self._follow_each_other(images)
        return self._known[folder]

    def _follow_each_other(self, images: Sequence[Path]) -> bool:
        middle = max(0, (len(images) - LOOKED_AT) // 2)
        small = [image for file in images[middle : middle + LOOKED_AT] if (image := self._read_small(file)) is not None]
        if len(small) < FEWEST_FRAMES:
            return False
        by_lag = [
            median(float(np.abs(one - other).mean()) for one, other in zip(small, small[lag:], strict=False))
            for lag in range(1, min(FARTHEST_LAG, len(small) - 1) + 1)
        ]
        return by_lag[0] < STILL or by_lag[0] < APART * max(by_lag)


def _are_numbered(images: Sequence[Path]) -> bool:
    """Return True for the frames of one clip by their names: one word before rising numbers, and few gaps."""
    found = [_NUMBER.fullmatch(image.stem) for image in images]
    if not FEWEST_FRAMES <= len(images) <= MOST_FRAMES or not all(found):
        return False
    words = {match[1] for match in found if match is not None}
    numbers = sorted(int(match[2][-9:]) for match in found if match is not None)
    steps = np.diff(numbers)
    return len(words) == 1 and bool((steps > 0).all()) and bool(np.median(steps) == steps.min())


def _named(root: Path, folder: Path) -> Path | None:
    """Return the folder that is named after the gesture of a folder of frames."""
    if folder == root:
        return None
    if folder.parent == root:
        return folder if can_be_gesture(folder.name) else None
    return folder.parent

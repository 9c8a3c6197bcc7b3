"""`raw_<gesture>_<time>.npy` [T, 100] and its windows `seq_<gesture>_<time>.npy` [N, 30, 100]: one hand, no clock.

A row is 21 joints of x, y, z and visibility, 15 angles, and the gesture's number. The pictures were mirrored, and
frames without a hand were not written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.gestures import NONE, gesture_name, natural_order
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from gesture_app.core.segmentation import LONGEST_S, TakeSegmenter
from gesture_app.storage.files.safe_npy import read_numbers
from gesture_app.storage.importers.base import FoundTake, Item, below, modified
from gesture_app.storage.importers.landmark_arrays import (
    USUAL_PICTURE,
    Numbers,
    broken_hands,
    in_pixels,
    recording_without_clock,
    unmirrored,
)

USUAL_RATE = 30.0
"""frames a second at which hands alone are tracked"""
NONE_TAKE_S = 5.0
WIDTH = 100
_NAME = re.compile(r"(raw|seq)_(.+)_(\d{1,12})")
_JOINTS = slice(0, 4 * LANDMARK_COUNT)
_RIGHT = 1


class FrameStreams:
    """Long streams of one gesture, whole or as overlapping windows."""

    title = "streams of one hand (raw_….npy, seq_….npy)"
    suffixes: tuple[str, ...] = (".npy",)
    without_clock = True
    named_by = "file name"

    def claims(self, file: Path) -> bool:
        """Return True for the names of this layout."""
        return file.suffix.lower() == ".npy" and _NAME.fullmatch(file.stem) is not None

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count streams, which may become several takes."""
        counts: Counter[str] = Counter()
        there = frozenset(files)
        for file in files:
            if not _has_raw(file, there):
                try:
                    counts[_gesture(file, options)] += 1
                except RecordingError:
                    counts[""] += 1
        return counts

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all streams, cut at their pauses if they are long."""
        there = frozenset(files)
        for file in sorted(files, key=lambda file: natural_order(str(file))):
            name = below(root, file)
            if _has_raw(file, there):
                yield Skipped(name, f"The same frames are in {_raw_of(file).name}.")
                continue
            try:
                gesture = _gesture(file, options)
                streams = _streams(read_numbers(file))
            except GestureAppError as error:
                yield Skipped(name, error.sentence)
                continue
            if streams is None:
                yield Skipped(name, "It has neither rows nor windows of 100 numbers.")
                continue
            for part, rows in enumerate(streams, 1):
                yield from _takes(name if len(streams) == 1 else f"{name}, part {part}", file, rows, gesture, options)


def _gesture(file: Path, options: ImportOptions) -> str:
    if options.gesture:
        return gesture_name(options.gesture)
    match = _NAME.fullmatch(file.stem)
    return gesture_name(match[2] if match else file.stem)


def _raw_of(file: Path) -> Path:
    return file.with_name("raw" + file.name[3:])


def _has_raw(file: Path, files: Collection[Path]) -> bool:
    """Return True if these are windows of a stream that is there as well."""
    return file.name.startswith("seq") and _raw_of(file) in files and _raw_of(file).stat().st_size > 0


def _streams(values: Numbers) -> list[Numbers] | None:
    """Return streams [T, 100] of rows [T, 100] or windows [N, 30, 100], or None for other shapes."""
    if values.ndim == 2 and values.shape[1] == WIDTH and len(values):
        return [values]
    if values.ndim == 3 and values.shape[2] == WIDTH and min(values.shape[:2]):
        follows = [bool(np.array_equal(one[1:], next_[:-1], equal_nan=True)) for one, next_ in pairwise(values)]
        starts = [0, *(n + 1 for n, goes_on in enumerate(follows) if not goes_on), len(values)]
        return [np.concatenate([values[a], values[a + 1 : b, -1]]) for a, b in pairwise(starts)]
    return None


def _takes(name: str, file: Path, rows: Numbers, gesture: str, options: ImportOptions) -> Iterator[Item]:
    hand = rows[:, _JOINTS].reshape(-1, LANDMARK_COUNT, 4)[..., :3]
    hands = np.full((len(rows), 2, LANDMARK_COUNT, 3), np.nan)
    hands[:, _RIGHT] = np.where(np.any(hand != 0, axis=(1, 2), keepdims=True), hand, np.nan)
    broken = broken_hands(hands)
    if broken.any():
        yield Skipped(name, f"{int(broken.sum())} of its frames hold numbers that are missing (NaN) or infinite.")
    numbers = np.flatnonzero(~broken).astype(np.float64)
    hands = hands[~broken]
    if not np.isfinite(hands[:, _RIGHT, 0, 0]).any():
        yield Skipped(name, "No hand is visible in this take.")
        return
    if in_pixels(hands):
        yield Skipped(name, "Its positions are not fractions of the frame size. They may be pixels.")
        return
    rate = options.rate or USUAL_RATE
    try:
        stream = recording_without_clock(hands, numbers, rate, _info(name, file, gesture, rate))
        for take in _cut(unmirrored_right(stream)):
            yield FoundTake(name, take)
    except RecordingError as error:
        yield Skipped(name, error.sentence)


def unmirrored_right(stream: Recording) -> Recording:
    """Undo the mirroring. The one hand, whose side was not stored, stays the right one."""
    turned = unmirrored(stream)
    return replace(turned, landmarks=np.ascontiguousarray(turned.landmarks[:, ::-1]))


def _cut(stream: Recording) -> list[Recording]:
    """Return the takes of a long stream, or the stream itself if it is short or has no pauses."""
    if stream.seconds <= LONGEST_S:
        return [stream]
    cutter = TakeSegmenter(NONE_TAKE_S if stream.info.gesture == NONE else None)
    takes = [take for frame in stream.frames() if (take := cutter.push(frame)) is not None]
    last = cutter.finish()
    takes += [last] if last is not None else []
    note = f"{stream.info.note} Cut from {stream.seconds:.0f} s."
    return [recording_of(take, replace(stream.info, note=note)) for take in takes] or [stream]


def _info(name: str, file: Path, gesture: str, rate: float) -> RecordingInfo:
    match = _NAME.fullmatch(file.stem)
    stamp = int(match[3]) if match else 0
    try:
        made = datetime.fromtimestamp(stamp, UTC).isoformat(timespec="seconds") if stamp > 10**8 else modified(file)
    except (OSError, OverflowError, ValueError):
        made = modified(file)
    return RecordingInfo(
        gesture=gesture,
        session=f"import {stamp}",
        source=f"stream {name}",
        tracker="mediapipe, version not known",
        frame_size=USUAL_PICTURE,
        recorded_at=made,
        note=(
            f"No times were stored: {rate:g} frames a second assumed. Frames without a hand were not stored. "
            f"The picture's size is not known: {USUAL_PICTURE[0]} by {USUAL_PICTURE[1]} assumed. "
            "The picture was mirrored. Whose hand it is was not stored: the right one assumed."
        ),
    )

"""Trees of MediaPipe key points: `MP_Data/<word>/<n>/<frame>.npy`, or a whole take in one `<word>/<n>.npy`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.storage.files.safe_npy import read_numbers, shape_of
from gesture_app.storage.importers.base import (
    UNKNOWN_GESTURE,
    FoundTake,
    Item,
    below,
    import_session,
    in_order,
    modified,
)
from gesture_app.storage.importers.landmark_arrays import (
    USUAL_PICTURE,
    HandColumns,
    Numbers,
    broken_hands,
    in_pixels,
    recording_without_clock,
    sides_by_place,
    unmirrored,
)
from gesture_app.storage.importers.layouts import Clip, clip_gesture

USUAL_RATE = 15.0
"""frames a second at which Holistic, which most of these trees come from, runs on an ordinary computer"""
MOST_FRAMES = 100_000
FEWEST_GOOD = 0.5
"""of a take's frames; with fewer the take is skipped as a whole"""

# Pose is 33 points of 4 numbers (or of 3, without visibility), the face 468 of 3, a hand 21 of 3.
# Where more than one order is known for a width, the one is taken in which the wrists lie where wrists lie.
COLUMNS: dict[int, tuple[HandColumns, ...]] = {
    1662: (HandColumns(1536, 1599),),  # pose 132, face, left, right
    1629: (HandColumns(1503, 1566),),  # pose 99, face, left, right
    1530: (HandColumns(1404, 1467),),  # face, left, right
    258: (HandColumns(132, 195), HandColumns(0, 63)),  # pose 132, left, right; or the hands first
    225: (HandColumns(99, 162), HandColumns(0, 63)),  # pose 99, left, right; or the hands first
    170: (HandColumns(0, 63, by_side=False), HandColumns(44, 107)),  # two hands as found, then 11 points of the pose
    126: (HandColumns(0, 63),),  # left, right
    63: (HandColumns(None, 0),),  # one hand
}
_NUMBER = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _NpyTake:
    """The files of one take."""

    folder: Path
    """names the gesture, or its parent does"""
    frames: tuple[Path, ...]
    """one file a frame; a single one with every frame in it where `whole`"""
    whole: bool

    @property
    def path(self) -> Path:
        return self.frames[0] if self.whole else self.folder


class KeyPointTree:
    """Rows of numbers per frame, as saved by programs that train on MediaPipe Holistic."""

    title = "MediaPipe key points (MP_Data)"
    suffixes: tuple[str, ...] = (".npy",)
    without_clock = True

    def claims(self, file: Path) -> bool:
        """Return True for any .npy file."""
        return file.suffix.lower() == ".npy"

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count nothing, because every take is a clip."""
        return Counter()

    def clips(self, root: Path, files: Sequence[Path]) -> Sequence[Clip]:
        """Return every take. One file of each folder is opened."""
        return [_clip(root, take) for take in _takes(files)]

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all takes, and skip invalid files."""
        for take in _takes(files):
            try:
                gesture = clip_gesture(root, _clip(root, take), options)
            except RecordingError as error:
                yield Skipped(below(root, take.path), error.sentence)
                continue
            if not gesture:
                yield Skipped(below(root, take.path), UNKNOWN_GESTURE)
                continue
            yield from _read(root, take, gesture, options)


def _takes(files: Sequence[Path]) -> Iterator[_NpyTake]:
    by_folder: dict[Path, list[Path]] = defaultdict(list)
    for file in files:
        by_folder[file.parent].append(file)
    for folder in sorted(by_folder, key=lambda folder: in_order(str(folder))):
        own = sorted(by_folder[folder], key=lambda file: in_order(file.name))
        if _holds_whole_takes(own):
            yield from (_NpyTake(folder, (file,), whole=True) for file in own)
        else:
            yield _NpyTake(folder, tuple(own), whole=False)


def _holds_whole_takes(files: Sequence[Path]) -> bool:
    """Return True if the first readable file is a table, which is a take, and not a row, which is a frame."""
    for file in files:
        try:
            axes = len(shape_of(file))
        except GestureAppError:
            continue
        return axes >= 2
    return False


def _clip(root: Path, take: _NpyTake) -> Clip:
    """Return the clip of a take. The root names it if the files in it are numbered."""
    named: Path | None = _named(root, take)
    if named == root and (take.path == root or not take.path.stem.isdecimal()):
        named = None
    return Clip(take.path, named, by_frame=not take.whole)


def _named(root: Path, take: _NpyTake) -> Path:
    """Return the folder that is named after the gesture: the first of `<word>/<n>/`, or `<word>/` below the root."""
    folder = take.folder
    if take.whole or folder == root:
        return folder
    return folder if folder.parent == root and not folder.name.isdecimal() else folder.parent


def _read(root: Path, take: _NpyTake, gesture: str, options: ImportOptions) -> Iterator[Item]:
    rows: dict[int, Numbers] = {}
    for number, file in enumerate(take.frames) if take.whole else _numbered(take.frames):
        if isinstance(number, str):
            yield Skipped(below(root, file), number)
            continue
        try:
            values = read_numbers(file)
        except GestureAppError as error:
            yield Skipped(below(root, file), error.sentence)
            continue
        if take.whole:
            if values.ndim != 2 or not 1 <= len(values) <= MOST_FRAMES:
                yield Skipped(below(root, file), f"It has the shape {values.shape}, not frames by numbers.")
                return
            rows = dict(enumerate(values))
        elif number in rows:
            yield Skipped(below(root, file), f"There are two files for frame {number}.")
        else:
            rows[number] = values.ravel()
    if not rows:
        if not take.whole:
            yield Skipped(below(root, take.path), "None of its frames can be read.")
        return
    yield from _assembled(root, take, rows, gesture, options)


def _numbered(files: Sequence[Path]) -> Iterator[tuple[int | str, Path]]:
    """Yield each frame with its number, or with a sentence if its name has none."""
    for file in files:
        numbers = _NUMBER.findall(file.stem)
        if not numbers or len(numbers[-1]) > 9:
            yield "Its name is not the number of a frame.", file
        else:
            yield int(numbers[-1]), file


def _assembled(
    root: Path, take: _NpyTake, rows: dict[int, Numbers], gesture: str, options: ImportOptions
) -> Iterator[Item]:
    """Yield the take without invalid frames, which are skipped."""
    width = Counter(len(row) for row in rows.values()).most_common(1)[0][0]
    orders = COLUMNS.get(width)
    if orders is None:
        known = ", ".join(map(str, sorted(COLUMNS, reverse=True)))
        yield Skipped(below(root, take.path), f"It has {width} numbers per frame. Known are {known}.")
        return
    for number in [number for number, row in rows.items() if len(row) != width]:
        yield Skipped(_frame(root, take, number), f"It has {len(rows.pop(number))} numbers, the others {width}.")
    numbers = np.array(sorted(rows))
    table = np.stack([rows[number] for number in numbers])
    columns = next((order for order in orders if order.fit(table)), None)
    if columns is None:
        reason = "Its numbers are not hands in any known order, because depth is not relative to the wrist."
        yield Skipped(below(root, take.path), reason)
        return
    hands = columns.hands(table)
    broken = broken_hands(hands)
    for number in numbers[broken]:
        yield Skipped(_frame(root, take, number), "Some of its numbers are missing (NaN) or infinite.")
    if (~broken).sum() < FEWEST_GOOD * len(take.frames if not take.whole else table):
        yield Skipped(below(root, take.path), "Most of its frames cannot be used.")
        return
    hands, numbers = hands[~broken], numbers[~broken]
    if in_pixels(hands):
        yield Skipped(below(root, take.path), "Its positions are not fractions of the frame size. They may be pixels.")
        return
    if np.isnan(hands[:, :, 0, 0]).all():
        yield Skipped(below(root, take.path), "No hand is visible in this take.")
        return
    try:
        yield FoundTake(below(root, take.path), _recording(root, take, hands, numbers, columns, gesture, options))
    except RecordingError as error:
        yield Skipped(below(root, take.path), error.sentence)


def _frame(root: Path, take: _NpyTake, number: int) -> str:
    if take.whole:
        return f"{below(root, take.path)}, frame {number}"
    file = next(file for found, file in _numbered(take.frames) if found == number)
    return below(root, file)


def _recording(
    root: Path,
    take: _NpyTake,
    hands: Numbers,
    numbers: Numbers,
    columns: HandColumns,
    gesture: str,
    options: ImportOptions,
) -> Recording:
    rate = options.rate or USUAL_RATE
    gaps = int(numbers[-1] - numbers[0] + 1 - len(numbers))
    remarks = [
        f"No times were stored: {rate:g} frames a second assumed.",
        f"The picture's size is not known: {USUAL_PICTURE[0]} by {USUAL_PICTURE[1]} assumed.",
    ]
    if gaps:
        remarks.append(f"{gaps} frames are missing.")
    if not columns.by_side:
        hands = sides_by_place(hands)
        remarks.append("Which hand is whose was not stored: told by their places.")
    elif columns.left is None:
        remarks.append("Whose hand it is was not stored: the right one assumed.")
    else:
        remarks.append("Left and right are as stored.")
    remarks.append("The picture was mirrored." if options.mirrored else "The picture is taken to be unmirrored.")
    places = hands[:, :, 0, :2]
    if not np.nan_to_num(places).any():
        remarks.append("Places are counted from the wrist: the way of the hand is not known.")
    info = RecordingInfo(
        gesture=gesture,
        session=import_session(root),
        source=f"MediaPipe key points {below(root, take.path)}",
        tracker="mediapipe, version not known",
        frame_size=USUAL_PICTURE,
        recorded_at=modified(take.frames[0]),
        note=" ".join(remarks),
    )
    recording = recording_without_clock(hands, numbers, rate, info)
    return unmirrored(recording) if options.mirrored else recording

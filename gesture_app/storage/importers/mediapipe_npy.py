"""Trees of MediaPipe key points: `MP_Data/<word>/<n>/<frame>.npy`, or a whole take in one `<word>/<n>.npy`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.gestures import natural_order
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.storage.files.safe_npy import read_numbers, shape_of
from gesture_app.storage.importers.base import UNKNOWN_GESTURE, Item, below
from gesture_app.storage.importers.key_point_shapes import are_poses, is_frame, take_count, takes_in
from gesture_app.storage.importers.key_point_takes import KeyPointSource, hands_of, take_items
from gesture_app.storage.importers.landmark_arrays import Numbers
from gesture_app.storage.importers.layouts import Clip, can_be_gesture, clip_gesture

MOST_FRAMES = 100_000
MOST_JUDGED = 12
"""folders or files that are read to see if rows are poses"""
MOST_ROWS_JUDGED = 60
"""of each"""
MOST_COUNTED = 300
"""files whose rows are counted before the import"""
Kind = TypeVar("Kind")
_NUMBER = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _NpyTake:
    """The files of one take."""

    folder: Path
    """names the gesture, or its parent does"""
    frames: tuple[Path, ...]
    """one file a frame; a single one with every frame in it where `whole`"""
    whole: bool
    poses: bool | None = None
    """True if its rows are poses, False if they follow in time; None: the file shows it by itself"""

    @property
    def path(self) -> Path:
        return self.frames[0] if self.whole else self.folder


class KeyPointTree:
    """Rows of numbers per frame, as saved by programs that train on MediaPipe Holistic."""

    title = "MediaPipe key points (MP_Data)"
    suffixes: tuple[str, ...] = (".npy",)
    without_clock = True
    named_by = "folder"

    def claims(self, file: Path) -> bool:
        """Return True for any .npy file."""
        return file.suffix.lower() == ".npy"

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count nothing, because every take is a clip."""
        return Counter()

    def clips(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Sequence[Clip]:
        """Return every take. A few files of each folder are opened."""
        takes = list(_takes(root, files))
        counted = len(takes) <= MOST_COUNTED
        return [clip for take in takes for clip in [_clip(root, take)] * (_count(take) if counted else 1)]

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all takes, and skip invalid files."""
        for take in _takes(root, files):
            try:
                gesture = clip_gesture(root, _clip(root, take), options)
            except RecordingError as error:
                yield Skipped(below(root, take.path), error.sentence)
                continue
            if not gesture:
                yield Skipped(below(root, take.path), UNKNOWN_GESTURE)
                continue
            yield from (_of_file if take.whole else _of_frames)(root, take, gesture, options)


def _takes(root: Path, files: Sequence[Path]) -> Iterator[_NpyTake]:
    """Yield every take: a file with a table, or a folder with a file for each frame.

    Files with a row each, in folders that can be named after gestures, are poses if the hand jumps between them.
    """
    by_folder: dict[Path, list[Path]] = defaultdict(list)
    for file in files:
        by_folder[file.parent].append(file)
    folders = sorted(by_folder, key=lambda folder: natural_order(str(folder)))
    own = {folder: sorted(by_folder[folder], key=lambda file: natural_order(file.name)) for folder in folders}
    whole = {folder: _holds_whole_takes(own[folder]) for folder in folders}
    named = [folder for folder in folders if not whole[folder] and can_be_gesture(folder.name)]
    poses = _hold_poses([own[folder] for folder in named])
    for folder in folders:
        if whole[folder]:
            jumps = _are_files_of_poses(own[folder])
            yield from (_NpyTake(folder, (file,), whole=True, poses=jumps or None) for file in own[folder])
        elif poses and folder in named:
            yield from (_NpyTake(folder, (file,), whole=True, poses=True) for file in own[folder])
        else:
            yield _NpyTake(folder, tuple(own[folder]), whole=False, poses=False)


def _holds_whole_takes(files: Sequence[Path]) -> bool:
    """Return True if the first readable file is a table, which is a take, and not a row, which is a frame."""
    for file in files:
        try:
            shape = shape_of(file)
        except GestureAppError:
            continue
        return not is_frame(shape)
    return False


def _hold_poses(folders: Sequence[Sequence[Path]]) -> bool:
    """Return True if the files of folders, with a row each, are poses that do not follow each other."""
    return are_poses(
        [hands for files in _spread(folders) if (hands := _hands_in(files[:MOST_ROWS_JUDGED])) is not None]
    )


def _are_files_of_poses(files: Sequence[Path]) -> bool:
    """Return True if the rows of the files of a folder are poses that do not follow each other."""
    return are_poses([hands for file in _spread(files) if (hands := _hands_in([file])) is not None])


def _spread(of: Sequence[Kind]) -> Sequence[Kind]:
    return of[:: max(1, len(of) // MOST_JUDGED)]


def _hands_in(files: Sequence[Path]) -> Numbers | None:
    """Return the hands [T, 2, 21, 3] in the rows of files, or None if there are none."""
    rows: list[Numbers] = []
    for file in files:
        try:
            for take in takes_in(read_numbers(file)):
                rows += list(take[:MOST_ROWS_JUDGED])
                break
        except GestureAppError:
            continue
    return hands_of(dict(enumerate(rows)))


def _count(take: _NpyTake) -> int:
    """Return the number of takes in the file or files of a take."""
    if not take.whole:
        return 1
    try:
        shape = shape_of(take.path)
        if take_count(shape) > 1 or is_frame(shape) or not take.poses:
            return take_count(shape)
        return sum(len(rows) for rows in takes_in(read_numbers(take.path)))
    except GestureAppError:
        return 1


def _clip(root: Path, take: _NpyTake) -> Clip:
    """Return the clip of a take. The root names it if the files in it are numbered."""
    named: Path | None = _named(root, take)
    if named == root and (take.path == root or not take.path.stem.isdecimal()):
        named = None
    return Clip(take.path, named, by_frame=not take.whole, many=take.whole and _count(take) > 1)


def _named(root: Path, take: _NpyTake) -> Path:
    """Return the folder that is named after the gesture: the first of `<word>/<n>/`, or `<word>/` below the root."""
    folder = take.folder
    if take.whole or folder == root:
        return folder
    return folder if folder.parent == root and not folder.name.isdecimal() else folder.parent


def _of_file(root: Path, take: _NpyTake, gesture: str, options: ImportOptions) -> Iterator[Item]:
    """Yield the takes in one file."""
    name = below(root, take.path)
    try:
        tables = takes_in(read_numbers(take.path))
    except GestureAppError as error:
        yield Skipped(name, error.sentence)
        return
    for number, table in enumerate(tables, 1):
        part = name if len(tables) == 1 else f"{name}, take {number}"
        if not 1 <= len(table) <= MOST_FRAMES:
            yield Skipped(part, f"It has {len(table)} frames.")
            continue
        source = KeyPointSource(part, take.path, root, partial(_row_name, part))
        poses = take.poses if len(tables) == 1 else False
        yield from take_items(source, dict(enumerate(table)), gesture, options, poses=poses)


def _row_name(name: str, number: int) -> str:
    return f"{name}, frame {number}"


def _of_frames(root: Path, take: _NpyTake, gesture: str, options: ImportOptions) -> Iterator[Item]:
    """Yield the take of a folder with a file for each frame."""
    name = below(root, take.path)
    rows: dict[int, Numbers] = {}
    names: dict[int, str] = {}
    for number, file in _numbered(take.frames):
        if isinstance(number, str):
            yield Skipped(below(root, file), number, part_of=name)
            continue
        try:
            values = read_numbers(file)
        except GestureAppError as error:
            yield Skipped(below(root, file), error.sentence, part_of=name)
            continue
        if number in rows:
            yield Skipped(below(root, file), f"There are two files for frame {number}.", part_of=name)
        else:
            rows[number], names[number] = values.ravel(), below(root, file)
    if not rows:
        yield Skipped(name, "None of its frames can be read.")
        return
    source = KeyPointSource(name, take.frames[0], root, names.__getitem__)
    yield from take_items(source, rows, gesture, options, declared=len(take.frames), poses=take.poses)


def _numbered(files: Sequence[Path]) -> Iterator[tuple[int | str, Path]]:
    """Yield each frame with its number, or with a sentence if its name has none."""
    for file in files:
        numbers = _NUMBER.findall(file.stem)
        if not numbers or len(numbers[-1]) > 9:
            yield "Its name is not the number of a frame.", file
        else:
            yield int(numbers[-1]), file

"""`keypoint.csv` and `point_history.csv` of hand-gesture-recognition-using-mediapipe, with their `…_label.csv`.

A row of keypoint.csv is one pose: x and y from the wrist, in units of the farthest of them, in a mirrored picture.
It has no time, no depth, no place in the picture and no side. It becomes a take of a single frame with all of that
unknown, disabled, because nothing can be learned from a moment without depth. A row of point_history.csv is the way
of one fingertip: 20 of 21 landmarks are missing, which is no hand.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import gesture_name
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.storage.boundary import leads_out
from gesture_app.storage.files.atomic import opened_file
from gesture_app.storage.importers.base import FoundTake, Item, below, import_session, modified

LARGEST_TABLE = 200_000_000
"""bytes; only one row is in memory"""
LONGEST_ROW = 20_000
"""letters"""
MOST_CLASSES = 1000
UNIT = (1000, 1000)
"""a square, in which x and y are in one unit"""
NOTE = (
    "A single pose: its time, depth, place in the picture, size and side were not stored. x and y count from the "
    "wrist, in units of the farthest of them. Disabled, because nothing can be learned from it alone."
)
HISTORY = (
    "It holds the ways of one fingertip, {rows} rows of it. The other 20 landmarks of the hand were not stored, so "
    "they are no takes. Record these movements again."
)
_RIGHT = 1
_POSES, _HISTORY = "keypoint.csv", "point_history.csv"
_LABELS = ("{stem}_classifier_label.csv", "{stem}_label.csv")
_NAMES = {_POSES, _HISTORY, *(label.format(stem=Path(table).stem) for label in _LABELS for table in (_POSES, _HISTORY))}


class PoseTables:
    """Tables of poses with a class number in front."""

    title = "tables of poses (keypoint.csv, point_history.csv)"
    suffixes: tuple[str, ...] = (".csv",)
    without_clock = False  # there is nothing a frame rate could be assumed of
    named_by = "table of labels"

    def claims(self, file: Path) -> bool:
        """Return True for a table or its label file."""
        return file.name.lower() in _NAMES

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count the rows of each class."""
        counts: Counter[str] = Counter()
        for file in files:
            if file.name.lower() == _POSES:
                labels = _labels(file, root)
                with suppress(RecordingError):
                    counts.update(_counted_class(row, labels, options) for _, row in _rows(file))
        return counts

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield every pose, and skip invalid rows."""
        for file in files:
            kind = file.name.lower()
            if kind not in (_POSES, _HISTORY):
                continue
            try:
                if kind == _HISTORY:
                    yield Skipped(below(root, file), HISTORY.format(rows=sum(1 for _ in _rows(file))))
                else:
                    yield from _poses(root, file, options)
            except RecordingError as error:
                yield Skipped(below(root, file), error.sentence)


def _poses(root: Path, file: Path, options: ImportOptions) -> Iterator[Item]:
    """Yield every pose of a table, and skip invalid rows.

    Raises:
        RecordingError: it is unreadable, empty or no table, perhaps from some row on.
    """
    labels, table = _labels(file, root), below(root, file)
    for line, row in _rows(file):
        name = f"{table}, row {line}"
        try:
            yield FoundTake(name, _pose(name, file, row, labels, options))
        except RecordingError as error:
            yield Skipped(name, error.sentence, part_of=table)


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with their numbers from 1, without empty ones.

    Raises:
        RecordingError: it is unreadable, empty or no table, perhaps from some row on.
    """
    found = False
    with opened_file(file, LARGEST_TABLE, RecordingError) as opened:
        text = io.TextIOWrapper(opened, "utf-8-sig", "replace", newline=None)
        try:
            for line, letters in enumerate(iter(lambda: text.readline(LONGEST_ROW), ""), 1):
                if len(letters) == LONGEST_ROW:
                    raise RecordingError(f"Row {line} is far too long.")
                for row in csv.reader([letters]):
                    found |= bool(row)
                    if row:
                        yield line, row
        except csv.Error as error:
            raise RecordingError("It is not a table.") from error
        finally:
            text.detach()
    if not found:
        raise RecordingError("It is empty.")


def _labels(table: Path, root: Path) -> list[str]:
    """Return the names of the classes, by number, or none if the label file is missing."""
    for pattern in _LABELS:
        file = table.with_name(pattern.format(stem=table.stem))
        if file.is_file() and not leads_out(file, root):
            try:
                return [row[0].strip() for _, row in islice(_rows(file), MOST_CLASSES)]
            except RecordingError:
                return []
    return []


def _class(row: Sequence[str], labels: Sequence[str], options: ImportOptions) -> str:
    """Return the gesture's name, or "class_3" if the number has none.

    Raises:
        RecordingError: there is no number, or the name is invalid.
    """
    try:
        number = int(float(row[0]))
    except (ValueError, OverflowError) as error:
        raise RecordingError("It does not begin with the number of its class.") from error
    if abs(number) >= MOST_CLASSES:
        raise RecordingError("The number of its class is far too large.")
    if options.gesture:
        return gesture_name(options.gesture)
    return gesture_name(labels[number]) if 0 <= number < len(labels) else f"class_{abs(number)}"


def _counted_class(row: Sequence[str], labels: Sequence[str], options: ImportOptions) -> str:
    try:
        return _class(row, labels, options)
    except RecordingError:
        return ""


def _pose(name: str, file: Path, row: Sequence[str], labels: Sequence[str], options: ImportOptions) -> Recording:
    gesture = _class(row, labels, options)
    if len(row) != 1 + 2 * LANDMARK_COUNT:
        raise RecordingError(f"It has {len(row) - 1} numbers, not {2 * LANDMARK_COUNT}.")
    try:
        places = [float(cell) for cell in row[1:]]
    except ValueError as error:
        raise RecordingError("Some of its cells are not numbers.") from error
    if not all(map(math.isfinite, places)) or max(map(abs, places)) > 1e6:
        raise RecordingError("Some of its numbers are missing (NaN), infinite or far too large.")
    if not any(places):
        raise RecordingError("No hand is visible in this pose.")
    landmarks = np.full((1, 2, LANDMARK_COUNT, 3), np.nan, np.float32)
    landmarks[0, _RIGHT, :, :2] = np.array(places).reshape(-1, 2) * (-1, 1)  # the picture was mirrored
    unknown = np.full(landmarks.shape, np.nan, np.float32)
    info = RecordingInfo(
        gesture=gesture,
        session=import_session(file.parent),
        source=f"pose {name}",
        tracker="mediapipe, version not known",
        frame_size=UNIT,
        recorded_at=modified(file),
        note=NOTE,
        disabled=True,
    )
    return Recording(np.zeros(1), landmarks, unknown, unknown[:, :, 0, 0], info)

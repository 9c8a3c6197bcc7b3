"""Import the tables that this program exports, CSV and Parquet, back into the takes that they were."""

from __future__ import annotations

import csv
import importlib.util
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.gestures import gesture_name
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording
from gesture_app.storage.exporters.table import COLUMNS, HANDS, LANDMARKS, WORLD_LANDMARKS
from gesture_app.storage.files.atomic import disk_errors
from gesture_app.storage.importers.base import FoundTake, Item, below
from gesture_app.storage.importers.landmark_arrays import broken_hands
from gesture_app.storage.recordings.recording_file import info_from_json

NEEDED = ("gesture", "take", "frame", "time", "hand", *LANDMARKS)
LONGEST_LINE = 100_000
"""letters"""
MOST_ROWS = 300_000
"""of one take"""
LARGEST_GROUP = 300_000_000
"""bytes of a group of rows of a Parquet file, unpacked"""
NO_PARQUET = "Reading Parquet needs pyarrow: pip install 'gesture-app[export]'. Or export the takes as CSV."
_POINTS = "points"
Cells = Mapping[str, object]


class OwnTables:
    """Exports of this program, with one row for each frame and hand."""

    title = "exported tables of this program (.csv, .parquet)"
    suffixes: tuple[str, ...] = (".csv", ".parquet")
    without_clock = False
    named_by = "table"

    def claims(self, file: Path) -> bool:
        """Return True for Parquet files, and for CSV files with the columns of an export."""
        if file.suffix.lower() == ".parquet":
            return True
        if file.suffix.lower() != ".csv":
            return False
        try:
            with file.open("rb") as stream:
                head = stream.readline(LONGEST_LINE).decode("utf-8-sig", "replace")
        except OSError:
            return False
        return set(NEEDED) <= {cell.strip() for cell in head.split(",")}

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count the takes of each gesture."""
        counts: Counter[str] = Counter()
        for file in files:
            try:
                takes = {(str(row["gesture"]), str(row["take"])) for row in _rows(file, ("gesture", "take"))}
            except GestureAppError:
                counts[""] += 1
                continue
            for gesture, _ in takes:
                try:
                    counts[gesture_name(options.gesture or gesture)] += 1
                except RecordingError:
                    counts[""] += 1
        return counts

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all takes, and skip what is damaged."""
        for file in files:
            name = below(root, file)
            try:
                for take, rows in _takes(file):
                    try:
                        yield FoundTake(f"{name}, {take}", _recording(rows, options))
                    except GestureAppError as error:
                        yield Skipped(f"{name}, {take}", error.sentence)
                    except (ValueError, KeyError, TypeError, OverflowError):
                        yield Skipped(f"{name}, {take}", "Some of its cells are not what an export holds.")
            except GestureAppError as error:
                yield Skipped(name, error.sentence)


def _takes(file: Path) -> Iterator[tuple[str, list[Cells]]]:
    """Yield the rows of each take. Exports keep them together."""
    key: tuple[object, object] | None = None
    rows: list[Cells] = []
    for row in _rows(file, None):
        of_row = (row["gesture"], row["take"])
        if key is not None and (of_row != key or len(rows) > MOST_ROWS):
            yield f"{key[0]}/{key[1]}", rows
            rows = []
        key = of_row
        rows.append(_compact(row, first=not rows))
    if key is not None:
        yield f"{key[0]}/{key[1]}", rows


def _compact(row: Cells, first: bool) -> Cells:
    """Return a row with its landmarks as an array, because Python's numbers take ten times as much memory."""
    kept = dict(row) if first else {name: row.get(name) for name in ("frame", "time", "hand", "handedness")}
    for name in (*LANDMARKS, *WORLD_LANDMARKS):
        kept.pop(name, None)
    try:
        kept[_POINTS] = np.array([_number(row.get(name)) for name in (*LANDMARKS, *WORLD_LANDMARKS)], np.float32)
    except (ValueError, OverflowError):
        kept[_POINTS] = None  # found where the take is made
    return kept


def _rows(file: Path, only: Sequence[str] | None) -> Iterator[Cells]:
    """Yield the rows of a table, of some columns or all.

    Raises:
        RecordingError: the file cannot be read.
    """
    with disk_errors(RecordingError, f"{file.name} could not be read"):
        yield from _parquet_rows(file, only) if file.suffix.lower() == ".parquet" else _csv_rows(file)


def _csv_rows(file: Path) -> Iterator[Cells]:
    with file.open("r", encoding="utf-8-sig", errors="replace", newline="") as stream:
        try:
            for row in csv.DictReader(stream):
                if row.get("gesture") is None or row.get("take") is None:
                    raise RecordingError("It is cut off, or no export of this program.")
                yield row
        except csv.Error as error:
            raise RecordingError("It is damaged.") from error


def _parquet_rows(file: Path, only: Sequence[str] | None) -> Iterator[Cells]:
    if importlib.util.find_spec("pyarrow") is None:
        raise RecordingError(NO_PARQUET)
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file) as table:
            names = set(table.schema_arrow.names)
            if not set(NEEDED) <= names:
                raise RecordingError("It has not the columns of an export of this program.")
            sizes = [table.metadata.row_group(n).total_byte_size for n in range(table.num_row_groups)]
            if max(sizes, default=0) > LARGEST_GROUP:
                raise RecordingError("It is far too large.")
            columns = [name for name in (only or COLUMNS) if name in names]
            for batch in table.iter_batches(batch_size=5000, columns=columns):
                yield from batch.to_pylist()
    except pyarrow.ArrowException as error:
        raise RecordingError("It is damaged, or not a Parquet file.") from error


def _recording(rows: Sequence[Cells], options: ImportOptions) -> Recording:
    first = rows[0]
    frames = sorted({int(_number(row["frame"])) for row in rows})
    place = {frame: index for index, frame in enumerate(frames)}
    time = np.full(len(frames), np.nan)
    landmarks = np.full((len(frames), len(HANDS), LANDMARK_COUNT, 3), np.nan, np.float32)
    world, score = landmarks.copy(), np.full((len(frames), len(HANDS)), np.nan, np.float32)
    for row in rows:
        index = place[int(_number(row["frame"]))]
        time[index] = _number(row["time"])
        if row["hand"] in HANDS:
            hand = HANDS.index(str(row["hand"]))
            points = row[_POINTS]
            if not isinstance(points, np.ndarray):
                raise RecordingError("Some of its cells are not numbers.")
            landmarks[index, hand], world[index, hand] = points.reshape(2, LANDMARK_COUNT, 3)
            score[index, hand] = _number(row.get("handedness"))
    trim = (_number(first.get("trim_start")), _number(first.get("trim_end")))
    meta = {name: _text(first, name) for name in ("session", "source", "tracker", "recorded_at", "note")}
    size = [int(_number(first["frame_width"])), int(_number(first["frame_height"]))]
    info = info_from_json(
        {
            **meta,
            "gesture": gesture_name(options.gesture or _text(first, "gesture")),
            "frame_size": size,
            "trim": None if np.isnan(trim).any() else list(trim),
            "disabled": first.get("disabled") in (True, "True", "true"),
        }
    )
    if broken_hands(landmarks.astype(np.float64)).any():
        raise RecordingError("Some of its numbers are missing (NaN) or infinite.")
    return Recording(time, landmarks, world, score, info)


def _number(cell: object) -> float:
    """Return the number of a cell, NaN for an empty one."""
    return float(cell) if isinstance(cell, int | float) or (isinstance(cell, str) and cell) else float("nan")


def _text(row: Cells, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)

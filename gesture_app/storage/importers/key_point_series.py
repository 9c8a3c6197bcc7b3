"""Rows of key points with the gesture that their file names, as tables, JSON and NumPy archives hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

import numpy as np

from gesture_app.storage.importers.key_point_shapes import are_poses
from gesture_app.storage.importers.key_point_takes import hands_of
from gesture_app.storage.importers.landmark_arrays import Numbers

MOST_JUDGED = 400
"""rows that are looked at to see if they follow each other"""
FEW_ROWS = 2
"""rows of a gesture in a row; tables of poses mix their gestures"""


@dataclass(frozen=True, slots=True, eq=False)
class KeyPointSeries:
    """Rows of one gesture that follow each other in a file."""

    rows: Numbers
    """[T, width]"""
    label: str = ""
    """the gesture as the file names it; "": the file does not"""
    place: str = ""
    """of the rows in the file, for messages, such as "row 3" """
    rate: float | None = None
    """frames a second, if the file holds times"""
    poses: bool | None = None
    """True if each row is a pose, False if the rows follow in time; None: unknown"""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledRow:
    """One row of a table."""

    numbers: Numbers
    """[width]"""
    line: int
    label: str = ""
    group: str = ""
    """of the take that it belongs to; "": unknown"""
    frame: float | None = None
    time: float | None = None
    """seconds"""


def series_of(rows: Iterable[LabelledRow]) -> list[KeyPointSeries]:
    """Return the series of rows: those of a group, or that follow each other with one label and rising frames."""
    made = [_made(list(part)) for part in _parts(list(rows))]
    if not made or any(series.poses is not None for series in made):
        return made
    mixed = len(made) > FEW_ROWS and median(len(series.rows) for series in made) <= FEW_ROWS
    judged = [hands for series in made if (hands := hands_of(dict(enumerate(series.rows[:MOST_JUDGED])))) is not None]
    if mixed or are_poses(judged):
        return [replace(series, poses=True) for series in made]
    return made


def _parts(rows: Sequence[LabelledRow]) -> Iterator[list[LabelledRow]]:
    if any(row.group for row in rows):
        ordered = sorted(rows, key=lambda row: (row.label, row.group))  # stable
        for _, of_group in groupby(ordered, key=lambda row: (row.label, row.group)):
            yield list(of_group)
        return
    part: list[LabelledRow] = []
    for row in rows:
        before = part[-1] if part else row
        starts_again = row.frame is not None and before.frame is not None and part and row.frame <= before.frame
        if row.label != before.label or starts_again:
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _made(rows: Sequence[LabelledRow]) -> KeyPointSeries:
    place = f"row {rows[0].line}" if len(rows) == 1 else f"rows {rows[0].line} to {rows[-1].line}"
    times = [row.time for row in rows if row.time is not None]
    steps = [after - before for before, after in pairwise(times)]
    rising = bool(steps) and min(steps) > 0
    in_order = rising or (len(rows) > 1 and all(row.frame is not None for row in rows))
    rate = min(1000.0, 1 / median(steps)) if rising else None
    numbers = np.stack([row.numbers for row in rows])
    return KeyPointSeries(numbers, rows[0].label, place, rate, False if in_order else None)

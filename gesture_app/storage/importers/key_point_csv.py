"""Read tables of key points: CSV with or without a head, with a label first or last."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.atomic import read_file
from gesture_app.storage.importers.key_point_columns import (
    TableColumns,
    columns_by_content,
    columns_of_head,
    numbers_of,
)
from gesture_app.storage.importers.key_point_series import KeyPointSeries, LabelledRow, series_of
from gesture_app.storage.importers.time_lists import decoded

LARGEST_TABLE = 60_000_000
"""bytes"""
START = 200_000
"""bytes at the beginning that show if a file is such a table"""
ROWS_LOOKED_AT = 40
DELIMITERS = (",", ";", "\t")


def is_key_point_table(path: Path) -> bool:
    """Return True if the first rows of a file are key points."""
    try:
        with path.open("rb") as file:
            data = file.read(START)
    except OSError:
        return False
    text = decoded(data)
    if len(data) == START:
        text = text.rpartition("\n")[0]  # the last line may be cut off
    return _understood(text)[0] is not None


def table_series(path: Path) -> tuple[list[KeyPointSeries], list[tuple[int, str]]]:
    """Return the series of a table, and its wrong lines with a sentence.

    Raises:
        RecordingError: it cannot be read, or is no such table.
    """
    text = decoded(read_file(path, LARGEST_TABLE, RecordingError))
    columns, delimiter, has_head = _understood(text)
    if columns is None:
        raise RecordingError("It is not a table of key points.")
    rows: list[LabelledRow] = []
    wrong: list[tuple[int, str]] = []
    for line, cells in _cells(text, delimiter):
        if has_head and line == 1:
            continue
        try:
            rows.append(_row(line, cells, columns))
        except IndexError:
            wrong.append((line, "It has too few cells."))
        except ValueError:
            wrong.append((line, "Some of its cells are not numbers."))
    return series_of(rows), wrong


def _understood(text: str) -> tuple[TableColumns | None, str, bool]:
    """Return the columns of a text, their delimiter, and True if the first line is a head."""
    start = text[:START]
    for delimiter in DELIMITERS:
        rows = [cells for _, cells in islice(_cells(start, delimiter), ROWS_LOOKED_AT)]
        if len(rows) < 1 or len(rows[0]) < 2:
            continue
        named = columns_of_head(rows[0])
        if named is not None:
            return named, delimiter, True
        columns = columns_by_content(rows)
        if columns is not None:
            return columns, delimiter, False
        columns = columns_by_content(rows[1:])
        if columns is not None:  # the head has names of its own
            return columns, delimiter, True
    return None, ",", False


def _cells(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, 1):
            if any(row):
                yield number, row
    except csv.Error:
        return


def _row(line: int, cells: Sequence[str], columns: TableColumns) -> LabelledRow:
    numbers = numbers_of(cells, columns)
    frame = _number(cells, columns.frame)
    time = _number(cells, columns.time)
    return LabelledRow(
        numbers,
        line,
        label_text(cells[columns.label]) if columns.label is not None else "",
        cells[columns.group].strip() if columns.group is not None else "",
        frame,
        None if time is None else time * columns.time_unit,
    )


def label_text(cell: str) -> str:
    """Return the gesture of a label: its word, or "class_3" for a number."""
    word = cell.strip()
    try:
        number = float(word)
    except ValueError:
        return word
    return f"class_{int(number)}" if np.isfinite(number) and number.is_integer() else word


def _number(cells: Sequence[str], column: int | None) -> float | None:
    if column is None:
        return None
    try:
        return float(cells[column])
    except ValueError:
        return None

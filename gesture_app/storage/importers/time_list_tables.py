"""Lists of times as tables of spreadsheets and annotators: comma, semicolon or tab, with or without a head."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from gesture_app.core.errors import RecordingError
from gesture_app.storage.importers.time_list_entry import (
    Head,
    TimeEntry,
    TimeField,
    Unit,
    entry_of,
    first_fields,
    head_of,
    is_time,
    seconds_of,
)

MOST_COLUMNS = 24
"""of a list of times; wider tables are something else"""
ENOUGH_TIMES = 0.6
"""share of the rows in which a column without a head holds times"""
LONG_TAKE = 100.0
"""whole numbers whose stretches are as long in the middle are milliseconds"""
CLOSE = 0.02
"""seconds between a duration and the difference of two times"""
DELIMITERS = ("\t", ";", ",", "|")
Row = tuple[int, list[str]]
"""number of the line from 1, and its cells"""
Faults = list[tuple[int, str]]


def entries_of_table(text: str) -> tuple[list[TimeEntry], Faults] | None:
    """Return the entries of a table and its wrong lines, or None if it is no list of times."""
    for delimiter in _delimiters(text):
        rows = _rows(text, delimiter)
        found = _with_head(rows) or _without_head(rows)
        if found is not None:
            return found
    return None


def _delimiters(text: str) -> list[str]:
    """Return the delimiters that occur, the likeliest first: a comma may stand in numbers."""
    start = text[:20_000]
    lines = [line for line in start.splitlines() if line.strip()]
    always = [mark for mark in DELIMITERS if lines and all(mark in line for line in lines)]
    return always + [mark for mark in DELIMITERS if mark in start and mark not in always]


def _rows(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows: list[Row] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            # Audacity writes a second line for frequencies, and spreadsheets name their delimiter first.
            if any(cells) and not cells[0].startswith(("\\", "#")) and not cells[0].lower().startswith("sep="):
                rows.append((reader.line_num, cells))
    except csv.Error:
        return []
    return rows


def _with_head(rows: Sequence[Row]) -> tuple[list[TimeEntry], Faults] | None:
    if not rows or not 2 <= len(rows[0][1]) <= MOST_COLUMNS:
        return None
    heads = [head_of(cell) for cell in rows[0][1]]
    fields = first_fields(heads)
    if (
        TimeField.GESTURE not in fields
        and TimeField.VIDEO in fields
        and rows[0][1][fields[TimeField.VIDEO]].lower() == "name"
    ):
        fields[TimeField.GESTURE] = fields.pop(TimeField.VIDEO)
    timed = TimeField.START in fields and (TimeField.END in fields or TimeField.DURATION in fields)
    if not timed or TimeField.GESTURE not in fields:
        return None
    units = {field: _unit(heads[column]) for field, column in fields.items()}
    return _read(rows[1:], fields, units)


def _without_head(rows: Sequence[Row]) -> tuple[list[TimeEntry], Faults] | None:
    """Return the entries of rows whose columns show by their contents what they hold."""
    widths = {len(cells) for _, cells in rows}
    if not rows or not 3 <= max(widths) <= MOST_COLUMNS:
        return None
    width = max(widths)
    filled = [[cells[column] if column < len(cells) else "" for _, cells in rows] for column in range(width)]
    times = [
        column for column, cells in enumerate(filled) if sum(map(is_time, cells)) >= max(1, ENOUGH_TIMES * len(cells))
    ]
    texts = [column for column, cells in enumerate(filled) if column not in times and any(cells)]
    pair = _start_and_end(times, filled)
    if pair is None or not texts:
        return None
    fields = {TimeField.START: pair[0], TimeField.END: pair[1], TimeField.GESTURE: texts[-1]}
    files = [column for column in texts if all("." in cell for cell in filled[column] if cell)]
    if files and len(texts) > 1:
        fields[TimeField.VIDEO] = files[0]
        fields[TimeField.GESTURE] = [column for column in texts if column != files[0]][-1]
    milliseconds = _are_milliseconds(filled[pair[0]], filled[pair[1]])
    units = dict.fromkeys(fields, Unit.MILLISECONDS if milliseconds else Unit.SECONDS)
    return _read(rows, fields, units)


def _start_and_end(times: Sequence[int], filled: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """Return the columns of start and end, of all columns with times.

    ELAN repeats each time in several forms, and adds the duration.
    """
    rising: list[tuple[int, int]] = []
    for place, first in enumerate(times):
        for second in times[place + 1 :]:
            pairs = [
                (seconds_of(a), seconds_of(b))
                for a, b in zip(filled[first], filled[second], strict=True)
                if is_time(a) and is_time(b)
            ]
            if pairs and sum(start < end for start, end in pairs) >= ENOUGH_TIMES * len(pairs):
                rising.append((first, second))
    if len(times) == 2:
        return rising[0] if rising else None
    for first, second in rising:
        for length in times:
            if length not in (first, second) and _is_difference(filled[first], filled[second], filled[length]):
                return first, second
    return None


def _is_difference(starts: Sequence[str], ends: Sequence[str], lengths: Sequence[str]) -> bool:
    return all(
        abs(seconds_of(end) - seconds_of(start) - seconds_of(length)) <= CLOSE
        for start, end, length in zip(starts, ends, lengths, strict=True)
        if is_time(start) and is_time(end) and is_time(length)
    )


def _are_milliseconds(starts: Sequence[str], ends: Sequence[str]) -> bool:
    pairs = [(a, b) for a, b in zip(starts, ends, strict=True) if is_time(a) and is_time(b)]
    whole = all(cell.isdecimal() for pair in pairs for cell in pair)
    return whole and bool(pairs) and median(float(b) - float(a) for a, b in pairs) >= LONG_TAKE


def _unit(head: Head | None) -> Unit:
    return head.unit if head is not None else Unit.SECONDS


def _read(
    rows: Sequence[Row], fields: dict[TimeField, int], units: dict[TimeField, Unit]
) -> tuple[list[TimeEntry], Faults]:
    entries: list[TimeEntry] = []
    wrong: Faults = []
    for line, cells in rows:
        values: dict[TimeField, tuple[object, Unit]] = {
            field: (cells[column], units[field])
            for field, column in fields.items()
            if column < len(cells) and (cells[column] or field is TimeField.GESTURE)
        }
        try:
            entry = entry_of(values)
        except RecordingError as error:
            wrong.append((line, error.sentence))
            continue
        if entry is not None:
            entries.append(replace(entry, number=line))
    return entries, wrong

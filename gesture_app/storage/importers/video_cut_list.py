"""Read the list of times of a video, `x.csv` or `x.json` beside `x.mp4`, which names its gestures."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from gesture_app.core.clock import LATEST_S
from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import gesture_name
from gesture_app.storage.boundary import leads_out
from gesture_app.storage.files.atomic import read_file
from gesture_app.storage.importers.base import Cut

LARGEST_LIST = 10_000_000
"""bytes"""
COLUMNS = ("start", "end", "gesture")
ENDINGS = (".csv", ".json", ".truth.json")
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)")


def list_beside(video: Path, root: Path) -> Path | None:
    """Return the list of times of a video, if it has one that does not lead out of `root`."""
    beside = (video.with_suffix(ending) for ending in ENDINGS)
    return next((file for file in beside if file.is_file() and not leads_out(file, root)), None)


def read_times(path: Path) -> tuple[list[Cut], list[tuple[int, str]]]:
    """Return the parts in a list of times, in order, and the faults of other entries: (number from 1, sentence).

    Raises:
        RecordingError: it is unreadable, or not such a list.
    """
    text = read_file(path, LARGEST_LIST, RecordingError).decode("utf-8-sig", "replace")
    entries = _from_json(text) if path.suffix.lower() == ".json" else _from_csv(text)
    cuts: list[Cut] = []
    wrong: list[tuple[int, str]] = []
    for number, entry in enumerate(entries, 1):
        try:
            cuts.append(_cut(entry))
        except RecordingError as error:
            wrong.append((number, error.sentence))
    return sorted(cuts, key=lambda cut: cut.start or 0.0), wrong


def _from_json(text: str) -> list[Mapping[str, object]]:
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordingError("The list of times is not JSON.") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RecordingError('The list of times is not like [{"start": 1.2, "end": 2.9, "gesture": "fist"}].')
    return entries


def _from_csv(text: str) -> list[Mapping[str, object]]:
    delimiter = ";" if text.count(";") > text.count(",") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise RecordingError("The list of times is not a table.") from error
    if not rows:
        raise RecordingError("The list of times is empty.")
    head = [cell.strip().lower() for cell in rows[0]]
    columns: Sequence[str] = COLUMNS
    if set(COLUMNS) <= set(head):
        columns, rows = head, rows[1:]
    return [dict(zip(columns, row, strict=False)) for row in rows]


def _cut(entry: Mapping[str, object]) -> Cut:
    gesture = entry.get("gesture")
    if gesture is None:
        raise RecordingError("It names no gesture.")
    start, end = _seconds(entry.get("start")), _seconds(entry.get("end"))
    if not 0 <= start < end <= LATEST_S:
        raise RecordingError("Its start is not before its end.")
    return Cut(gesture_name(str(gesture)), start, end)


def _seconds(value: object) -> float:
    """Return the seconds of a number, or of "12.5", "1:02.5" or "1:00:02"."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LATEST_S:
        return float(value)
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 40 else None
    if found is None:
        raise RecordingError("Its start or end is not a time.")
    hours, minutes, seconds = found.groups(default="0")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)

"""Import key points from tables, JSON and NumPy archives of other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.gestures import gesture_name
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.wording import counted
from gesture_app.storage.importers.base import UNKNOWN_GESTURE, Item, below
from gesture_app.storage.importers.key_point_csv import is_key_point_table, table_series
from gesture_app.storage.importers.key_point_json import json_series
from gesture_app.storage.importers.key_point_npz import archive_series, is_foreign_archive
from gesture_app.storage.importers.key_point_series import KeyPointSeries
from gesture_app.storage.importers.key_point_takes import KeyPointSource, take_items
from gesture_app.storage.importers.layouts import Clip, clip_gesture

TABLES = (".csv", ".tsv")
JSONS = (".json", ".jsonl")
ARCHIVE = ".npz"
MOST_ROWS = 1_000_000
MOST_KEPT = 5_000_000
"""numbers of files that are kept for the next look at them"""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file holds."""

    series: tuple[KeyPointSeries, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()
    """number of the line from 1, and a sentence"""
    trouble: str = ""
    """why it cannot be used, as a sentence"""


class KeyPointFiles:
    """Tables, JSON and archives of key points. Their labels name gestures, or their folders do."""

    title = "tables and archives of key points (.csv, .json, .npz)"
    suffixes: tuple[str, ...] = (*TABLES, *JSONS, ARCHIVE)
    without_clock = True
    named_by = "labels in the data"

    def __init__(self) -> None:
        self._known: dict[Path, _Content] = {}

    def claims(self, file: Path) -> bool:
        """Return True for archives of other programs, and for tables and JSON that hold key points."""
        ending = file.suffix.lower()
        if ending == ARCHIVE:
            return is_foreign_archive(file)
        if ending in TABLES:
            return is_key_point_table(file)
        return ending in JSONS and bool(self._content(file).series)

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count the takes that their files label."""
        counts: Counter[str] = Counter()
        for file in files:
            for series in self._content(file).series:
                if series.label:
                    counts[_labelled(series, options)] += _take_count(series, options)
        return counts

    def clips(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Sequence[Clip]:
        """Return the takes that only their paths name."""
        clips: list[Clip] = []
        for file in files:
            series = [one for one in self._content(file).series if not one.label]
            clips += [_clip(root, file, len(series) > 1)] * sum(_take_count(one, options) for one in series)
        return clips

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all takes, and what cannot be used."""
        for file in files:
            name = below(root, file)
            content = self._content(file)
            if content.trouble:
                yield Skipped(name, content.trouble)
            if content.faults:
                (line, sentence), more = content.faults[0], len(content.faults) - 1
                rest = f" {counted(more, 'more row').capitalize()} cannot be used." if more else ""
                yield Skipped(f"{name}, row {line}", f"{sentence}{rest}")
            for series in content.series:
                yield from _items(root, file, series, len(content.series) > 1, options)

    def _content(self, file: Path) -> _Content:
        content = self._known.get(file)
        if content is None:
            content = _read(file)
            kept = sum(one.rows.size for known in self._known.values() for one in known.series)
            if kept > MOST_KEPT:
                self._known.clear()
            self._known[file] = content
        return content


def _read(file: Path) -> _Content:
    try:
        if file.suffix.lower() == ARCHIVE:
            return _Content(tuple(archive_series(file)))
        if file.suffix.lower() in JSONS:
            return _Content(tuple(json_series(file)))
        series, faults = table_series(file)
    except GestureAppError as error:
        return _Content(trouble=error.sentence)
    return _Content(tuple(series), tuple(faults))


def _items(root: Path, file: Path, series: KeyPointSeries, several: bool, options: ImportOptions) -> Iterator[Item]:
    name = below(root, file)
    part = f"{name}, {series.place}" if series.place and several else name
    try:
        gesture = (
            gesture_name(options.gesture or series.label)
            if series.label
            else clip_gesture(root, _clip(root, file, several), options)
        )
    except RecordingError as error:
        yield Skipped(part, error.sentence)
        return
    if not gesture:
        yield Skipped(part, UNKNOWN_GESTURE)
        return
    if not 1 <= len(series.rows) <= MOST_ROWS:
        yield Skipped(part, f"It has {len(series.rows)} frames.")
        return
    if series.rate is not None and options.rate is None:
        options = replace(options, rate=series.rate)
    source = KeyPointSource(part, file, root, lambda number: f"{part}, frame {number}")
    yield from take_items(source, dict(enumerate(series.rows)), gesture, options, poses=series.poses)


def _labelled(series: KeyPointSeries, options: ImportOptions) -> str:
    try:
        return gesture_name(options.gesture or series.label)
    except RecordingError:
        return ""


def _take_count(series: KeyPointSeries, options: ImportOptions) -> int:
    poses = series.poses if options.poses is None else options.poses
    return len(series.rows) if poses else 1


def _clip(root: Path, file: Path, many: bool) -> Clip:
    return Clip(file, file.parent if file.parent != root else None, many=many)

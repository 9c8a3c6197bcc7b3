"""Lists of times as JSON: this program's own, CreateML's, Label Studio's, and lists by video."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gesture_app.core.errors import RecordingError
from gesture_app.storage.importers.time_list_entry import TimeEntry, TimeField, Unit, entry_of, head_of

DEEPEST = 40
RANGES = ("ranges",)
"""Label Studio's stretches, in frames from 1"""
SPANS = ("segment", "span", "interval", "timerange", "times")
"""lists of a start and an end in seconds"""
SIDE_BY_SIDE = ("data", "value", "metadata", "file")
_VIDEO_FILE = re.compile(r"\.(mp4|avi|mov|mkv|webm|m4v|gif|webp|3gp|wmv|mpe?g|m?ts|flv|ogv)$", re.I)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the objects around an entry hold."""

    video: str = ""
    label: object = ""
    rate: object = None


@dataclass(slots=True)
class _EntryCollector:
    entries: list[TimeEntry] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0
    """of entries, right or wrong"""

    def add(self, values: dict[TimeField, tuple[object, Unit]]) -> None:
        """Add an entry, or what is wrong with it."""
        self.count += 1
        try:
            entry = entry_of(values)
        except RecordingError as error:
            self.wrong.append((self.count, error.sentence))
            return
        if entry is not None:
            self.entries.append(replace(entry, number=self.count))


def entries_of_json(text: str) -> tuple[list[TimeEntry], list[tuple[int, str]]] | None:
    """Return the entries of a JSON text and its wrong entries, or None if it is no list of times."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return _of_lines(text)
    found = _EntryCollector()
    _search(document, _Context(), found, 0)
    faulty_list = isinstance(document, list) and bool(found.count)
    if not (found.entries or faulty_list or document == []):
        return None
    return found.entries, found.wrong


def _of_lines(text: str) -> tuple[list[TimeEntry], list[tuple[int, str]]] | None:
    """Return the entries of a text with a JSON object on each line."""
    found = _EntryCollector()
    try:
        for line in text.splitlines():
            if line.strip():
                _search(json.loads(line), _Context(), found, 0)
    except (ValueError, RecursionError):
        return None
    return (found.entries, found.wrong) if found.count else None


def _search(node: object, context: _Context, found: _EntryCollector, depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for item in node:
            _search(item, context, found, depth + 1)
    elif isinstance(node, dict):
        _search_object(node, context, found, depth)


def _search_object(node: Mapping[str, object], context: _Context, found: _EntryCollector, depth: int) -> None:
    values = _values(node)
    context = _within(node, values, context)
    label = _label(values)
    if label != "":
        context = replace(context, label=label)
    around: dict[TimeField, tuple[object, Unit]] = {
        TimeField.GESTURE: (context.label, Unit.SECONDS),
        TimeField.VIDEO: (context.video, Unit.SECONDS),
        TimeField.RATE: (context.rate, Unit.SECONDS),
    }
    spans = list(_spans(node)) if context.label != "" else []
    if spans:
        for start, end, unit in spans:
            found.add({**around, TimeField.START: (start, unit), TimeField.END: (end, unit)})
        return
    timed: dict[TimeField, tuple[object, Unit]] = {
        name: values[name] for name in (TimeField.START, TimeField.END, TimeField.DURATION) if name in values
    }
    if TimeField.START in timed and (len(timed) > 1 or label != ""):
        found.add({**around, **timed})
        return
    if label != "" and isinstance(label, str) and TimeField.END in timed:
        found.add({**around, **timed})
        return
    for name, value in node.items():
        inner = replace(context, video=name) if _VIDEO_FILE.search(name) else context
        _search(value, inner, found, depth + 1)


def _values(node: Mapping[str, object]) -> dict[TimeField, tuple[object, Unit]]:
    """Return the fields among the keys of an object whose values are no objects."""
    values: dict[TimeField, tuple[object, Unit]] = {}
    for name, value in node.items():
        head = head_of(name) if not isinstance(value, dict) else None
        if head is not None and (head.field not in values or head.unit is Unit.SECONDS):
            values[head.field] = (value, head.unit)
    return values


def _within(node: Mapping[str, object], values: Mapping[TimeField, tuple[object, Unit]], context: _Context) -> _Context:
    """Return the context inside an object: its video and frame rate, also from `data` beside annotations."""
    for holder in (node, *(node[name] for name in SIDE_BY_SIDE if isinstance(node.get(name), dict))):
        assert isinstance(holder, Mapping)
        named = [value for value in holder.values() if isinstance(value, str) and _VIDEO_FILE.search(value)]
        if named:
            context = replace(context, video=named[0])
            break
    video = values.get(TimeField.VIDEO, ("", Unit.SECONDS))[0]
    if isinstance(video, str) and video and TimeField.START in values:
        context = replace(context, video=video)
    rate = values.get(TimeField.RATE, (None, Unit.SECONDS))[0]
    return replace(context, rate=rate) if isinstance(rate, int | float) else context


def _label(values: Mapping[TimeField, tuple[object, Unit]]) -> object:
    """Return the gesture of an object, the first of a list, None for null, or "" without one."""
    if TimeField.GESTURE not in values:
        return ""
    label = values[TimeField.GESTURE][0]
    if isinstance(label, list):
        label = label[0] if label else ""
    return label if label is None or isinstance(label, str | int | float) else ""


def _spans(node: Mapping[str, object]) -> Iterator[tuple[object, object, Unit]]:
    for name, value in node.items():
        plain = name.casefold().replace("_", "").replace(" ", "")
        if not isinstance(value, list):
            continue
        if plain in RANGES:
            for one in value:
                if isinstance(one, dict) and "start" in one and "end" in one:
                    yield _from_zero(one["start"]), one["end"], Unit.FRAMES
        elif plain in SPANS and len(value) == 2 and not isinstance(value[0], list | dict):
            yield value[0], value[1], Unit.SECONDS


def _from_zero(frame: object) -> object:
    return max(0, frame - 1) if isinstance(frame, int) and not isinstance(frame, bool) else frame

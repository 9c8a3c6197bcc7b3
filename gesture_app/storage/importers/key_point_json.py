"""Read key points as JSON: lists of landmarks, with their gesture beside them or as the key above them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.storage.files.atomic import read_file
from gesture_app.storage.importers.key_point_csv import label_text
from gesture_app.storage.importers.key_point_series import KeyPointSeries
from gesture_app.storage.importers.key_point_shapes import COLUMNS, take_count, takes_in
from gesture_app.storage.importers.landmark_arrays import Numbers
from gesture_app.storage.importers.time_list_entry import TimeField, head_of
from gesture_app.storage.importers.time_lists import decoded

LARGEST_JSON = 12_000_000
"""bytes"""
DEEPEST = 30
AXES = ("x", "y", "z")
_GENERIC_WORDS = """data frames landmarks keypoints hands hand points samples takes sequences features x values results
    handlandmarks multihandlandmarks recordings clips videos items left right lefthand righthand pose annotations"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
"""keys that name no gesture"""
_SIDES = {"left": 0, "lefthand": 0, "lh": 0, "right": 1, "righthand": 1, "rh": 1}
_HAND = 3 * LANDMARK_COUNT


def json_series(path: Path) -> list[KeyPointSeries]:
    """Return the series of a JSON file, or none if it holds no key points.

    Raises:
        RecordingError: it cannot be read, or is no JSON.
    """
    text = decoded(read_file(path, LARGEST_JSON, RecordingError))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        try:
            document = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise RecordingError("It is not JSON.") from error
    found: list[KeyPointSeries] = []
    _search(document, "", found, 0)
    return _joined(found)


def _search(node: object, label: str, found: list[KeyPointSeries], depth: int, labelled: bool = False) -> None:
    """Add the series below a node. `labelled` is True if the object around it has the label itself."""
    if depth > DEEPEST:
        return
    array = _array(node)
    if array is not None:
        many = take_count(array.shape) > 1
        for number, rows in enumerate(takes_in(array), 1):
            poses = labelled or None if len(rows) == 1 else False if many else None
            found.append(KeyPointSeries(rows, label, f"take {number}" if many else "", poses=poses))
        return
    if isinstance(node, Mapping):
        own = _label(node)
        for name, value in node.items():
            if not isinstance(value, list | dict):
                continue
            plain = "".join(letter for letter in name.casefold() if letter.isalnum())
            generic = plain in _GENERIC or head_of(name) is not None
            _search(value, own or label or ("" if generic or plain.isdecimal() else name), found, depth + 1, bool(own))
    elif isinstance(node, list):
        for item in node:
            _search(item, label, found, depth + 1, labelled and len(node) == 1)


def _label(node: Mapping[str, object]) -> str:
    for name, value in node.items():
        head = head_of(name)
        if head is not None and head.field is TimeField.GESTURE and isinstance(value, str | int):
            return label_text(str(value))
    return ""


def _array(node: object) -> Numbers | None:
    """Return the key points of a node as an array of a known shape, or None."""
    if not isinstance(node, list | dict) or not node:
        return None
    plain = _plain(node, 0)
    if plain is None:
        return None
    try:
        array = np.array(plain, np.float64)
    except (ValueError, TypeError):
        return None
    if array.ndim == 0 or not array.size:
        return None
    *before, last = array.shape
    points = last in (2, 3, 4) and before[-1:] == [LANDMARK_COUNT]
    flat = last in COLUMNS and array.ndim <= 3
    return array if points or flat else None


def _plain(node: object, depth: int) -> object:
    """Return lists of numbers in the place of objects with x, y, z and of objects with two hands, or None."""
    if isinstance(node, bool) or depth > DEEPEST:
        return None
    if isinstance(node, int | float):
        return node
    if node is None:
        return float("nan")
    if isinstance(node, list):
        items = [_plain(item, depth + 1) for item in node]
        return None if any(item is None for item in items) else items
    if isinstance(node, Mapping):
        names = {name.casefold(): value for name, value in node.items()}
        if "x" in names and "y" in names:
            return [names[axis] if isinstance(names.get(axis), int | float) else 0.0 for axis in AXES]
        return _two_hands(names)
    return None


def _two_hands(names: Mapping[str, object]) -> object:
    """Return a row of 126 numbers of an object with the landmarks of the left and the right hand."""
    sides = {"".join(filter(str.isalnum, name)): value for name, value in names.items()}
    if not any(name in _SIDES for name in sides):
        return None
    row = [0.0] * (2 * _HAND)
    for name, value in sides.items():
        if name in _SIDES and value:
            hand = _plain(value, 0)
            flat = np.ravel(hand) if isinstance(hand, Sequence) else np.zeros(0)
            if len(flat) != _HAND:
                return None
            row[_SIDES[name] * _HAND : (_SIDES[name] + 1) * _HAND] = flat.tolist()
    return row


def _joined(found: Sequence[KeyPointSeries]) -> list[KeyPointSeries]:
    """Return single frames of one gesture together, as rows that may be poses, and other series as they are."""
    joined: list[KeyPointSeries] = []
    waiting: list[KeyPointSeries] = []
    for series in [*found, None]:
        fits = (
            series is not None
            and len(series.rows) == 1
            and (not waiting or (series.label == waiting[0].label and series.rows.shape == waiting[0].rows.shape))
        )
        if not fits and waiting:
            rows = np.concatenate([one.rows for one in waiting])
            joined.append(KeyPointSeries(rows, waiting[0].label, poses=waiting[0].poses))
            waiting = []
        if series is not None and len(series.rows) == 1:
            waiting.append(series)
        elif series is not None:
            joined.append(series)
    return joined

"""The meaning of the columns of a table of key points, by the names in its head or by their contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.storage.importers.key_point_shapes import COLUMNS
from gesture_app.storage.importers.landmark_arrays import Numbers
from gesture_app.storage.importers.time_list_entry import TimeField, head_of

AXES = {"x": 0, "y": 1, "z": 2}
_LEFT, _RIGHT, _UNKNOWN = 0, 1, -1
_SIDES = {"left": _LEFT, "lh": _LEFT, "l": _LEFT, "right": _RIGHT, "rh": _RIGHT, "r": _RIGHT}
_NOT_OF_HANDS = frozenset(("world", "pose", "face", "body", "shoulder", "elbow", "nose", "eye", "ear", "hip", "knee"))
_FINGERS = {"thumb": 1, "index": 5, "middle": 9, "ring": 13, "pinky": 17, "little": 17}
_JOINTS = {"cmc": 0, "mcp": 0, "pip": 1, "dip": 2, "ip": 2, "tip": 3}
_GROUP_WORDS = """video file filename filepath path sequence seq clip take recording sample sampleid videoid sequenceid
    seqid takeid clipid sequencename videoname series trial"""
_GROUPS = frozenset(_GROUP_WORDS.split())
_FRAMES = frozenset(("frame", "frameid", "framenumber", "frameno", "frameindex", "frameidx", "index"))
_TIMES = {"time": 1.0, "timestamp": 1.0, "seconds": 1.0, "t": 1.0, "timems": 1e-3, "timestampms": 1e-3, "ms": 1e-3}
_LABELS = frozenset(["letter", "sign", "gesturename", "handsign", "labelname", "symbol", "character", "pose"])
_TOKENS = re.compile(r"[a-z]+|\d+")
Place = tuple[int, int, int]
"""side, landmark, axis"""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table of key points."""

    numbers: tuple[int, ...]
    """columns of a row of key points in order; -1: not stored, taken as 0"""
    label: int | None = None
    group: int | None = None
    frame: int | None = None
    time: int | None = None
    time_unit: float = 1.0
    """seconds"""


@dataclass(slots=True)
class _Places:
    places: dict[Place, int] = field(default_factory=dict)

    def add(self, place: Place, column: int) -> None:
        self.places.setdefault(place, column)

    def side(self, side: int) -> tuple[int, ...] | None:
        """Return the columns of one hand in MediaPipe's order, or None if it is not complete."""
        first = 0 if (side, 0, 0) in self.places else 1
        columns = [
            self.places.get((side, point + first, axis), -1) for point in range(LANDMARK_COUNT) for axis in range(3)
        ]
        flat = [column for index, column in enumerate(columns) if index % 3 < 2]
        return tuple(columns) if -1 not in flat else None


def columns_of_head(head: Sequence[str]) -> TableColumns | None:
    """Return the columns of a table by the names in its head, or None if they name no hand."""
    found = _Places()
    roles: dict[str, int] = {}
    unit = 1.0
    for column, name in enumerate(head):
        place = _place(name)
        if place is not None:
            found.add(place, column)
            continue
        plain = "".join(_TOKENS.findall(name.casefold()))
        if plain in _TIMES:
            roles.setdefault("time", column)
            unit = _TIMES[plain]
        elif plain in _FRAMES:
            roles.setdefault("frame", column)
        elif plain in _GROUPS:
            roles.setdefault("group", column)
        elif plain in _LABELS or ((known := head_of(name)) is not None and known.field is TimeField.GESTURE):
            roles.setdefault("label", column)
    left, right, one = found.side(_LEFT), found.side(_RIGHT), found.side(_UNKNOWN)
    if left is not None or right is not None:
        absent = (-1,) * (3 * LANDMARK_COUNT)
        numbers = (left or absent) + (right or absent)
    elif one is not None:
        numbers = tuple(column for column in one if column >= 0) if one.count(-1) == LANDMARK_COUNT else one
    else:
        return None
    return TableColumns(numbers, roles.get("label"), roles.get("group"), roles.get("frame"), roles.get("time"), unit)


def columns_by_content(rows: Sequence[Sequence[str]]) -> TableColumns | None:
    """Return the columns of a table without a head, or with one that names nothing: a label first or last, or none."""
    width = len(rows[0]) if rows else 0
    if width < 2 * LANDMARK_COUNT or any(len(row) != width for row in rows):
        return None
    inner = tuple(range(1, width - 1))
    if not all(_is_number(row[column]) for row in rows for column in inner):
        return None
    first, last = ([_is_number(row[column]) for row in rows] for column in (0, width - 1))
    everything = (0, *inner, width - 1)
    if not all(first):
        return TableColumns(everything[1:], label=0) if all(last) and width - 1 in COLUMNS else None
    if not all(last):
        return TableColumns(everything[:-1], label=width - 1) if width - 1 in COLUMNS else None
    if width in COLUMNS:
        return TableColumns(everything)
    if width - 1 in COLUMNS:  # a number of a class, or of a frame
        return (
            TableColumns(everything[1:], **_numbered([row[0] for row in rows], 0))
            if _whole(rows, 0)
            else (TableColumns(everything[:-1], label=width - 1) if _whole(rows, width - 1) else None)
        )
    return None


def numbers_of(row: Sequence[str], columns: TableColumns) -> Numbers:
    """Return the key points of a row.

    Raises:
        ValueError: a cell is no number.
        IndexError: the row is too short.
    """
    cells = [0.0 if column < 0 else float(row[column].strip() or "nan") for column in columns.numbers]
    values = np.array(cells, np.float64)
    hand = 3 * LANDMARK_COUNT
    if len(values) == 2 * hand:  # an empty hand is absent
        for start in (0, hand):
            side = values[start : start + hand]
            stored = side[np.array(columns.numbers[start : start + hand]) >= 0]
            if len(stored) and np.isnan(stored).all():
                side[:] = 0.0
    return values


def _numbered(cells: Sequence[str], column: int) -> dict[str, int]:
    """Return the role of a column of whole numbers: they rise by one in each row if they count frames."""
    numbers = [float(cell) for cell in cells]
    rises = len(numbers) > 2 and all(b - a == 1 for a, b in pairwise(numbers))
    return {"frame" if rises else "label": column}


def _whole(rows: Sequence[Sequence[str]], column: int) -> bool:
    return all(float(row[column]).is_integer() for row in rows)


def _is_number(cell: str) -> bool:
    try:
        float(cell.strip() or "nan")
    except ValueError:
        return False
    return True


def _place(name: str) -> Place | None:
    """Return the side, landmark and axis that a column's name means, such as x0, "lm_3.z" or RIGHT_WRIST_Y."""
    tokens = _TOKENS.findall(name.casefold())
    axes = [token for token in tokens if token in AXES]
    if len(axes) != 1 or _NOT_OF_HANDS.intersection(tokens):
        return None
    axis = AXES[axes[0]]
    side = next((_SIDES[token] for token in tokens if token in _SIDES), _UNKNOWN)
    finger = next((_FINGERS[token] for token in tokens if token in _FINGERS), None)
    if "wrist" in tokens:
        return side, 0, axis
    if finger is not None:
        joint = _joint(tokens, finger)
        return None if joint is None else (side, finger + joint, axis)
    numbers = [int(token) for token in tokens if token.isdecimal() and len(token) < 4]
    if not numbers:
        return None
    if len(numbers) > 1 and "hand" in tokens and numbers[0] in (0, 1) and side == _UNKNOWN:
        side = numbers[0]
    return side, numbers[-1], axis


def _joint(tokens: Sequence[str], finger: int) -> int | None:
    joint = next((token for token in tokens if token in _JOINTS), None)
    if joint is None:
        return None
    return {"cmc": 0, "mcp": 1, "ip": 2, "tip": 3}.get(joint) if finger == _FINGERS["thumb"] else _JOINTS[joint]

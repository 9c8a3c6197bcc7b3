"""Write takes as CSV: UTF-8, a header, commas, empty cells for unknown values. Numbers read back to the bit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import FloatArray
from gesture_app.storage.exporters.table import COLUMNS, HANDS, TableOfTake
from gesture_app.storage.files.atomic import written_beside

_ENOUGH = "%.9g"
"""digits that a 32-bit number needs to be read back exactly"""


def write_csv(out: Path, tables: Iterable[TableOfTake]) -> Iterator[int]:
    """Write take after take, and yield the number of rows of each. The file is replaced at the end.

    Raises:
        RecordingError: the disk is full or read-only, ...
    """
    with written_beside(out, RecordingError) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        file.write(_line(COLUMNS))
        for table in tables:
            file.writelines(_rows(table))
            yield len(table)


def _rows(table: TableOfTake) -> list[str]:
    per_take = _line(["" if value is None else value for value in table.per_take.values()]).rstrip("\n")
    rows = []
    for row in range(len(table)):
        hand = int(table.hand[row])
        cells = (
            str(table.frame[row]),
            repr(float(table.time[row])),
            HANDS[hand] if hand >= 0 else "",
            _numbers(table.handedness[row : row + 1]),
            _numbers(table.landmarks[row]),
            _numbers(table.world_landmarks[row]),
        )
        rows.append(f"{per_take},{','.join(cells)}\n")
    return rows


def _numbers(values: FloatArray) -> str:
    unknown = np.isnan(values)
    if unknown.all():
        return "," * (len(values) - 1)
    if not unknown.any():
        return ",".join([_ENOUGH] * len(values)) % tuple(values.tolist())
    return ",".join("" if value != value else _ENOUGH % value for value in values.tolist())


def _line(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()

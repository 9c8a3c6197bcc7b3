"""Reads and writes the comparison of RNN, GRU and LSTM that comes with the program."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from gesture_app.core.inspection.gradient_reach import CellReach, GradientReach, ShippedReach

REACH_FILE = "comparison/gradient_reach.json"
"""below the folder of the shipped models"""
_DIGITS = 4


class _Cell(msgspec.Struct):
    cell: str
    reach: list[float]
    parameters: int
    accuracies: list[float]


class _File(msgspec.Struct):
    made_with: str
    rate: float
    takes: int
    held_out: int
    gestures: list[str]
    delay_s: float
    seconds: float
    cells: list[_Cell]


def read_shipped_reach(path: Path) -> ShippedReach | None:
    """Return the comparison, None if the file is missing or damaged: the program works without it."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError):
        return None
    cells = tuple(
        CellReach(one.cell, np.array(one.reach, np.float32), one.accuracies[0], one.parameters) for one in file.cells
    )
    result = GradientReach(
        cells, file.rate, file.takes, file.held_out, tuple(file.gestures), True, file.delay_s, file.seconds
    )
    return ShippedReach(result, {one.cell: tuple(one.accuracies) for one in file.cells})


def write_shipped_reach(path: Path, shipped: ShippedReach, made_with: str) -> None:
    """Write the comparison with the command that made it."""
    result = shipped.result
    cells = [
        _Cell(
            one.cell,
            [float(f"{size:.{_DIGITS}g}") for size in one.reach.tolist()],
            one.parameters,
            [round(share, _DIGITS) for share in shipped.accuracies[one.cell]],
        )
        for one in result.cells
    ]
    file = _File(
        made_with, result.rate, result.takes, result.held_out, list(result.gestures), result.delay_s,
        round(result.seconds, 1), cells,
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n")

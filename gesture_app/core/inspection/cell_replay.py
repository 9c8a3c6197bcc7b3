"""Computes one memory cell of an LSTM again with a gate held at a fixed value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import Gates

_LEAST_KEPT = 1e-3
"""forget gate below which the content before cannot be found by division"""


class GateKind(StrEnum):
    """The gates of an LSTM, by their symbols in the literature."""

    INPUT = "i"
    FORGET = "f"
    OUTPUT = "o"


@dataclass(frozen=True, slots=True, eq=False)
class CellReplay:
    """One memory cell over K steps, all float32 [K]."""

    before: FloatArray
    """content after the step before, 0 at fresh steps"""
    input_gate: FloatArray
    forget_gate: FloatArray
    candidate: FloatArray
    output_gate: FloatArray
    content: FloatArray
    output: FloatArray

    def gate(self, kind: GateKind) -> FloatArray:
        """Return one of the gates [K]."""
        return {
            GateKind.INPUT: self.input_gate,
            GateKind.FORGET: self.forget_gate,
            GateKind.OUTPUT: self.output_gate,
        }[kind]


def replay_cell(
    gates: Gates,
    side: int,
    cell: int,
    fresh: npt.NDArray[np.bool_],
    held: GateKind | None = None,
    value: float = 0.0,
) -> CellReplay:
    """Return the cell with one gate held at a value (0 to 1), or as it was. Other cells and gates stay as they were."""
    inputs, forgets, candidates, outputs, recorded = (array[side, :, cell].copy() for array in gates.arrays)
    if held is not None:
        {GateKind.INPUT: inputs, GateKind.FORGET: forgets, GateKind.OUTPUT: outputs}[held][:] = value
    before, content = np.zeros_like(recorded), np.empty_like(recorded)
    for step in range(len(recorded)):
        if step == 0:
            before[step] = content_before(gates, side, cell, step, fresh)
        elif not fresh[step]:
            before[step] = content[step - 1]
        content[step] = forgets[step] * before[step] + inputs[step] * candidates[step]
    return CellReplay(before, inputs, forgets, candidates, outputs, content, outputs * np.tanh(content))


def content_before(gates: Gates, side: int, cell: int, step: int, fresh: npt.NDArray[np.bool_]) -> float:
    """Return the content of a cell before a step, 0 at fresh steps.

    A trace may begin in the middle of a stream. Before its first step the content follows from c = f · c′ + i · g.
    """
    if fresh[step]:
        return 0.0
    if step:
        return float(gates.cell[side, step - 1, cell])
    kept = float(gates.forget_gate[side, 0, cell])
    written = float(gates.input_gate[side, 0, cell] * gates.candidate[side, 0, cell])
    return (float(gates.cell[side, 0, cell]) - written) / kept if kept > _LEAST_KEPT else 0.0

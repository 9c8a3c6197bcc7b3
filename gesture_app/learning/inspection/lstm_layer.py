"""The memory of a network worked out again from its weights, with everything that happens inside its cells.

An LSTM's cell (Hochreiter and Schmidhuber 1997; with the forget gate of Gers, Schmidhuber and Cummins 2000), torch's
rows of weights in the order i, f, g, o:

    i, f, o = sigmoid(W x + R h + b)    g = tanh(W x + R h + b)
    cell = f * cell + i * g             h = o * tanh(cell)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import Gates, LayerTrace
from gesture_app.core.model.card import CellType

_ONE_STEP = {CellType.GRU: torch.gru_cell, CellType.RNN: torch.rnn_tanh_cell}


class LstmLayerTracer:
    """One layer of the memory, stepping along a stream for both hands.

    Args:
        cell: one of `CellType`.
        state: the network's state_dict.
        layer: from 0.
    """

    def __init__(self, cell: str, state: Mapping[str, Tensor], layer: int) -> None:
        self._cell_kind = CellType(cell)
        self._tensors = [
            state[f"memory.{name}_l{layer}"].detach() for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        ]
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        nothing = np.zeros((2, self._tensors[1].shape[1]), np.float32)
        self._hidden, self._cell = nothing, nothing

    def follow(self, seen: FloatArray, fresh: npt.NDArray[np.bool_]) -> LayerTrace:
        """What it does with K further steps, seen [2, K, inputs]; it begins anew where they are fresh [K]."""
        return self._gated(seen, fresh) if self._cell_kind is CellType.LSTM else self._plain(seen, fresh)

    def _gated(self, seen: FloatArray, fresh: npt.NDArray[np.bool_]) -> LayerTrace:
        by_features, by_hidden, *biases = self._tensors
        # by torch, which keeps to the one thread it is given: numpy's would take the processors from recognition
        came = functional.linear(torch.from_numpy(seen), by_features, biases[0] + biases[1]).numpy()  # [2, K, 4 hidden]
        width = by_hidden.shape[1]
        gates = np.empty((4, *came.shape[:2], width), np.float32)
        cells, hidden = np.empty_like(gates[0]), np.empty_like(gates[0])
        recurrent = by_hidden.T.contiguous()
        for step, anew in enumerate(fresh.tolist()):
            if anew:
                self.reset()
            now = came[:, step] + torch.mm(torch.from_numpy(self._hidden), recurrent).numpy()  # [2, 4 hidden]
            parts = now.reshape(2, 4, width).swapaxes(0, 1)
            i, f, g, o = gates[:, :, step] = (
                _sigmoid(parts[0]),
                _sigmoid(parts[1]),
                np.tanh(parts[2]),
                _sigmoid(parts[3]),
            )
            self._cell = cells[:, step] = f * self._cell + i * g
            self._hidden = hidden[:, step] = o * np.tanh(self._cell)
        return LayerTrace(hidden, Gates(gates[0], gates[1], gates[2], gates[3], cells))

    def _plain(self, seen: FloatArray, fresh: npt.NDArray[np.bool_]) -> LayerTrace:
        hidden = np.empty((*seen.shape[:2], self._hidden.shape[1]), np.float32)
        one_step = _ONE_STEP[self._cell_kind]
        with torch.inference_mode():
            for step, anew in enumerate(fresh.tolist()):
                if anew:
                    self.reset()
                now = one_step(torch.from_numpy(seen[:, step]), torch.from_numpy(self._hidden), *self._tensors)
                self._hidden = hidden[:, step] = now.numpy()
        return LayerTrace(hidden, None)


def _sigmoid(values: FloatArray) -> FloatArray:
    """Through tanh, which overflows nowhere."""
    gate: FloatArray = 0.5 + 0.5 * np.tanh(0.5 * values)
    return gate

"""One recurrent layer of the network with everything that happens inside its cells."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import Gates, LayerTrace
from gesture_app.core.model.card import CellType
from gesture_app.learning.lstm_cell import LstmCell
from gesture_app.learning.network import CELL_STEPS


class LstmLayerTracer:
    """Steps along a stream for both hands and keeps its state. An LSTM's gates are recorded too.

    Args:
        cell: one of `CellType`.
        weights: the network's state_dict.
        layer: from 0.
    """

    def __init__(self, cell: str, weights: Mapping[str, Tensor], layer: int) -> None:
        self._cell_type = CellType(cell)
        self._weights = [
            weights[f"memory.{name}_l{layer}"].detach() for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        ]
        self._lstm = LstmCell(self._weights) if self._cell_type is CellType.LSTM else None
        self.reset()

    def reset(self) -> None:
        """Set the state to zero."""
        self._hidden = self._cell = np.zeros((2, self._weights[1].shape[1]), np.float32)

    def trace(self, inputs: FloatArray, fresh: npt.NDArray[np.bool_]) -> LayerTrace:
        """Trace K further steps of inputs [2, K, inputs]. The state is reset at steps that are fresh [K]."""
        return self._trace_plain(inputs, fresh) if self._lstm is None else self._trace_lstm(self._lstm, inputs, fresh)

    def _trace_lstm(self, lstm: LstmCell, inputs: FloatArray, fresh: npt.NDArray[np.bool_]) -> LayerTrace:
        gates = np.empty((4, *inputs.shape[:2], self._hidden.shape[1]), np.float32)  # [4, 2, K, hidden]
        cells, hidden = np.empty_like(gates[0]), np.empty_like(gates[0])  # [2, K, hidden]
        for step, is_fresh in enumerate(fresh.tolist()):
            if is_fresh:
                self.reset()
            self._hidden, self._cell, opened = lstm.step(inputs[:, step], self._hidden, self._cell)
            hidden[:, step], cells[:, step], gates[:, :, step] = self._hidden, self._cell, opened.swapaxes(0, 1)
        return LayerTrace(hidden, Gates(gates[0], gates[1], gates[2], gates[3], cells))

    def _trace_plain(self, inputs: FloatArray, fresh: npt.NDArray[np.bool_]) -> LayerTrace:
        hidden = np.empty((*inputs.shape[:2], self._hidden.shape[1]), np.float32)  # [2, K, hidden]
        cell_step = CELL_STEPS[self._cell_type]
        with torch.inference_mode():
            for step, is_fresh in enumerate(fresh.tolist()):
                if is_fresh:
                    self.reset()
                after = cell_step(torch.from_numpy(inputs[:, step]), torch.from_numpy(self._hidden), *self._weights)
                self._hidden = hidden[:, step] = after.numpy()
        return LayerTrace(hidden, None)

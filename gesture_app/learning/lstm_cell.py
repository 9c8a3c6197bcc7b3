"""One step of an LSTM layer with all its gates, as the live recogniser and the tracer both compute it.

The LSTM is that of Hochreiter and Schmidhuber (1997) with the forget gate of Gers, Schmidhuber and Cummins (2000).
PyTorch stacks its weights in the order i, f, g, o:

    i, f, o = sigmoid(W x + R h + b)    g = tanh(W x + R h + b)
    cell = f * cell + i * g             h = o * tanh(cell)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from gesture_app.core.hands import FloatArray

_SCALE = np.array([0.5, 0.5, 1, 0.5], np.float32)[:, None]  # [4, 1]: i, f, g, o
_OFFSET = np.array([0.5, 0.5, 0, 0.5], np.float32)[:, None]  # [4, 1]: sigmoid(x) = 0.5 + 0.5 tanh(x / 2)


class LstmCell:
    """The weights of one layer. The product of matrices is torch's, the rest is numpy's, which is quicker to call.

    Args:
        weights: weight_ih, weight_hh, bias_ih and bias_hh.
    """

    def __init__(self, weights: Sequence[Tensor]) -> None:
        by_input, by_hidden, *biases = (tensor.detach() for tensor in weights)
        self._weight = torch.cat([by_input, by_hidden], 1)  # [4 hidden, inputs + hidden]
        self._bias = biases[0] + biases[1]  # [4 hidden]

    def step(
        self, inputs: FloatArray, hidden: FloatArray, cell: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Inputs [B, inputs] and the state before, each [B, hidden] → the state after, and the gates [B, 4, hidden]."""
        seen = torch.from_numpy(np.concatenate([inputs, hidden], 1))
        gates = functional.linear(seen, self._weight, self._bias).numpy().reshape(len(cell), 4, -1)
        gates *= _SCALE
        np.tanh(gates, gates)
        gates *= _SCALE
        gates += _OFFSET
        cell = gates[:, 1] * cell + gates[:, 0] * gates[:, 2]
        return gates[:, 3] * np.tanh(cell), cell, gates

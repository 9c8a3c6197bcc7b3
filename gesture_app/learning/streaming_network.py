"""The network for one step of one live stream, with as little overhead around the arithmetic as possible."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, PRESENT_COLUMNS
from gesture_app.core.hands import FloatArray
from gesture_app.core.model.card import CellType
from gesture_app.learning.lstm_cell import LstmCell
from gesture_app.learning.network import CELL_STEPS, GestureNetwork, State, by_hand
from gesture_app.learning.reference_steps import Scores


class StreamingNetwork:
    """Computes `GestureNetwork.forward` and `scores` for one step at a time. The weights must not change any more.

    Products of matrices are torch's, the rest is numpy's, which is quicker to call.
    """

    def __init__(self, network: GestureNetwork) -> None:
        place = by_hand(torch.arange(1.0, FEATURE_SIZE + 1)).numpy()  # [2, FEATURE_SIZE]: source column, with its sign
        order, sign = np.abs(place).astype(int) - 1, np.sign(place)
        self._order, self._there = order, network.there.numpy()[order]
        self._scale = network.feature_scale.numpy()[order] * sign
        self._shift = -network.feature_mean.numpy()[order] * self._scale
        self._input, self._memory = network.input, network.memory
        self._weights = [[tensor.detach() for tensor in layer] for layer in network.memory.all_weights]
        self._cell_type = network.cell_type
        self._lstm = [LstmCell(layer) for layer in self._weights] if self._cell_type is CellType.LSTM else []
        self._prototypes, self._bias = network.scaled_prototypes().detach(), network.bias.detach()
        self._open_set = network.familiarity
        self._compared = network.familiarity.compared.numpy()

    def step(self, features: FloatArray, state: State | None) -> tuple[Scores, Scores, State]:
        """Features [FEATURE_SIZE], the state before → scores [C], scores by hand [2, C], the state after."""
        hands = (features[self._order] * self._scale + self._shift).clip(-5, 5) * features[self._there]
        there = [side for side, column in enumerate(PRESENT_COLUMNS[:2]) if features[column] > 0]
        hidden, state = self._recurrent(hands, state)
        strongest = hidden[there].max(0)  # [hidden]
        embedding = torch.from_numpy(strongest / max(float(np.sqrt(strongest @ strongest)), 1e-12))[None]
        log_probs = functional.linear(embedding, self._prototypes, self._bias).log_softmax(-1)[0].numpy()  # [C]
        by_hand = self._scores_by_hand(hidden, there)
        open_set = self._open_set
        if not open_set.learned:
            return np.exp(log_probs), by_hand, state
        compared = 2 * PER_HAND if len(there) == 2 else PER_HAND  # columns of an absent hand are 0
        seen = torch.from_numpy(hands[there, :compared] * self._compared[:compared])
        distances = open_set.seen.step_distances(seen), open_set.understood.step_distances(embedding)
        return open_set.pool(open_set.evidence(*distances, log_probs)), by_hand, state

    def _scores_by_hand(self, hidden: FloatArray, there: list[int]) -> FloatArray:
        """Return the scores of each hand alone [2, C], of the outputs [2, hidden] of visible hands."""
        by_hand = np.zeros((2, len(self._bias)), np.float32)
        if len(there) < 2:
            by_hand[there] = 1.0  # the only hand made whatever was made
            return by_hand
        alone = functional.normalize(torch.from_numpy(hidden), dim=-1)
        by_hand[:] = functional.linear(alone, self._prototypes, self._bias).softmax(-1).numpy()
        return by_hand

    def _recurrent(self, hands: FloatArray, state: State | None) -> tuple[FloatArray, State]:
        """Both hands [2, FEATURE_SIZE] and the state before → the last layer's output [2, hidden], the state after."""
        inputs = torch.relu_(functional.linear(torch.from_numpy(hands), self._input.weight, self._input.bias))
        memory = self._memory
        if state is None:
            zeros = inputs.new_zeros(memory.num_layers, 2, memory.hidden_size)
            state = (zeros, zeros) if self._lstm else zeros
        if isinstance(state, tuple):
            return self._lstm_layers(inputs.numpy(), state)
        cell_step = CELL_STEPS[self._cell_type]
        after = []
        for layer, weights in enumerate(self._weights):
            inputs = cell_step(inputs, state[layer], *weights)
            after.append(inputs)
        return inputs.numpy(), torch.stack(after)

    def _lstm_layers(self, inputs: FloatArray, state: State) -> tuple[FloatArray, State]:
        before = zip(state[0].numpy(), state[1].numpy(), strict=True)
        after = []
        for layer, (hidden, cell) in zip(self._lstm, before, strict=True):
            inputs, new_cell, _ = layer.step(inputs, hidden, cell)
            after.append((inputs, new_cell))
        hiddens, cells = (np.stack(kind) for kind in zip(*after, strict=True))
        return inputs, (torch.from_numpy(hiddens), torch.from_numpy(cells))

"""One step of one live stream: what the network does with sequences, with as little as can be around the arithmetic."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, PRESENT_COLUMNS
from gesture_app.core.hands import FloatArray
from gesture_app.learning.network import GestureNetwork, State, by_hand
from gesture_app.learning.open_set import Scores


class StreamingNetwork:
    """A network's `forward` and `scores` for one step at a time; the network must not change any more.

    Products with matrices are torch's, the rest is numpy's, which is quicker to call.
    """

    def __init__(self, network: GestureNetwork) -> None:
        place = by_hand(torch.arange(1.0, FEATURE_SIZE + 1)).numpy()  # [2, FEATURE_SIZE]: from where, the sign turned
        order, sign = np.abs(place).astype(int) - 1, np.sign(place)
        self._order, self._there = order, network.there.numpy()[order]
        self._scale = network.feature_scale.numpy()[order] * sign
        self._shift = -network.feature_mean.numpy()[order] * self._scale
        self._input, self._memory = network.input, network.memory
        self._weights = network.memory.all_weights
        self._directions, self._bias = network.scaled_prototypes().detach(), network.bias.detach()
        self._familiarity = network.familiarity
        self._compared = network.familiarity.compared.numpy()

    def step(self, features: FloatArray, state: State | None) -> tuple[Scores, State]:
        """Features [FEATURE_SIZE] and the state so far → scores [labels] and the state after."""
        hands = (features[self._order] * self._scale + self._shift).clip(-5, 5) * features[self._there]
        there = [side for side, column in enumerate(PRESENT_COLUMNS[:2]) if features[column] > 0]
        remembered, state = self._remembered(torch.from_numpy(hands), state)
        answer = remembered.numpy()[there].max(0)  # [hidden]
        embedding = torch.from_numpy(answer / max(float(np.sqrt(answer @ answer)), 1e-12))[None]
        likely = functional.linear(embedding, self._directions, self._bias).log_softmax(-1)[0].numpy()
        familiarity = self._familiarity
        if not familiarity.learned:
            return np.exp(likely), state
        compared = 2 * PER_HAND if len(there) == 2 else PER_HAND  # what belongs to an absent hand is 0
        seen = torch.from_numpy(hands[there, :compared] * self._compared[:compared])
        distances = familiarity.seen.step_distances(seen), familiarity.understood.step_distances(embedding)
        return familiarity.pool(*distances, likely), state

    def _remembered(self, hands: Tensor, state: State | None) -> tuple[Tensor, State]:
        """Both hands [2, FEATURE_SIZE] → the memory's answers [2, hidden] and the state after."""
        answer = torch.relu_(functional.linear(hands, self._input.weight, self._input.bias))  # [2, hidden]
        memory = self._memory
        if state is None:
            nothing = answer.new_zeros(memory.num_layers, 2, memory.hidden_size)
            state = (nothing, nothing) if isinstance(memory, nn.LSTM) else nothing
        after: list[tuple[Tensor, ...]] = []
        for layer, weights in enumerate(self._weights):
            if isinstance(state, tuple):
                answer, cell = torch.lstm_cell(answer, (state[0][layer], state[1][layer]), *weights)
                after.append((answer, cell))
            else:
                one_cell = torch.gru_cell if isinstance(memory, nn.GRU) else torch.rnn_tanh_cell
                answer = one_cell(answer, state[layer], *weights)
                after.append((answer,))
        states = [torch.stack(kind) for kind in zip(*after, strict=True)]
        return answer, (states[0], states[1]) if isinstance(state, tuple) else states[0]

"""The network: features → LSTM → a score per label. It looks only back, so it can step along a live stream."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, PRESENT_COLUMNS, WAY_SIZE
from gesture_app.core.model_card import NetworkSize
from gesture_app.learning.familiarity import Familiarity

State = Tensor | tuple[Tensor, Tensor]
"""hidden state, and for an LSTM the cell state [layers, B, hidden]"""

CELLS: dict[str, type[nn.LSTM] | type[nn.GRU] | type[nn.RNN]] = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class GestureNetwork(nn.Module):
    """Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000) over features."""

    feature_mean: Tensor
    feature_scale: Tensor
    _there: Tensor

    def __init__(self, labels: int, size: NetworkSize, dropout: float = 0.0) -> None:
        super().__init__()
        self.register_buffer("feature_mean", torch.zeros(FEATURE_SIZE))
        self.register_buffer("feature_scale", torch.ones(FEATURE_SIZE))
        there = torch.tensor(PRESENT_COLUMNS).repeat_interleave(torch.tensor([PER_HAND, PER_HAND, WAY_SIZE]))
        self.register_buffer("_there", there, persistent=False)
        self.input = nn.Linear(FEATURE_SIZE, size.hidden)
        self.memory = CELLS[size.cell](
            size.hidden, size.hidden, size.layers, batch_first=True, dropout=dropout if size.layers > 1 else 0.0
        )
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(size.hidden, labels)
        self.familiarity = Familiarity(labels)

    def adapt_to(self, features: Tensor) -> None:
        """Take mean and spread of every feature, the same for both hands, from training data [N, FEATURE_SIZE]."""
        hands = features[:, : 2 * PER_HAND].reshape(-1, PER_HAND)  # [2 N, PER_HAND]
        hands = hands[hands[:, 0] > 0]
        way = features[features[:, PRESENT_COLUMNS[2]] > 0][:, 2 * PER_HAND :]
        for part, columns in ((hands.repeat(1, 2), slice(2 * PER_HAND)), (way, slice(2 * PER_HAND, FEATURE_SIZE))):
            if len(part) > 1:
                self.feature_mean[columns] = part.mean(0)
                self.feature_scale[columns] = 1 / part.std(0).clamp_min(0.05)
        self.feature_mean[list(PRESENT_COLUMNS)], self.feature_scale[list(PRESENT_COLUMNS)] = 0, 1

    def forward(self, features: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Features [B, T, FEATURE_SIZE] and the state so far → logits [B, T, labels] and the state after."""
        seen = torch.relu(self.input(self.dropout(self.scaled(features))))  # [B, T, hidden]
        remembered, state = self.memory(seen, state)  # [B, T, hidden]
        return self.output(self.dropout(remembered)), state

    def step(self, features: Tensor, state: State | None) -> tuple[Tensor, State]:
        """One step of one stream: features [1, FEATURE_SIZE] → logits [1, labels] and the state after.

        The same as `forward`, cell by cell: for a single step several times faster than the layer made for sequences.
        """
        seen = torch.relu(functional.linear(self.scaled(features), self.input.weight, self.input.bias))
        if state is None:
            nothing = seen.new_zeros(self.memory.num_layers, 1, self.memory.hidden_size)
            state = (nothing, nothing) if isinstance(self.memory, nn.LSTM) else nothing
        after: list[tuple[Tensor, ...]] = []
        for layer, weights in enumerate(self.memory.all_weights):
            if isinstance(state, tuple):
                hidden, cell = torch.lstm_cell(seen, (state[0][layer], state[1][layer]), *weights)
                after.append((hidden, cell))
            else:
                one_cell = torch.gru_cell if isinstance(self.memory, nn.GRU) else torch.rnn_tanh_cell
                hidden = one_cell(seen, state[layer], *weights)
                after.append((hidden,))
            seen = hidden
        logits = functional.linear(seen, self.output.weight, self.output.bias)
        states = [torch.stack(kind) for kind in zip(*after, strict=True)]
        return logits, (states[0], states[1]) if isinstance(state, tuple) else states[0]

    def scores(self, features: Tensor, logits: Tensor) -> Tensor:
        """Scores per label [K, labels] from logits of steps [K, labels], lowered where nothing like it was taught."""
        return self.familiarity(self.scaled(features), logits.softmax(-1))

    def scaled(self, features: Tensor) -> Tensor:
        """Features [..., FEATURE_SIZE] about 0, of spread 1; 0 where a hand is absent."""
        scaled = ((features - self.feature_mean) * self.feature_scale).clamp(-5, 5)
        return scaled * features.index_select(-1, self._there)


def use_threads(count: int) -> None:
    """How many threads torch may use in this process; one is fastest for a network of this size."""
    torch.set_num_threads(count)

"""The network: features → LSTM → a score per label. It looks only back, so it can step along a live stream."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.model_card import NetworkSize
from gesture_app.learning.familiarity import Familiarity

State = Tensor | tuple[Tensor, Tensor]
"""hidden state, and for an LSTM the cell state [layers, B, hidden]"""

CELLS: dict[str, type[nn.LSTM] | type[nn.GRU] | type[nn.RNN]] = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class GestureNetwork(nn.Module):
    """Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000) over features."""

    feature_mean: Tensor
    feature_scale: Tensor

    def __init__(self, labels: int, size: NetworkSize, dropout: float = 0.0) -> None:
        super().__init__()
        self.register_buffer("feature_mean", torch.zeros(FEATURE_SIZE))
        self.register_buffer("feature_scale", torch.ones(FEATURE_SIZE))
        self.input = nn.Linear(FEATURE_SIZE, size.hidden)
        self.memory = CELLS[size.cell](
            size.hidden, size.hidden, size.layers, batch_first=True, dropout=dropout if size.layers > 1 else 0.0
        )
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(size.hidden, labels)
        self.familiarity = Familiarity(labels)

    def adapt_to(self, features: Tensor) -> None:
        """Take mean and spread of every feature from training data [N, FEATURE_SIZE]."""
        self.feature_mean.copy_(features.mean(0))
        self.feature_scale.copy_(1 / features.std(0).clamp_min(0.05))

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
        """Features [..., FEATURE_SIZE] about 0, of spread 1."""
        return ((features - self.feature_mean) * self.feature_scale).clamp(-5, 5)


def use_threads(count: int) -> None:
    """How many threads torch may use in this process; one is fastest for a network of this size."""
    torch.set_num_threads(count)

"""The network: features → LSTM → a score per label. It looks only back, so it can step along a live stream."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.model_card import NetworkSize

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

    def adapt_to(self, features: Tensor) -> None:
        """Take mean and spread of every feature from training data [N, FEATURE_SIZE]."""
        self.feature_mean.copy_(features.mean(0))
        self.feature_scale.copy_(1 / features.std(0).clamp_min(0.05))

    def forward(self, features: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Features [B, T, FEATURE_SIZE] and the state so far → logits [B, T, labels] and the state after."""
        scaled = ((features - self.feature_mean) * self.feature_scale).clamp(-5, 5)
        seen = torch.relu(self.input(self.dropout(scaled)))  # [B, T, hidden]
        remembered, state = self.memory(seen, state)  # [B, T, hidden]
        return self.output(self.dropout(remembered)), state


def use_threads(count: int) -> None:
    """How many threads torch may use in this process; one is fastest for a network of this size."""
    torch.set_num_threads(count)

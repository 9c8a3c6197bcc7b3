"""The network: features → LSTM → cosine classifier. It is causal, so it can step along a live stream."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, PRESENT_COLUMNS, WAY_SIZE
from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.learning.open_set import OpenSetScorer
from gesture_app.learning.reference_steps import Scores

State = Tensor | tuple[Tensor, Tensor]
"""hidden state, and for an LSTM the cell state [layers, B, hidden]"""

ABSENT = -1.0
"""LSTM output of an absent hand, below that of any visible one"""
LOGIT_SCALE = 18.0
"""logits are cosine similarities times this"""
CELLS: dict[str, type[nn.LSTM] | type[nn.GRU] | type[nn.RNN]] = {
    CellType.LSTM: nn.LSTM,
    CellType.GRU: nn.GRU,
    CellType.RNN: nn.RNN,
}
GATES: dict[str, int] = {CellType.LSTM: 4, CellType.GRU: 3, CellType.RNN: 1}
"""matrices of a cell for its input, and as many for its hidden state"""
CELL_STEPS: dict[str, Callable[..., Tensor]] = {CellType.GRU: torch.gru_cell, CellType.RNN: torch.rnn_tanh_cell}
"""one step of a cell with a hidden state alone: inputs, hidden state and weights → hidden state; see `LstmCell`"""
BACKBONE = ("feature_mean", "feature_scale", "input.", "memory.")
"""names of the tensors that belong to no label"""


@dataclass(frozen=True, slots=True, eq=False)
class DropoutMasks:
    """Factors of inverted dropout: 0, or 1 / (1 - rate)."""

    features: Tensor  # [B, T, FEATURE_SIZE]
    embedding: Tensor  # [B, T, hidden]

    def to(self, device: torch.device) -> DropoutMasks:
        """Return the masks on another device."""
        return DropoutMasks(self.features.to(device), self.embedding.to(device))


class GestureNetwork(nn.Module):
    """An LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) over each hand's features.

    Both hands share the weights and have a state each, so that what one hand teaches holds for the other. The embedding
    of a step is the maximum of both outputs, unit by unit, at length one. A label's logit is the scaled cosine of
    embedding and prototype (cosine classifier: Gidaris and Komodakis 2018, "Dynamic few-shot visual learning without
    forgetting"). States are ordered by hand: the left hands of B streams, then the right ones.

    Attributes are keys of weights.safetensors. `directions` are the prototypes, `familiarity` is the open-set scorer.
    """

    feature_mean: Tensor
    feature_scale: Tensor
    there: Tensor
    """[FEATURE_SIZE]: the column with 1 if the hand or hands of a feature are visible"""

    def __init__(self, labels: int, size: NetworkSize, starter: Sequence[int] = ()) -> None:
        """Make a network with random weights.

        Args:
            labels: C.
            size: of the network.
            starter: indices of the labels that are the starter's.
        """
        super().__init__()
        self.register_buffer("feature_mean", torch.zeros(FEATURE_SIZE))
        self.register_buffer("feature_scale", torch.ones(FEATURE_SIZE))
        there = torch.tensor(PRESENT_COLUMNS).repeat_interleave(torch.tensor([PER_HAND, PER_HAND, WAY_SIZE]))
        self.register_buffer("there", there, persistent=False)
        self.cell_type = CellType(size.cell)
        self.input = nn.Linear(FEATURE_SIZE, size.hidden)
        self.memory = CELLS[size.cell](size.hidden, size.hidden, size.layers, batch_first=True)
        self.directions = nn.Parameter(0.1 * torch.randn(labels, size.hidden))
        self.bias = nn.Parameter(torch.zeros(labels))
        self.familiarity = OpenSetScorer(labels, size.hidden, starter=starter)

    def adapt_to(self, features: Tensor) -> None:
        """Set mean and scale of every feature, equal for both hands, from training data [N, FEATURE_SIZE]."""
        hands = features[:, : 2 * PER_HAND].reshape(-1, PER_HAND)  # [2 N, PER_HAND]
        hands = hands[hands[:, 0] > 0].repeat(1, 2)
        ways = features[features[:, PRESENT_COLUMNS[2]] > 0][:, 2 * PER_HAND :]
        for seen, columns in ((hands, slice(2 * PER_HAND)), (ways, slice(2 * PER_HAND, FEATURE_SIZE))):
            if len(seen) > 1:
                self.feature_mean[columns] = seen.mean(0)
                self.feature_scale[columns] = 1 / seen.std(0).clamp_min(0.05)
        self.feature_mean[2 * PER_HAND :] = 0  # the way from one hand to the other is the same both ways
        self.feature_mean[list(PRESENT_COLUMNS)], self.feature_scale[list(PRESENT_COLUMNS)] = 0, 1

    def backbone(self) -> dict[str, Tensor]:
        """Return the tensors that belong to no label: scaling, input layer and LSTM."""
        return {name: tensor for name, tensor in self.state_dict().items() if name.startswith(BACKBONE)}

    def load_backbone(self, backbone: Mapping[str, Tensor], more_layers: bool = False) -> bool:
        """Copy pretrained tensors. Return False, and change nothing, if their sizes differ.

        Args:
            backbone: tensors by name.
            more_layers: lets this network have further layers above the pretrained ones.
        """
        own = self.backbone()
        fits = backbone.keys() <= own.keys() if more_layers else backbone.keys() == own.keys()
        if not fits or any(own[name].shape != tensor.shape for name, tensor in backbone.items()):
            return False
        with torch.no_grad():
            for name, tensor in backbone.items():
                own[name].copy_(tensor)
        return True

    def forward(self, features: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Features [B, T, FEATURE_SIZE] and the state before → embedding [B, T, hidden], the state after."""
        remembered, there, state = self.by_hand(features, state)
        return stronger_hand(remembered, there), state

    def by_hand(self, features: Tensor, state: State | None) -> tuple[Tensor, Tensor, State]:
        """Features [B, T, FEATURE_SIZE], the state before → outputs [2 B, T, hidden], visible [2 B, T], state after."""
        hands, there = self._hands(self.scaled(features), features)
        remembered, state = self._remembered(hands, state)
        return remembered, there, state

    @torch.no_grad()
    def scores_by_hand(self, remembered: Tensor, there: Tensor) -> Scores:
        """Return the scores of each hand alone: outputs [2, K, hidden], visible [2, K] → [2, K, C].

        A hand that is the only visible one scores 1, because it made what was made, and an absent one 0.
        """
        alone = self.logits(functional.normalize(remembered, dim=-1)).softmax(-1)
        scores: Scores = torch.where(there.all(0)[:, None], alone, there[..., None].float()).numpy()
        return scores

    def embed(self, features: Tensor, masks: DropoutMasks | None = None, use_bfloat16: bool = False) -> Tensor:
        """Return the embedding of whole streams [B, T, hidden], faster than `forward`: absent hands are skipped.

        Args:
            features: [B, T, FEATURE_SIZE].
            masks: dropout masks in training.
            use_bfloat16: runs the LSTM in bfloat16.
        """
        scaled = self.scaled(features)
        hands, there = self._hands(scaled if masks is None else scaled * masks.features, features)
        comes = there.any(1)  # [2 B]
        remembered = hands.new_zeros(*there.shape, self.memory.hidden_size)
        if comes.any():
            # no cache: a copy of the weights must not be shared by what is learned on two threads
            with torch.autocast("cpu", torch.bfloat16, enabled=use_bfloat16, cache_enabled=False):
                answers, _ = self._remembered(hands[comes], None)
            remembered[comes] = answers.float()
        embedding = stronger_hand(remembered, there)
        return embedding if masks is None else embedding * masks.embedding

    def logits(self, embedding: Tensor) -> Tensor:
        """Return logits [..., C] of an embedding [..., hidden]."""
        return embedding @ self.scaled_prototypes().T + self.bias

    def scaled_prototypes(self) -> Tensor:
        """Return every label's prototype at a length of `LOGIT_SCALE` [C, hidden]."""
        return LOGIT_SCALE * functional.normalize(self.directions, dim=-1)

    @torch.no_grad()
    def scores(self, features: Tensor, embedding: Tensor) -> Scores:
        """Return scores [K, C] of features [K, FEATURE_SIZE] with their embedding [K, hidden]."""
        scores: Scores = self.familiarity(by_hand(self.scaled(features)), embedding, self.logits(embedding))
        return scores

    def scaled(self, features: Tensor) -> Tensor:
        """Standardise features [..., FEATURE_SIZE]. Those of an absent hand become 0."""
        scaled: Tensor = ((features - self.feature_mean) * self.feature_scale).clamp(-5, 5)
        return scaled * features.index_select(-1, self.there)

    def _hands(self, scaled: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """Return both hands' scaled features [2 B, T, FEATURE_SIZE], and the steps with each hand [2 B, T]."""
        there = torch.cat([features[..., column] for column in PRESENT_COLUMNS[:2]]) > 0
        return by_hand(scaled).flatten(0, 1), there

    def _remembered(self, hands: Tensor, state: State | None) -> tuple[Tensor, State]:
        remembered, state = self.memory(torch.relu(self.input(hands)), state)
        return remembered, state


def stronger_hand(remembered: Tensor, there: Tensor) -> Tensor:
    """Return the maximum of both hands' outputs at length one: [2 B, ..., hidden], [2 B, ...] → [B, ..., hidden]."""
    left, right = remembered.masked_fill(~there[..., None], ABSENT).chunk(2)
    return functional.normalize(torch.maximum(left, right), dim=-1)


def by_hand(scaled: Tensor) -> Tensor:
    """Arrange scaled features [..., FEATURE_SIZE] for the left and for the right hand [2, ..., FEATURE_SIZE].

    A hand's own features come first, then those of the other hand, then the vector from it to the other.
    """
    left, right, both, way = torch.split(scaled, [PER_HAND, PER_HAND, 1, WAY_SIZE - 1], -1)
    return torch.stack([scaled, torch.cat([right, left, both, -way], -1)])


def use_threads(count: int) -> None:
    """Limit torch's threads in this process. One is best for so small a network.

    More threads divide every small product and wait for each other. They are a quarter faster on an idle machine, ten
    times slower on a busy one. `Trainer` divides batches instead.

    Call this before anything is computed: it also limits oneDNN's cache, with an entry for every sequence length. A
    training has hundreds of them. The cache would take more than a GB and saves no measurable time.
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16")
    torch.set_num_threads(count)

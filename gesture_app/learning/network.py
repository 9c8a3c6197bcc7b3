"""The network: features → LSTM → likeness to each label. It looks only back, so it can step along a live stream."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, PRESENT_COLUMNS, WAY_SIZE
from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.learning.open_set import OpenSetScorer, Scores

State = Tensor | tuple[Tensor, Tensor]
"""hidden state, and for an LSTM the cell state [layers, B, hidden]"""

ABSENT = -1.0
"""what the memory of an absent hand answers: less than any that is there"""
LOGIT_SCALE = 18.0
"""logits are cosines times this"""
CELLS: dict[str, type[nn.LSTM] | type[nn.GRU] | type[nn.RNN]] = {
    CellType.LSTM: nn.LSTM,
    CellType.GRU: nn.GRU,
    CellType.RNN: nn.RNN,
}
BACKBONE = ("feature_mean", "feature_scale", "input.", "memory.")
"""what a network can begin with: everything but what belongs to its labels"""


@dataclass(frozen=True, slots=True, eq=False)
class DropoutMasks:
    """What is hidden from the network while it learns (dropout): 0 there, and elsewhere a little more than 1."""

    features: Tensor  # [B, T, FEATURE_SIZE]
    answers: Tensor  # [B, T, hidden]

    def to(self, device: torch.device) -> DropoutMasks:
        """The same where the network is."""
        return DropoutMasks(self.features.to(device), self.answers.to(device))


class GestureNetwork(nn.Module):
    """Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000) over each hand's features.

    Both hands are followed by the same weights, each with a state of its own: what is learned from one hand holds for
    the other. Of the two memories the stronger answer counts, unit by unit; brought to length one this is how a step is
    understood, and a label is as likely as its own direction is near (cosine classifier: Gidaris and Komodakis 2018,
    "Dynamic few-shot visual learning without forgetting"). States are ordered hand by hand: the left hands of B
    streams, then the right ones.
    """

    feature_mean: Tensor
    feature_scale: Tensor
    there: Tensor
    """[FEATURE_SIZE]: the column that says whether what a feature describes is there"""

    def __init__(self, labels: int, size: NetworkSize, dropout: float = 0.0) -> None:
        """`dropout` is what is hidden between layers while it learns; `embed` takes what else is."""
        super().__init__()
        self.register_buffer("feature_mean", torch.zeros(FEATURE_SIZE))
        self.register_buffer("feature_scale", torch.ones(FEATURE_SIZE))
        there = torch.tensor(PRESENT_COLUMNS).repeat_interleave(torch.tensor([PER_HAND, PER_HAND, WAY_SIZE]))
        self.register_buffer("there", there, persistent=False)
        self.input = nn.Linear(FEATURE_SIZE, size.hidden)
        self.memory = CELLS[size.cell](
            size.hidden, size.hidden, size.layers, batch_first=True, dropout=dropout if size.layers > 1 else 0.0
        )
        self.directions = nn.Parameter(0.1 * torch.randn(labels, size.hidden))
        self.bias = nn.Parameter(torch.zeros(labels))
        self.familiarity = OpenSetScorer(labels, size.hidden)

    def adapt_to(self, features: Tensor) -> None:
        """Take mean and spread of every feature, the same for both hands, from training data [N, FEATURE_SIZE]."""
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
        """What does not belong to its labels: scaling, input layer and memory."""
        return {name: tensor for name, tensor in self.state_dict().items() if name.startswith(BACKBONE)}

    def load_backbone(self, backbone: Mapping[str, Tensor]) -> bool:
        """Take over another network's trunk; False, and nothing is changed, where it is of another size."""
        own = self.backbone()
        if own.keys() != backbone.keys() or any(own[name].shape != tensor.shape for name, tensor in backbone.items()):
            return False
        with torch.no_grad():
            for name, tensor in backbone.items():
                own[name].copy_(tensor)
        return True

    def forward(self, features: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Features [B, T, FEATURE_SIZE] and the state so far → how steps are understood [B, T, hidden], state after."""
        hands, there = self._hands(self.scaled(features), features)
        remembered, state = self._remembered(hands, state)
        return stronger_hand(remembered, there), state

    def embed(self, features: Tensor, masks: DropoutMasks | None = None, use_bfloat16: bool = False) -> Tensor:
        """The same of whole streams, without a state and in less time; hands that never come are passed over.

        Args:
            features: [B, T, FEATURE_SIZE].
            hiding: what it must do without while it learns.
            in_half: whether the memory may multiply numbers of half the length (bfloat16).
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
        return embedding if masks is None else embedding * masks.answers

    def logits(self, embedding: Tensor) -> Tensor:
        """Logits [..., labels] of steps understood so [..., hidden]."""
        return embedding @ self.scaled_prototypes().T + self.bias

    def scaled_prototypes(self) -> Tensor:
        """Every label's direction, as long as it is sharp [labels, hidden]."""
        return LOGIT_SCALE * functional.normalize(self.directions, dim=-1)

    @torch.no_grad()
    def scores(self, features: Tensor, embedding: Tensor) -> Scores:
        """Scores per label [K, labels] of steps [K, FEATURE_SIZE] that are understood so [K, hidden]."""
        scores: Scores = self.familiarity(by_hand(self.scaled(features)), embedding, self.logits(embedding))
        return scores

    def scaled(self, features: Tensor) -> Tensor:
        """Features [..., FEATURE_SIZE] about 0, of spread 1; 0 where a hand is absent."""
        scaled: Tensor = ((features - self.feature_mean) * self.feature_scale).clamp(-5, 5)
        return scaled * features.index_select(-1, self.there)

    def _hands(self, scaled: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """Both hands of scaled features as the memory sees them [2 B, T, FEATURE_SIZE], and where they are there by the
        features [2 B, T].
        """
        there = torch.cat([features[..., column] for column in PRESENT_COLUMNS[:2]]) > 0
        return by_hand(scaled).flatten(0, 1), there

    def _remembered(self, hands: Tensor, state: State | None) -> tuple[Tensor, State]:
        remembered, state = self.memory(torch.relu(self.input(hands)), state)
        return remembered, state


def stronger_hand(remembered: Tensor, there: Tensor) -> Tensor:
    """The stronger of two hands' answers, of length one: [2 B, ..., hidden], [2 B, ...] → [B, ..., hidden]."""
    left, right = remembered.masked_fill(~there[..., None], ABSENT).chunk(2)
    return functional.normalize(torch.maximum(left, right), dim=-1)


def by_hand(scaled: Tensor) -> Tensor:
    """Scaled features [..., FEATURE_SIZE] as the left and as the right hand has them [2, ..., FEATURE_SIZE].

    A hand's own part comes first, then the other hand's, then the way from it to the other.
    """
    left, right, both, way = torch.split(scaled, [PER_HAND, PER_HAND, 1, WAY_SIZE - 1], -1)
    return torch.stack([scaled, torch.cat([right, left, both, -way], -1)])


def use_threads(count: int) -> None:
    """How many threads torch may use in this process; one is best for so small a network.

    More divide every small product among them, and each waits for the others: a quarter faster on an idle machine, ten
    times slower where others want its processors. `Trainer` divides lessons instead.

    Called before anything is computed: torch's library for processors then also keeps little for lengths that it has
    seen, of which there are hundreds in a training. It would be more than a GB, and saves no time that can be measured.
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16")
    torch.set_num_threads(count)

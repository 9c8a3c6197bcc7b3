"""Open-set recognition: rejects steps that are far from the takes of every gesture.

A softmax is confident even about inputs unlike its training data. So every step is also compared with reference steps
of each gesture's own takes, twice: by features and by embedding. A label's evidence is the network's log probability,
at a temperature that lowers its confidence (Guo et al. 2017, "On calibration of modern neural networks"), minus the
distances to the nearest reference steps (Sun et al. 2022, "Out-of-distribution detection with deep nearest neighbors").
A distance of 1 is the farthest that a take of the gesture may be. A step far from all takes is background. If there are
many sessions, the takes of those held out widen that distance (`OpenSetScorer.widen`).

For features, the nearer hand counts. The other hand's features have half the weight.

The user's gestures come first. A softmax over background and the user's gestures gives their scores, as if there were
no others. A second softmax over background and the starter's gestures divides what the first one leaves to the
background. So no gesture of the starter takes anything from one of the user's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gesture_app.core.features import MOVEMENT, PER_HAND
from gesture_app.learning.reference_steps import DistanceScale, ReferenceSteps, Scores

Labels = npt.NDArray[np.int64]
"""indices of labels"""

NETWORK_WEIGHT = 0.3
"""of the network's log probabilities after few takes: a temperature of about three"""
NOTHING_SHARE = 0.5
"""of that weight, for the background"""
FEW_TAKES = 10
"""of a gesture; with more takes the network's weight grows"""
TRUST_GROWS = 0.7
"""power of the number of takes by which the weight grows"""
RIVALS = 3
"""gestures in the softmax: at that temperature, many unlikely ones would outweigh the right one"""
MOVEMENT_WEIGHT = 0.5
"""of a hand's movement beside its shape, as the tempo of a gesture varies"""
OTHER_HAND_WEIGHT = 0.5

SEEN = DistanceScale(3.5, 2.45, 1.0)
UNDERSTOOD = DistanceScale(4.0, 1.8, 0.2)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The steps of one take at which the network names its gesture, as recorded and augmented."""

    session: str
    features: Tensor
    """[2, K, FEATURE_SIZE]: scaled, for each hand, as recorded"""
    augmented_features: Tensor
    """[2, M, FEATURE_SIZE]"""
    embedding: Tensor
    """[K, hidden]: as recorded"""
    augmented_embedding: Tensor
    """[N, hidden]: in composed streams"""


@dataclass(frozen=True, slots=True)
class LimitFactors:
    """Factors of the largest distances, 1 to `WIDEST`."""

    seen: float = 1.0
    understood: float = 1.0


class OpenSetScorer(nn.Module):
    """Scores of every label from the network's logits and the distances to reference steps.

    Attributes are keys of weights.safetensors: `seen` compares features, `understood` compares embeddings.

    Args:
        labels: C, the background first.
        hidden: width of the embedding.
        feature_steps, embedding_steps: reference steps of each gesture.
        starter: indices of the labels that are the starter's.
    """

    network_weight: Tensor
    compared: Tensor
    """[2 * PER_HAND]: weight of each feature"""

    def __init__(
        self,
        labels: int,
        hidden: int,
        feature_steps: int = 0,
        embedding_steps: int = 0,
        starter: Sequence[int] = (),
    ) -> None:
        super().__init__()
        own = [label for label in range(1, labels) if label not in starter]
        self.levels = (np.array([0, *own]), np.array([0, *starter])) if own and starter else None
        """labels of the two softmaxes, each with the background first; None if one softmax has all of them"""
        self.seen = ReferenceSteps(labels - 1, feature_steps, 2 * PER_HAND, SEEN)
        self.understood = ReferenceSteps(labels - 1, embedding_steps, hidden, UNDERSTOOD)
        self.register_buffer("network_weight", torch.tensor(1.0))
        weights = torch.ones(2, PER_HAND)
        weights[:, MOVEMENT] = MOVEMENT_WEIGHT
        weights[1] *= OTHER_HAND_WEIGHT
        self.register_buffer("compared", weights.flatten(), persistent=False)

    def learn(self, examples: Sequence[Sequence[Example]], takes: float) -> None:
        """Choose reference steps and the network's weight.

        Args:
            examples: of each gesture, with at least one step.
            takes: of a gesture in the whole training.
        """
        starter = frozenset() if self.levels is None else frozenset((self.levels[1][1:] - 1).tolist())
        self.seen.learn(
            [
                [(e.session, self._hands(e.features), self._hands(e.augmented_features)) for e in own]
                for own in examples
            ],
            starter,
        )
        self.understood.learn(
            [[(e.session, e.embedding[None], e.augmented_embedding[None]) for e in own] for own in examples], starter
        )
        self.network_weight.fill_(NETWORK_WEIGHT * network_trust(takes))

    def factors_for(self, held_out: Sequence[Sequence[Example]]) -> LimitFactors:
        """Return the factors of the limits that each gesture's examples from held-out sessions need.

        The takes of people whom the network has learned from lie closer together than those of strangers.
        """
        takes = [(gesture, example) for gesture, own in enumerate(held_out) for example in own]
        return LimitFactors(
            self.seen.factor_for([(gesture, self._hands(example.features)) for gesture, example in takes]),
            self.understood.factor_for([(gesture, example.embedding[None]) for gesture, example in takes]),
        )

    def widen(self, factors: LimitFactors, gestures: int) -> None:
        """Multiply the limits that `learn` has found for the first gestures."""
        self.seen.widen(factors.seen, gestures)
        self.understood.widen(factors.understood, gestures)

    def forward(self, hands: Tensor, embedding: Tensor, logits: Tensor) -> Scores:
        """Return scores [K, C] of K steps.

        Args:
            hands: scaled features for each hand [2, K, FEATURE_SIZE].
            embedding: [K, hidden].
            logits: [K, C].
        """
        likely: Scores = logits.log_softmax(-1).numpy()
        if not self.learned:
            return np.asarray(np.exp(likely))
        return self.pool(self.evidence(*self.distances(hands, embedding), likely))

    def distances(self, hands: Tensor, embedding: Tensor) -> tuple[Scores, Scores]:
        """Return the distances from each gesture by features and by embedding, each [K, C - 1]."""
        return self.seen(self._hands(hands)).numpy(), self.understood(embedding[None]).numpy()

    @property
    def learned(self) -> bool:
        """True if there are reference steps."""
        return bool(self.seen.steps.shape[1])

    def evidence(self, seen: Scores, understood: Scores, log_probs: Scores) -> tuple[Scores, Scores, Scores]:
        """Return what speaks for each label in three parts, each [..., C]: network, features and embedding.

        Args:
            seen, understood: distances as `distances` gives them [..., C - 1].
            log_probs: of the network [..., C].
        """
        weights = log_prob_weights(float(self.network_weight), log_probs.shape[-1])
        shifted = log_probs if self.levels is None else _by_level(log_probs, weights, *self.levels)
        return weights * shifted, self.seen.closeness(seen), self.understood.closeness(understood)

    def pool(self, evidence: tuple[Scores, Scores, Scores]) -> Scores:
        """Return the scores [..., C] of summed evidence."""
        network, seen, understood = evidence
        total = network + (seen + understood)
        if self.levels is None:
            return _softmax_of_rivals(total)
        own, starter = (_softmax_of_rivals(total[..., level]) for level in self.levels)
        scores = np.empty_like(total)
        scores[..., self.levels[0]] = own
        scores[..., self.levels[1]] = own[..., :1] * starter
        return scores

    def _hands(self, hands: Tensor) -> Tensor:
        """Weight both hands' features of steps [2, K, FEATURE_SIZE] → [2, K, 2 * PER_HAND]."""
        return hands[..., : 2 * PER_HAND] * self.compared


def _by_level(log_probs: Scores, weights: Scores, own: Labels, starter: Labels) -> Scores:
    """Return the log probabilities [..., C] of each softmax, as if it were the only one.

    The background has one evidence for both, so that of the starter's gestures is shifted by the difference.
    """
    of_own, of_starter = (np.logaddexp.reduce(log_probs[..., level], -1, keepdims=True) for level in (own, starter))
    shifted: Scores = log_probs - of_own
    gestures = starter[1:]
    shifted[..., gestures] += of_own - of_starter - weights[0] / weights[gestures] * (of_own - of_starter)
    return shifted


def _softmax_of_rivals(total: Scores) -> Scores:
    """Return the softmax of the evidence of background and likeliest gestures [..., C], and change its argument."""
    gestures = total[..., 1:]
    rivals = min(RIVALS, gestures.shape[-1])
    gestures[gestures < np.partition(gestures, -rivals)[..., -rivals, None]] = -np.inf
    scores: Scores = np.exp(total - total.max(-1, keepdims=True))
    scores /= scores.sum(-1, keepdims=True)
    return scores


def log_prob_weights(network_weight: float, labels: int) -> Scores:
    """Return how much the network's log probability of each label counts [C]."""
    weights = np.full(labels, network_weight, np.float32)
    weights[0] *= NOTHING_SHARE
    return weights


def network_trust(takes: float) -> float:
    """Return the factor of the network's weight for so many takes of a gesture, from 1 on."""
    grown: float = (takes / FEW_TAKES) ** TRUST_GROWS
    return min(max(1.0, grown), 1 / NETWORK_WEIGHT)

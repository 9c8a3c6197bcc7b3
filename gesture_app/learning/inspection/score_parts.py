"""What speaks for each label, in the parts that the recogniser pools, and the scores that come of it."""

from __future__ import annotations

import numpy as np
import torch

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import Evidence
from gesture_app.learning.network import GestureNetwork, by_hand
from gesture_app.learning.open_set import NOTHING_SHARE


class ScoreDecomposition:
    """Pools as a network's familiarity does, and keeps the parts."""

    def __init__(self, network: GestureNetwork, labels: int) -> None:
        self._network = network
        self.weight: FloatArray = np.ones(labels, np.float32)
        """how much of a logit is in the evidence [C]"""
        if network.familiarity.learned:
            self.weight *= float(network.familiarity.network_weight)
            self.weight[0] *= NOTHING_SHARE

    def of(self, values: FloatArray, embedding: FloatArray, logits: FloatArray) -> tuple[FloatArray, Evidence]:
        """Scores [K, C] and evidence of steps [K, FEATURE_SIZE] that are understood so [K, hidden]; logits [K, C]."""
        familiarity = self._network.familiarity
        likely = _log_softmax(logits)
        answer: FloatArray = self.weight * likely
        if not familiarity.learned:
            return np.exp(likely), Evidence(answer, np.zeros_like(answer), np.zeros_like(answer))
        with torch.inference_mode():
            hands = by_hand(self._network.scaled(torch.from_numpy(values)))
            distances = familiarity.distances(hands, torch.from_numpy(embedding))
        kinds = familiarity.seen.likeness, familiarity.understood.likeness
        near = [_near(kind.weight, way) for kind, way in zip(kinds, distances, strict=True)]
        return familiarity.pool(*distances, likely), Evidence(answer, *near)


def _near(weight: float, distances: FloatArray) -> FloatArray:
    """How near takes of each gesture are [K, C]; `none` is as near as what is as far from them as may be."""
    return np.concatenate([np.full((len(distances), 1), -weight, np.float32), -weight * distances], 1)


def _log_softmax(values: FloatArray) -> FloatArray:
    shifted = values - values.max(-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result

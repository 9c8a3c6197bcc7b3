"""Scores with the evidence that the recogniser pools into them."""

from __future__ import annotations

import numpy as np
import torch

from gesture_app.core.hands import FloatArray
from gesture_app.core.inspection.trace import Evidence
from gesture_app.learning.network import GestureNetwork, by_hand
from gesture_app.learning.open_set import log_prob_weights


class ScoreDecomposition:
    """Pools as the network's open-set scorer does, and keeps the parts."""

    def __init__(self, network: GestureNetwork, labels: int) -> None:
        self._network = network
        learned = network.familiarity.learned
        self.weight: FloatArray = (
            log_prob_weights(float(network.familiarity.network_weight), labels)
            if learned
            else np.ones(labels, np.float32)
        )
        """how much of each logit is in the evidence [C]"""

    def of(self, values: FloatArray, embedding: FloatArray, logits: FloatArray) -> tuple[FloatArray, Evidence]:
        """Features [K, FEATURE_SIZE], embedding [K, hidden] and logits [K, C] of K steps → scores [K, C], evidence."""
        open_set = self._network.familiarity
        with torch.inference_mode():
            log_probs = torch.from_numpy(logits).log_softmax(-1).numpy()
            if not open_set.learned:
                zeros = np.zeros_like(log_probs)
                return np.exp(log_probs), Evidence(log_probs, zeros, zeros)
            hands = by_hand(self._network.scaled(torch.from_numpy(values)))  # [2, K, FEATURE_SIZE]
            distances = open_set.distances(hands, torch.from_numpy(embedding))
        evidence = open_set.evidence(*distances, log_probs)
        return open_set.pool(evidence), Evidence(*evidence)

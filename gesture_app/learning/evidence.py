"""What speaks for each label, in the parts that the recogniser pools, and the scores that come of it."""

from __future__ import annotations

import numpy as np
import torch

from gesture_app.core.hands import FloatArray
from gesture_app.core.insight import Evidence
from gesture_app.learning.familiarity import NOTHING_SHARE, RIVALS, SEEN, UNDERSTOOD
from gesture_app.learning.network import GestureNetwork, by_hand


class Pool:
    """Pools as a network's familiarity does; a test holds its scores equal to the recogniser's."""

    def __init__(self, network: GestureNetwork, labels: int) -> None:
        self._network = network
        self._knows_takes = network.familiarity.seen.steps.shape[1] > 0
        self.weight: FloatArray = np.ones(labels, np.float32)
        """how much of a logit is in the evidence [C]"""
        if self._knows_takes:
            self.weight *= float(network.familiarity.network_weight)
            self.weight[0] *= NOTHING_SHARE

    def evidence(self, values: FloatArray, understood: FloatArray, logits: FloatArray) -> Evidence:
        """Of steps [K, FEATURE_SIZE] that are understood so [K, hidden]; logits [K, C]."""
        answer = self.weight * _log_softmax(logits)
        if not self._knows_takes:
            return Evidence(answer, np.zeros_like(answer), np.zeros_like(answer))
        with torch.inference_mode():
            hands = by_hand(self._network.scaled(torch.from_numpy(values)))
            seen, alike = self._network.familiarity.ways(hands, torch.from_numpy(understood))
        return Evidence(answer, _near(seen.numpy(), SEEN.weight), _near(alike.numpy(), UNDERSTOOD.weight))

    def scores(self, evidence: Evidence) -> FloatArray:
        """Scores [K, C]; of the gestures only the likeliest few share them, where takes are known."""
        total = evidence.total
        gestures = total[:, 1:]
        if self._knows_takes and gestures.shape[1] > RIVALS and len(gestures):
            likeliest = np.partition(gestures, -RIVALS, 1)[:, -RIVALS, None]
            total = np.concatenate([total[:, :1], np.where(gestures < likeliest, -np.inf, gestures)], 1)
        scores: FloatArray = np.exp(_log_softmax(total))
        return scores


def _near(ways: FloatArray, as_far_as_may_be: float) -> FloatArray:
    """How near takes of each gesture are [K, C]; `none` is as near as what is as far from them as may be."""
    return np.concatenate([np.full((len(ways), 1), -as_far_as_may_be, np.float32), -ways], 1)


def _log_softmax(values: FloatArray) -> FloatArray:
    shifted = values - values.max(-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result

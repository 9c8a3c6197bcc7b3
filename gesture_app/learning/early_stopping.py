"""Early stopping with a checkpoint of the epoch that does best on held-out samples (Prechelt 1998)."""

from __future__ import annotations

import math

import torch

from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.trainer import FitMetrics


class EarlyStopping:
    """Keeps the weights of the best epoch.

    A later epoch has learned more, at a learning rate that falls. An earlier one is better only if its accuracy is
    higher by more than the standard error. If nothing is held out, the last epoch is the best.

    Args:
        network: the network in training.
        patience: epochs to wait after the best one.
        samples: number of held-out samples.
    """

    def __init__(self, network: GestureNetwork, patience: int, samples: int) -> None:
        self._network = network
        self._patience = patience
        self._samples = samples
        self.highest = 0.0
        """best accuracy on the held-out samples, 0 to 1"""
        self.since = 0
        """epochs since the best one"""
        self.weights: list[torch.Tensor] = []
        """of the best epoch"""

    @property
    def should_stop(self) -> bool:
        """True if no better epoch has come for too long."""
        return self.since >= self._patience

    def update(self, fit: FitMetrics) -> bool:
        """Return True if the epoch with these metrics is the best so far, and keep its weights then."""
        if not math.isnan(fit.accuracy):
            self.highest = max(self.highest, fit.accuracy)
        best = not fit.accuracy < self.highest - self._by_chance()
        self.since = 0 if best else self.since + 1
        if best:
            self.weights = [weights.detach().clone() for weights in self._network.parameters()]
        return best

    def restore_best(self) -> None:
        """Set the network back to the weights of the best epoch."""
        with torch.no_grad():
            for weights, kept in zip(self._network.parameters(), self.weights, strict=True):
                weights.copy_(kept)

    def restore(self, weights: list[torch.Tensor], highest: float, since: int) -> None:
        """Go on with these weights of the best epoch.

        Raises:
            ValueError: they do not fit the network.
        """
        for own, kept in zip(self._network.parameters(), weights, strict=True):
            if own.shape != kept.shape:
                raise ValueError("weights of another network")
        self.weights = [kept.to(own.device) for own, kept in zip(self._network.parameters(), weights, strict=True)]
        self.highest, self.since = highest, since

    def _by_chance(self) -> float:
        """Return the standard error of the highest accuracy."""
        share = (self.highest * self._samples + 1) / (self._samples + 2)  # never quite 0 or 1
        return math.sqrt(share * (1 - share) / max(1, self._samples))

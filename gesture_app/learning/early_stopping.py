"""Which epoch did best on what is held out: its weights are kept, and a better one is not waited for forever."""

from __future__ import annotations

import math

import torch

from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.trainer import FitMetrics


class EarlyStopping:
    """Told of every epoch, one after the other.

    A later epoch has learned more, at a learning rate that falls: an earlier one is better only where it named more of
    the held-out lessons than chance explains. Where nothing is held out, the last one is the best.

    Args:
        network: what is fitted.
        patience: epochs after the best one.
        lessons: how many it is measured on.
    """

    def __init__(self, network: GestureNetwork, patience: int, samples: int) -> None:
        self._network = network
        self._patience = patience
        self._samples = samples
        self._highest = 0.0
        self._since = 0
        self._weights: list[torch.Tensor] = []

    @property
    def should_stop(self) -> bool:
        """Whether it is no use to wait for a better one."""
        return self._since >= self._patience

    def update(self, fit: FitMetrics) -> bool:
        """Whether the epoch that did so is the best until now; its weights are then kept."""
        if not math.isnan(fit.accuracy):
            self._highest = max(self._highest, fit.accuracy)
        best = not fit.accuracy < self._highest - self._by_chance()
        self._since = 0 if best else self._since + 1
        if best:
            self._weights = [weights.detach().clone() for weights in self._network.parameters()]
        return best

    def restore_best(self) -> None:
        """The network is again what it was after the best epoch."""
        with torch.no_grad():
            for weights, kept in zip(self._network.parameters(), self._weights, strict=True):
                weights.copy_(kept)

    def _by_chance(self) -> float:
        """The standard error of an accuracy as high as the highest."""
        share = (self._highest * self._samples + 1) / (self._samples + 2)  # never quite 0 or 1
        return math.sqrt(share * (1 - share) / max(1, self._samples))

"""Fits a network to lessons; knows neither gestures nor files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gesture_app.learning.dataset import Lesson
from gesture_app.learning.network import GestureNetwork


@dataclass(frozen=True, slots=True)
class TrainerOptions:
    """How to fit."""

    learning_rate: float = 4e-3
    weight_decay: float = 0.02
    batch: int = 32
    label_smoothing: float = 0.05
    gradient_limit: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """B lessons, padded behind to the longest."""

    features: Tensor  # [B, T, FEATURE_SIZE]
    targets: Tensor  # [B, T]
    weights: Tensor  # [B, T]; 0 behind a lesson's end


@dataclass(frozen=True, slots=True)
class Fit:
    """How well steps are named, weighted."""

    loss: float
    accuracy: float


def batches_of(lessons: Sequence[Lesson], size: int) -> list[Batch]:
    """Lessons of like length together, so that little is padded."""
    ordered = sorted(lessons, key=lambda lesson: len(lesson.targets))
    return [_batch(ordered[start : start + size]) for start in range(0, len(ordered), size)]


class Trainer:
    """Steps through rounds of lessons with a learning rate that rises and falls once."""

    def __init__(self, network: GestureNetwork, options: TrainerOptions, seed: int) -> None:
        self._network = network
        self._options = options
        self._rng = np.random.default_rng(seed)

    def epochs(self, rounds: Sequence[Sequence[Batch]], epochs: int, learning_rate: float) -> Iterator[Fit]:
        """One pass over one round per epoch, the rounds in turn; the learning rate is the highest."""
        optimiser = torch.optim.AdamW(
            self._network.parameters(), learning_rate, weight_decay=self._options.weight_decay
        )
        total = sum(len(rounds[epoch % len(rounds)]) for epoch in range(epochs))
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, learning_rate, total_steps=max(2, total), pct_start=0.15
        )
        for epoch in range(epochs):
            self._network.train()
            batches = rounds[epoch % len(rounds)]
            sums = np.zeros(3)
            for index in self._rng.permutation(len(batches)):
                loss, right, weight = self._loss(batches[index])
                optimiser.zero_grad(set_to_none=True)
                (loss / weight).backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(self._network.parameters(), self._options.gradient_limit)
                optimiser.step()
                schedule.step()
                sums += [loss.item(), right.item(), weight.item()]
            yield _fit(sums)

    def judge(self, batches: Sequence[Batch]) -> Fit:
        """How well the network does on lessons it is not fitted to."""
        self._network.eval()
        sums = np.zeros(3)
        with torch.inference_mode():
            for batch in batches:
                sums += [value.item() for value in self._loss(batch)]
        return _fit(sums)

    def _loss(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        logits, _ = self._network(batch.features)  # [B, T, C]
        losses = nn.functional.cross_entropy(
            logits.transpose(1, 2), batch.targets, reduction="none", label_smoothing=self._options.label_smoothing
        )  # [B, T]
        right = (logits.argmax(-1) == batch.targets) * batch.weights
        return (losses * batch.weights).sum(), right.sum(), batch.weights.sum().clamp_min(1e-6)


def _batch(lessons: Sequence[Lesson]) -> Batch:
    longest = max(len(lesson.targets) for lesson in lessons)
    features = np.zeros((len(lessons), longest, lessons[0].features.shape[1]), np.float32)
    targets = np.zeros((len(lessons), longest), np.int64)
    weights = np.zeros((len(lessons), longest), np.float32)
    for row, lesson in enumerate(lessons):
        length = len(lesson.targets)
        features[row, :length] = lesson.features
        targets[row, :length] = lesson.targets
        weights[row, :length] = lesson.weights
    return Batch(torch.from_numpy(features), torch.from_numpy(targets), torch.from_numpy(weights))


def _fit(sums: npt.NDArray[np.float64]) -> Fit:
    return Fit(float(sums[0] / sums[2]), float(sums[1] / sums[2]))

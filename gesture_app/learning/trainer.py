"""Fits a network to lessons; knows neither takes nor files.

The loss of a lesson's gesture is what the network makes of its later steps: all of them together, and each by itself.
At which of them it is sure enough to name it is left to the network. The loss of a step of background is what should
not be said there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from gesture_app.core.training_options import TrainerOptions
from gesture_app.learning.dataset import Lesson
from gesture_app.learning.network import GestureNetwork

NAMED = 0.5
"""score of a step, or mean score of a moment, from which its gesture counts as named"""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """B lessons, padded behind to the longest."""

    features: Tensor  # [B, T, FEATURE_SIZE]
    labels: Tensor  # [B]
    may: Tensor  # [B, T]
    background: Tensor  # [B, T]; 0 behind a lesson's end
    inside: Tensor  # [B, T]; False behind a lesson's end


@dataclass(frozen=True, slots=True)
class Fit:
    """How well lessons are understood."""

    loss: float
    accuracy: float
    """share of lessons in which the right gesture, or none, is named"""


def batches_of(lessons: Sequence[Lesson], size: int) -> list[Batch]:
    """Lessons of like length together, so that little is padded."""
    ordered = sorted(lessons, key=lambda lesson: len(lesson.may))
    return [_batch(ordered[start : start + size]) for start in range(0, len(ordered), size)]


class Trainer:
    """Steps through rounds of lessons with a learning rate that rises and falls once.

    Args:
        network: to be fitted.
        options: how.
        seed: of chance.
        trunk_share: of the learning rate, for input layer and memory; less than 1 where they have learned before.
    """

    def __init__(self, network: GestureNetwork, options: TrainerOptions, seed: int, trunk_share: float) -> None:
        self._network = network
        self._options = options
        self._rng = np.random.default_rng(seed)
        self._trunk_share = trunk_share

    def point(self, batches: Sequence[Batch]) -> None:
        """Give every label the mean direction of its steps to begin with."""
        self._network.eval()
        directions = self._network.directions
        sums = torch.zeros_like(directions)
        with torch.inference_mode():
            for batch in batches:
                understood, _ = self._network(batch.features)  # [B, T, hidden]
                shown = batch.labels > 0
                sums.index_add_(0, batch.labels[shown], _means(understood[shown], self._sure(batch.may[shown])))
                sums[0] += (understood * batch.background[..., None]).sum((0, 1))
        with torch.no_grad():
            directions.copy_(nn.functional.normalize(sums, dim=-1))

    def epochs(self, rounds: Sequence[Sequence[Batch]], epochs: int, learning_rate: float) -> Iterator[Fit]:
        """One pass over one round per epoch, the rounds in turn; the learning rate is the highest."""
        trunk = [*self._network.input.parameters(), *self._network.memory.parameters()]
        optimiser = torch.optim.AdamW(
            (
                {"params": (self._network.directions, self._network.bias), "lr": learning_rate},
                {"params": trunk, "lr": learning_rate * self._trunk_share},
            ),
            weight_decay=0.0,  # decay would pull a trunk away from what it learned before
            fused=True,
        )
        total = sum(len(rounds[epoch % len(rounds)]) for epoch in range(epochs))
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / max(1, total)))
        for epoch in range(epochs):
            self._network.train()
            batches = rounds[epoch % len(rounds)]
            sums = np.zeros(3)
            for index in self._rng.permutation(len(batches)):
                loss, right = self._loss(batches[index])
                count = len(batches[index].labels)
                optimiser.zero_grad(set_to_none=True)
                (loss / count).backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(trunk, self._options.gradient_limit)
                optimiser.step()
                schedule.step()
                sums += [loss.item(), right.item(), count]
            yield Fit(sums[0] / sums[2], sums[1] / sums[2])

    def judge(self, batches: Sequence[Batch]) -> Fit:
        """How well the network does on lessons it is not fitted to."""
        self._network.eval()
        sums = np.zeros(3)
        with torch.inference_mode():
            for batch in batches:
                loss, right = self._loss(batch)
                sums += [loss.item(), right.item(), len(batch.labels)]
        return Fit(sums[0] / sums[2], sums[1] / sums[2])

    def _loss(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The sum of the lessons' losses, and how many were named rightly."""
        understood, _ = self._network(batch.features)  # [B, T, hidden]
        logits = self._network.logits(understood)  # [B, T, C]
        silence = logits[batch.background > 0].log_softmax(-1)[:, 0].sum()
        loss = self._telling(understood, logits, batch) - self._options.background_weight * silence
        with torch.no_grad():
            scores = (logits.softmax(-1) * batch.inside[..., None]).transpose(1, 2)  # [B, C, T]
            kept = nn.functional.avg_pool1d(scores, min(self._options.moment, scores.shape[2]), 1)  # [B, C, M]
            highest, named = kept[:, 1:].amax(-1).max(-1)
            right = torch.where(highest >= NAMED, named + 1, 0) == batch.labels
        return loss, right.sum()

    def _telling(self, understood: Tensor, logits: Tensor, batch: Batch) -> Tensor:
        """The loss of telling each lesson's gesture, by its sure steps together and by each of them."""
        shown = batch.labels > 0
        labels, sure = batch.labels[shown], self._sure(batch.may[shown])  # [S], [S, T]
        together = self._network.logits(_means(understood[shown], sure))  # [S, C]
        by_all = nn.functional.cross_entropy(together, labels, label_smoothing=self._options.smoothing, reduction="sum")
        each = nn.functional.cross_entropy(
            logits[shown].flatten(0, 1), labels.repeat_interleave(sure.shape[1]), reduction="none"
        ).view(sure.shape)  # [S, T]
        return by_all + self._options.step_weight * ((each * sure).sum(1) / sure.sum(1)).sum()

    def _sure(self, may: Tensor) -> Tensor:
        """Steps at which a gesture should be told, of those at which it may be, one at least [S, T]."""
        return may & (may.cumsum(1) > self._options.unsure * may.sum(1, keepdim=True))


def _means(understood: Tensor, sure: Tensor) -> Tensor:
    """The mean direction of the sure steps, one at least [S, T, hidden], [S, T] → [S, hidden]."""
    return nn.functional.normalize((understood * sure[..., None]).sum(1), dim=-1)


def _rate(done: float) -> float:
    """The share of the highest learning rate when so much is done, 0 to 1: up quickly, then down along a cosine."""
    return min(1.0, done / 0.1 + 0.05) * (0.5 * (1 + math.cos(math.pi * done)) + 0.01)


def _batch(lessons: Sequence[Lesson]) -> Batch:
    longest = max(len(lesson.may) for lesson in lessons)
    features = np.zeros((len(lessons), longest, lessons[0].features.shape[1]), np.float32)
    may = np.zeros((len(lessons), longest), bool)
    background = np.zeros((len(lessons), longest), np.float32)
    inside = np.zeros((len(lessons), longest), bool)
    for row, lesson in enumerate(lessons):
        length = len(lesson.may)
        features[row, :length] = lesson.features
        may[row, :length] = lesson.may
        background[row, :length] = lesson.background
        inside[row, :length] = True
    labels = np.array([lesson.label for lesson in lessons])
    return Batch(*map(torch.from_numpy, (features, labels, may, background, inside)))

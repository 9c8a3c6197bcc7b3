"""Fits a network to lessons; knows neither takes nor files.

The loss of a step is what the network should not say there. That the gesture of a lesson happens counts at its best
moment: the mean log score over a few steps, softly the highest of all such moments (multiple-instance learning;
Dietterich et al. 1997, for neural networks Ramon and De Raedt 2000). Which gesture it is counts over all of its steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from gesture_app.learning.dataset import Lesson
from gesture_app.learning.network import GestureNetwork

NAMED = 0.5
"""score of a step, or mean score of a moment, from which its gesture counts as named"""
NEVER = -1e4


@dataclass(frozen=True, slots=True)
class TrainerOptions:
    """How to fit."""

    learning_rate: float = 5e-3
    weight_decay: float = 0.2
    batch: int = 32
    gradient_limit: float = 1.0
    moment: int = 6
    """steps a gesture's score must stay high"""
    gesture_weight: float = 24.0
    """what naming a gesture is worth, in steps of background"""
    whole_weight: float = 24.0
    """what telling it from the other gestures by all of its steps is worth"""


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
                loss, right = self._loss(batches[index])
                count = len(batches[index].labels)
                optimiser.zero_grad(set_to_none=True)
                (loss / count / 10).backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(self._network.parameters(), self._options.gradient_limit)
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
        logits, _ = self._network(batch.features)
        said = logits.log_softmax(-1)  # [B, T, C]
        nothing = said[..., 0]  # [B, T]
        gesture = said.gather(-1, batch.labels[:, None, None].expand(-1, said.shape[1], 1))[..., 0]  # [B, T]
        silence = -(nothing * batch.background).sum()
        no_other = -(torch.logaddexp(nothing, gesture) * (batch.may & (batch.labels > 0)[:, None])).sum()
        moments = self._moments(gesture, batch.may)  # [B, M]
        best = (moments.detach().softmax(-1) * moments).sum(-1)  # [B]
        naming = -(best * (batch.labels > 0)).sum() * self._options.gesture_weight
        telling = self._telling(logits, batch) * self._options.whole_weight
        with torch.no_grad():
            scores = (said.exp() * batch.inside[..., None]).transpose(1, 2)  # [B, C, T]
            kept = nn.functional.avg_pool1d(scores, self._moment(said.shape[1]), 1)  # [B, C, M]
            highest, named = kept[:, 1:].amax(-1).max(-1)
            right = torch.where(highest >= NAMED, named + 1, 0) == batch.labels
        return silence + no_other + naming + telling, right.sum()

    def _telling(self, logits: Tensor, batch: Batch) -> Tensor:
        """The loss of telling each lesson's gesture from the others by the mean logits of its steps."""
        shown = batch.labels > 0
        may = batch.may[shown, :, None]  # [S, T, 1]; a lesson with a label has a step at which it may be named
        means = (logits[shown, :, 1:] * may).sum(1) / may.sum(1)  # [S, C - 1]
        return nn.functional.cross_entropy(means, batch.labels[shown] - 1, reduction="sum")

    def _moments(self, gesture: Tensor, may: Tensor) -> Tensor:
        """The mean of every moment that lies where the gesture may be named [B, M]."""
        width = self._moment(gesture.shape[1])
        means = nn.functional.avg_pool1d(gesture[:, None], width, 1)[:, 0]
        allowed = nn.functional.avg_pool1d(may.float()[:, None], width, 1)[:, 0]
        best_allowed = allowed.amax(-1, keepdim=True)  # a take shorter than a moment is allowed what it has
        return torch.where(allowed >= best_allowed - 1e-6, means, NEVER)

    def _moment(self, steps: int) -> int:
        return min(self._options.moment, steps)


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

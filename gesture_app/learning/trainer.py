"""Fits a network to lessons; knows neither takes nor files.

The loss of a lesson's gesture is what the network makes of its later steps: all of them together, and each by itself.
At which of them it is sure enough to name it is left to the network. Before them, and right after the gesture, it may
name it or nothing, but no other: a hand that opens on its way to a sign must not fire the sign of an open hand. The
loss of a step of background is what should not be said there.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.training.options import TrainerOptions
from gesture_app.learning.distributed import ProcessGroup, SingleProcess, average_gradients, take_over
from gesture_app.learning.network import DropoutMasks, GestureNetwork
from gesture_app.learning.sample_cache import Batch, Batches

HALVES = 2
"""of a batch, each on a thread of its own: torch's own threads would divide every small product, and mostly wait"""
NAMED = 0.5
"""score of a step, or mean score of a moment, from which its gesture counts as named"""


@dataclass(frozen=True, slots=True)
class FitMetrics:
    """How well lessons are understood."""

    loss: float
    accuracy: float
    """share of lessons in which the right gesture, or none, is named"""


class Trainer:
    """Steps through rounds of lessons with a learning rate that rises and falls once.

    Args:
        network: to be fitted.
        options: how.
        seed: of chance.
        trunk_share: of the learning rate, for input layer and memory; less than 1 where they have learned before.
        processes: all that fit it together, each to lessons of its own.
    """

    def __init__(
        self,
        network: GestureNetwork,
        options: TrainerOptions,
        seed: int,
        trunk_share: float,
        processes: ProcessGroup | None = None,
    ) -> None:
        self._network = network
        self._options = options
        self._rng = np.random.default_rng(seed)
        self._trunk_share = trunk_share
        self._processes = processes or SingleProcess()
        rank = self._processes.rank
        self._chances = [np.random.default_rng((seed, 1 + half, 1 + rank)) for half in range(HALVES)]

    def point(self, batches: Batches) -> None:
        """Give every label the mean direction of its steps to begin with."""
        self._network.eval()
        directions = self._network.directions
        sums = torch.zeros_like(directions)
        with torch.inference_mode():
            for batch in self._here(batches):
                understood = self._network.understand(batch.features)  # [B, T, hidden]
                shown = batch.labels > 0
                sums.index_add_(0, batch.labels[shown], _means(understood[shown], self._sure(batch.may[shown])))
                sums[0] += (understood * batch.background[..., None]).sum((0, 1))
        with torch.no_grad():
            directions.copy_(nn.functional.normalize(self._processes.total(sums), dim=-1))

    def epochs(self, rounds: Sequence[Batches], epochs: int, learning_rate: float) -> Generator[FitMetrics, None, None]:
        """One pass over one round per epoch, the rounds in turn; the learning rate is the highest.

        It holds a thread until it is over or closed.
        """
        take_over(self._processes, [*self._network.parameters(), *self._network.trunk().values()])
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
        with ThreadPoolExecutor(HALVES - 1) as worker:
            for epoch in range(epochs):
                self._network.train()
                batches = rounds[epoch % len(rounds)]
                sums = torch.zeros(3, dtype=torch.float64, device=self._device)
                for index in self._rng.permutation(len(batches)):
                    sums += self._learn_from(batches[index].to(self._device), worker)
                    average_gradients(self._processes, [*self._network.parameters()])
                    nn.utils.clip_grad_norm_(trunk, self._options.gradient_limit)
                    optimiser.step()
                    schedule.step()
                yield self._fit(sums)

    def judge(self, batches: Batches) -> FitMetrics:
        """How well the network does on lessons it is not fitted to."""
        self._network.eval()
        sums = torch.zeros(3, dtype=torch.float64, device=self._device)
        with torch.inference_mode():
            for batch in self._here(batches):
                loss, right = self._loss(batch)
                sums += torch.stack([loss, right, torch.full_like(right, len(batch.labels))])
        return self._fit(sums)

    def _learn_from(self, batch: Batch, worker: Executor) -> Tensor:
        """Leaves the gradients of a batch, half of it worked out on another thread.

        Returns the sum of the lessons' losses, how many were named rightly, and how many there are [3].
        """
        parameters = [*self._network.parameters()]
        lessons = len(batch.labels)

        def half(part: Batch, chance: np.random.Generator) -> tuple[Tensor, Sequence[Tensor | None]]:
            shares = self._options.dropout, self._options.answer_dropout
            hiding = some_hidden(chance, part.may.shape, shares, self._network.memory.hidden_size)
            loss, right = self._loss(part, hiding.to(self._device))
            gradients = torch.autograd.grad(loss / lessons, parameters, allow_unused=True)
            return torch.stack([loss.detach(), right, torch.full_like(right, len(part.labels))]), gradients

        first, *others = zip(batch.dealt(self._halves), self._chances, strict=False)
        coming = [worker.submit(half, *other) for other in others]
        halves = [half(*first), *(other.result() for other in coming)]
        for parameter, *gradients in zip(parameters, *(gradients for _, gradients in halves), strict=True):
            there = [gradient for gradient in gradients if gradient is not None]
            parameter.grad = sum(there[1:], there[0]) if there else None
        return torch.stack([sums for sums, _ in halves]).sum(0)

    @property
    def _halves(self) -> int:
        """A batch is learned from as a whole on a GPU, in each of several processes, and where torch must draw what is
        hidden between layers: it has one chance for all threads.
        """
        alone = self._device.type == "cpu" and self._processes.count == 1
        return HALVES if alone and not self._network.memory.dropout else 1

    @property
    def _in_half(self) -> bool:
        """A processor that multiplies tiles of short numbers learns twice as fast with them; any other is slower."""
        tiles = self._device.type == "cpu" and bool(torch.cpu.get_capabilities().get("amx_bf16"))
        return tiles and isinstance(self._network.memory, nn.LSTM)

    @property
    def _device(self) -> torch.device:
        return self._network.bias.device

    def _here(self, batches: Batches) -> Iterator[Batch]:
        return (batch.to(self._device) for batch in batches)

    def _fit(self, sums: Tensor) -> FitMetrics:
        """From the sums of loss, lessons named rightly, and lessons, in each process."""
        loss, right, lessons = self._processes.total(sums).tolist()
        return FitMetrics(loss / lessons, right / lessons)

    def _loss(self, batch: Batch, hiding: DropoutMasks | None = None) -> tuple[Tensor, Tensor]:
        """The sum of the lessons' losses, and how many were named rightly."""
        in_half = hiding is not None and self._in_half
        understood = self._network.understand(batch.features, hiding, in_half)  # [B, T, hidden]
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
        """The loss of telling each lesson's gesture, by its sure steps together and by each of them, and of naming
        another one before and right after.
        """
        shown = batch.labels > 0
        labels, sure = batch.labels[shown], self._sure(batch.may[shown])  # [S], [S, T]
        together = self._network.logits(_means(understood[shown], sure))  # [S, C]
        by_all = nn.functional.cross_entropy(together, labels, label_smoothing=self._options.smoothing, reduction="sum")
        likely = logits[shown].log_softmax(-1)  # [S, T, C]
        own = likely.gather(2, labels[:, None, None].expand(-1, likely.shape[1], 1))[..., 0]  # [S, T]
        early = (batch.inside & (batch.background == 0))[shown] & ~sure  # [S, T]
        own_or_nothing = torch.logaddexp(own, likely[..., 0])  # [S, T]
        loss: Tensor = (
            by_all
            - self._options.step_weight * ((own * sure).sum(1) / sure.sum(1)).sum()
            - self._options.early_weight * ((own_or_nothing * early).sum(1) / early.sum(1).clamp_min(1)).sum()
        )
        return loss

    def _sure(self, may: Tensor) -> Tensor:
        """Steps at which a gesture should be told, of those at which it may be, one at least [S, T]."""
        return may & (may.cumsum(1) > self._options.unsure * may.sum(1, keepdim=True))


def some_hidden(
    chance: np.random.Generator, shape: tuple[int, ...], shares: tuple[float, float], hidden: int
) -> DropoutMasks:
    """Such shares of the features and of the answers of a network of that size, at each of B times T steps (`shape`).

    Drawn by numpy, which takes a third of torch's time for it.
    """

    def kept(width: int, share: float) -> Tensor:
        stays = chance.random((*shape, width), np.float32) >= share
        return torch.from_numpy(stays / np.float32(1 - share))

    return DropoutMasks(kept(FEATURE_SIZE, shares[0]), kept(hidden, shares[1]))


def _means(understood: Tensor, sure: Tensor) -> Tensor:
    """The mean direction of the sure steps, one at least [S, T, hidden], [S, T] → [S, hidden]."""
    return nn.functional.normalize((understood * sure[..., None]).sum(1), dim=-1)


def _rate(done: float) -> float:
    """The share of the highest learning rate when so much is done, 0 to 1: up quickly, then down along a cosine."""
    return min(1.0, done / 0.1 + 0.05) * (0.5 * (1 + math.cos(math.pi * done)) + 0.01)

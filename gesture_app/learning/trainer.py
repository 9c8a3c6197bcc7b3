"""Fits a network to samples. This module knows neither takes nor files.

Nobody marks the moment at which a gesture is recognisable, so the labels are weak: a sample only says that its gesture
happens somewhere within `target_mask`. The loss of a gesture has three parts: cross-entropy of the mean embedding of
its late steps, cross-entropy of each late step, and a penalty for naming another gesture in the steps before them and
right after the gesture. A hand that opens on its way to a sign must not fire the sign of an open hand. The loss of a
background step is the cross-entropy of the background label.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gesture_app.core.features import FEATURE_SIZE
from gesture_app.core.training.options import TrainerOptions
from gesture_app.learning.distributed import ProcessGroup, SingleProcess, average_gradients, broadcast
from gesture_app.learning.network import DropoutMasks, GestureNetwork
from gesture_app.learning.sample_cache import Batch, Batches

THREADS = 2
"""Each takes its part of every batch. Torch's own threads would divide each small product instead, and mostly wait."""
DETECTION_SCORE = 0.5
"""mean score over `TrainerOptions.moment` steps from which a gesture counts as detected"""
PARAMETER, ADAM_STATE = "parameter", ("step", "exp_avg", "exp_avg_sq")
"""names in `FitState.tensors`; the latter as torch calls them"""
WARM_UP = 0.1
"""share of the steps in which the learning rate rises"""


@dataclass(frozen=True, slots=True)
class FitMetrics:
    """Mean loss and accuracy over samples."""

    loss: float
    accuracy: float
    """share of samples in which the right gesture, or none, is detected"""


@dataclass(frozen=True, slots=True, eq=False)
class FitState:
    """The state of `Trainer.fit` after an epoch, from which it goes on with the same result."""

    epochs: int
    """that are done"""
    steps: int
    """batches seen"""
    tensors: Mapping[str, Tensor]
    """parameters and their averages in the optimiser, by name and index"""
    generators: tuple[Mapping[str, Any], ...]
    """states of the random generators"""


class Trainer:
    """Optimises a network with AdamW (Loshchilov and Hutter 2019) and a learning rate that rises and falls once.

    Args:
        network: to be fitted.
        options: hyperparameters.
        seed: of the order of batches and of dropout.
        backbone_lr_factor: scales the learning rate of input layer and LSTM; below 1 if they are pretrained.
        processes: all that fit the network together, each to its own samples.
        own_labels: number of the first labels, which `evaluate` measures; the others are the starter's.
    """

    def __init__(
        self,
        network: GestureNetwork,
        options: TrainerOptions,
        seed: int,
        backbone_lr_factor: float,
        processes: ProcessGroup | None = None,
        own_labels: int | None = None,
    ) -> None:
        self._network = network
        self._own_labels = own_labels
        self._options = options
        self._rng = np.random.default_rng(seed)
        self._backbone_lr_factor = backbone_lr_factor
        self._processes = processes or SingleProcess()
        rank = self._processes.rank
        self._dropout_rngs = [np.random.default_rng((seed, 1 + thread, 1 + rank)) for thread in range(THREADS)]

    def init_prototypes(self, batches: Batches) -> None:
        """Set each label's prototype to the mean embedding of its steps (imprinting: Qi et al. 2018)."""
        self._network.eval()
        prototypes = self._network.directions
        sums = torch.zeros_like(prototypes)  # [C, hidden]
        with torch.inference_mode():
            for batch in self._on_device(batches):
                embedding = self._network.embed(batch.features)  # [B, T, hidden]
                shown = batch.labels > 0
                late = self._late_steps(batch.target_mask[shown])  # [S, T]
                sums.index_add_(0, batch.labels[shown], _mean_embedding(embedding[shown], late))
                sums[0] += (embedding * batch.background_weight[..., None]).sum((0, 1))
        with torch.no_grad():
            prototypes.copy_(nn.functional.normalize(self._processes.all_reduce(sums), dim=-1))

    @property
    def parameter_count(self) -> int:
        """Number of the network's parameter tensors."""
        return len([*self._network.parameters()])

    def state(self) -> FitState:
        """Return the state after an epoch, while `fit` waits."""
        tensors: dict[str, Tensor] = {}
        for index, parameter in enumerate(self._network.parameters()):
            kept = {PARAMETER: parameter.detach(), **self._optimiser.state[parameter]}
            tensors |= {f"{name}.{index}": tensor.cpu().clone() for name, tensor in kept.items()}
        generators = tuple(rng.bit_generator.state for rng in (self._rng, *self._dropout_rngs))
        return FitState(self._epochs, self._scheduler.last_epoch, tensors, generators)

    def _restore(self, state: FitState) -> None:
        """Set network, optimiser and random generators to this state.

        Raises:
            ValueError, KeyError: the state is of another network.
        """
        for index, parameter in enumerate(self._network.parameters()):
            kept = {name: state.tensors[f"{name}.{index}"] for name in (PARAMETER, *ADAM_STATE)
                    if f"{name}.{index}" in state.tensors}  # fmt: skip
            if any(kept[name].shape != parameter.shape for name in kept if name != ADAM_STATE[0]):
                raise ValueError("weights of another network")
            with torch.no_grad():
                parameter.copy_(kept.pop(PARAMETER))
            self._optimiser.state[parameter] = {name: tensor.to(parameter.device) for name, tensor in kept.items()}
        for rng, known in zip((self._rng, *self._dropout_rngs), state.generators, strict=True):
            rng.bit_generator.state = known
        self._epochs, self._scheduler.last_epoch = state.epochs, state.steps
        for group, base in zip(self._optimiser.param_groups, self._scheduler.base_lrs, strict=True):
            group["lr"] = base * self._scheduler.lr_lambdas[0](state.steps)

    def fit(
        self, rounds: Sequence[Batches], epochs: int, learning_rate: float, start: FitState | None = None
    ) -> Generator[FitMetrics, None, None]:
        """Train for some epochs, each on one round in turn, and yield the metrics of every epoch.

        The generator holds a thread until it ends or is closed.

        Args:
            rounds: batches of the same takes, composed several times.
            epochs: how many.
            learning_rate: the highest.
            start: state of an earlier `fit` with the same arguments, to go on from.
        """
        network = self._network
        broadcast(self._processes, [*network.parameters(), *network.backbone().values()])
        backbone = [*network.input.parameters(), *network.memory.parameters()]
        self._optimiser = optimiser = torch.optim.AdamW(
            (
                {"params": (network.directions, network.bias), "lr": learning_rate},
                {"params": backbone, "lr": learning_rate * self._backbone_lr_factor},
            ),
            weight_decay=0.0,  # decay would pull the backbone away from its pretrained weights
            fused=True,
        )
        total = sum(len(rounds[epoch % len(rounds)]) for epoch in range(epochs))
        factor = lambda step: _lr_factor(step / max(1, total))  # noqa: E731
        self._scheduler = scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, factor)
        self._epochs = 0
        if start is not None:
            self._restore(start)
        with ThreadPoolExecutor(THREADS - 1) as executor:
            for epoch in range(self._epochs, epochs):
                network.train()
                batches = rounds[epoch % len(rounds)]
                sums = torch.zeros(3, dtype=torch.float64, device=self._device)
                for index in self._rng.permutation(len(batches)):
                    sums += self._compute_gradients(batches[index].to(self._device), executor)
                    average_gradients(self._processes, [*network.parameters()])
                    nn.utils.clip_grad_norm_(backbone, self._options.gradient_limit)
                    optimiser.step()
                    scheduler.step()
                self._epochs = epoch + 1
                yield self._metrics(sums)

    def evaluate(self, batches: Batches) -> FitMetrics:
        """Return loss and accuracy on samples that the network is not fitted to."""
        self._network.eval()
        sums = torch.zeros(3, dtype=torch.float64, device=self._device)
        with torch.inference_mode():
            for batch in self._on_device(batches):
                loss, correct = self._loss(batch)
                sums += torch.stack([loss, correct, torch.full_like(correct, len(batch.labels))])
        return self._metrics(sums)

    def _compute_gradients(self, batch: Batch, executor: Executor) -> Tensor:
        """Set the gradients of a batch, of which each thread takes a part.

        Returns:
            The sum of the samples' losses, the number of correct ones, and the number of samples [3].
        """
        parameters = [*self._network.parameters()]
        size = len(batch.labels)
        first, *others = zip(batch.split(self._thread_count), self._dropout_rngs, strict=False)
        pending = [executor.submit(self._part_gradients, part, rng, size) for part, rng in others]
        parts = [self._part_gradients(*first, size), *(part.result() for part in pending)]
        for parameter, *gradients in zip(parameters, *(gradients for _, gradients in parts), strict=True):
            present = [gradient for gradient in gradients if gradient is not None]
            parameter.grad = sum(present[1:], present[0]) if present else None
        return torch.stack([sums for sums, _ in parts]).sum(0)

    def _part_gradients(
        self, part: Batch, rng: np.random.Generator, size: int
    ) -> tuple[Tensor, Sequence[Tensor | None]]:
        """Return sums [3] as `_compute_gradients` does, and the part's gradients. `size` is the whole batch's."""
        rates = self._options.dropout, self._options.answer_dropout
        masks = dropout_masks(rng, part.target_mask.shape, rates, self._network.memory.hidden_size)
        loss, correct = self._loss(part, masks.to(self._device))
        gradients = torch.autograd.grad(loss / size, [*self._network.parameters()], allow_unused=True)
        return torch.stack([loss.detach(), correct, torch.full_like(correct, len(part.labels))]), gradients

    @property
    def _thread_count(self) -> int:
        """1 on a GPU and if several processes train."""
        splits = self._device.type == "cpu" and self._processes.count == 1
        return THREADS if splits else 1

    @property
    def _use_bfloat16(self) -> bool:
        """True on processors with matrix tiles, which train an LSTM twice as fast in bfloat16. Others get slower."""
        has_tiles = self._device.type == "cpu" and bool(torch.cpu.get_capabilities().get("amx_bf16"))
        return has_tiles and isinstance(self._network.memory, nn.LSTM)

    @property
    def _device(self) -> torch.device:
        return self._network.bias.device

    def _on_device(self, batches: Batches) -> Iterator[Batch]:
        return (batch.to(self._device) for batch in batches)

    def _metrics(self, sums: Tensor) -> FitMetrics:
        """Return means from each process's sums of losses, correct samples and samples [3]."""
        loss, correct, count = self._processes.all_reduce(sums).tolist()
        return FitMetrics(loss / count, correct / count)

    def _loss(self, batch: Batch, masks: DropoutMasks | None = None) -> tuple[Tensor, Tensor]:
        """Return the sum of the samples' losses and the number of correct samples. `masks` are given in training."""
        use_bfloat16 = masks is not None and self._use_bfloat16
        embedding = self._network.embed(batch.features, masks, use_bfloat16)  # [B, T, hidden]
        labels = self._own_labels if masks is None else None
        logits = self._network.logits(embedding)[..., :labels]  # [B, T, C]
        background = logits[batch.background_weight > 0].log_softmax(-1)[:, 0].sum()
        loss = self._gesture_loss(embedding, logits, batch) - self._options.background_weight * background
        with torch.no_grad():
            scores = (logits.softmax(-1) * batch.inside[..., None]).transpose(1, 2)  # [B, C, T]
            smoothed = nn.functional.avg_pool1d(scores, min(self._options.moment, scores.shape[2]), 1)  # [B, C, M]
            highest, gesture = smoothed[:, 1:].amax(-1).max(-1)  # [B], [B]
            correct = torch.where(highest >= DETECTION_SCORE, gesture + 1, 0) == batch.labels  # [B]
        return loss, correct.sum()

    def _gesture_loss(self, embedding: Tensor, logits: Tensor, batch: Batch) -> Tensor:
        """Return the summed loss of the S samples with a gesture.

        Args:
            embedding: [B, T, hidden].
            logits: [B, T, C].
            batch: the B samples.
        """
        options = self._options
        shown = batch.labels > 0
        labels, late = batch.labels[shown], self._late_steps(batch.target_mask[shown])  # [S], [S, T]
        mean_embedding = _mean_embedding(embedding[shown], late)
        mean_logits = self._network.logits(mean_embedding)[..., : logits.shape[-1]]  # [S, C]
        mean_loss = nn.functional.cross_entropy(mean_logits, labels, label_smoothing=options.smoothing, reduction="sum")
        log_probs = logits[shown].log_softmax(-1)  # [S, T, C]
        own = log_probs.gather(2, labels[:, None, None].expand(-1, log_probs.shape[1], 1))[..., 0]  # [S, T]
        early = (batch.inside & (batch.background_weight == 0))[shown] & ~late  # [S, T]
        own_or_background = torch.logaddexp(own, log_probs[..., 0])  # [S, T]
        loss: Tensor = (
            mean_loss
            - options.step_weight * ((own * late).sum(1) / late.sum(1)).sum()
            - options.early_weight * ((own_or_background * early).sum(1) / early.sum(1).clamp_min(1)).sum()
        )
        return loss

    def _late_steps(self, target_mask: Tensor) -> Tensor:
        """Return the steps at which the network should name the gesture, at least one of each sample [S, T]."""
        return target_mask & (target_mask.cumsum(1) > self._options.unsure * target_mask.sum(1, keepdim=True))


def dropout_masks(
    rng: np.random.Generator, shape: tuple[int, ...], rates: tuple[float, float], hidden: int
) -> DropoutMasks:
    """Draw masks for dropout (Srivastava et al. 2014) with numpy, which takes a third of torch's time.

    Args:
        rng: random state.
        shape: B, T.
        rates: of features and of the embedding, 0 to less than 1.
        hidden: width of the embedding.
    """

    def mask(width: int, rate: float) -> Tensor:
        kept = rng.random((*shape, width), np.float32) >= rate
        return torch.from_numpy(kept / np.float32(1 - rate))

    return DropoutMasks(mask(FEATURE_SIZE, rates[0]), mask(hidden, rates[1]))


def _mean_embedding(embedding: Tensor, late: Tensor) -> Tensor:
    """Return the mean direction of the late steps: [S, T, hidden], [S, T] → [S, hidden]."""
    return nn.functional.normalize((embedding * late[..., None]).sum(1), dim=-1)


def _lr_factor(progress: float) -> float:
    """Return the share of the highest learning rate at a progress of 0 to 1: linear warm-up, then cosine decay."""
    return min(1.0, progress / WARM_UP + 0.05) * (0.5 * (1 + math.cos(math.pi * progress)) + 0.01)

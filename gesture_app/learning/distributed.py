"""The processes that train one network together, on one computer or several; usually there is one only.

Each composes and learns from its own part of the takes; after every batch their gradients are averaged, so that all
have the same network. More than one find each other through Lightning Fabric, which knows the environments of torchrun,
SLURM and the like; alone, nothing but torch is needed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

import torch
from torch import Tensor

from gesture_app.core.errors import TrainingError
from gesture_app.core.training.options import Computing, TrainingOptions
from gesture_app.learning.network import use_threads

if TYPE_CHECKING:
    from lightning_fabric import Fabric

GPU_PAYS_FROM = 1000 * 128**2
"""takes times the network's weights in its memory: with less, a GPU takes longer to get ready than it saves"""

STOPPED = "Another process of this training has stopped."


class ProcessGroup(Protocol):
    """Those that train together, seen from one of them."""

    rank: int
    """of this one, from 0; the first alone writes and speaks"""
    count: int

    def device(self, options: TrainingOptions, takes: int) -> torch.device:
        """Where this one learns."""

    def all_gather(self, number: int) -> list[int]:
        """The number that each of them gives, by rank."""

    def all_reduce(self, numbers: Tensor) -> Tensor:
        """The sum of what each of them gives, the same for all."""

    def close(self) -> None:
        """Training is over, or this one cannot go on."""


class SingleProcess:
    """One process."""

    rank, count = 0, 1

    def device(self, options: TrainingOptions, takes: int) -> torch.device:
        """A GPU where one is asked for, or where there is one and it pays.

        Raises:
            TrainingError: there is none.
        """
        wanted = options.computing.accelerator
        there = wanted != "cpu" and torch.cuda.is_available()
        if wanted == "gpu" and not there:
            raise TrainingError(
                "torch finds no GPU here.", "Leave out the choice of a GPU, or install torch for yours: docs/scale.md."
            )
        pays = takes * options.network.hidden**2 * options.network.layers >= GPU_PAYS_FROM
        return torch.device("cuda" if there and (wanted == "gpu" or pays) else "cpu")

    def all_gather(self, number: int) -> list[int]:
        """The number itself."""
        return [number]

    def all_reduce(self, numbers: Tensor) -> Tensor:
        """The numbers themselves."""
        return numbers

    def close(self) -> None:
        """Nobody waits."""


class FabricProcesses:
    """One of several processes, which have found each other."""

    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric
        self.rank, self.count = fabric.global_rank, fabric.world_size

    def device(self, options: TrainingOptions, takes: int) -> torch.device:
        """As was chosen when they came together."""
        return self._fabric.device

    def all_gather(self, number: int) -> list[int]:
        """The number that each of them gives, by rank.

        Raises:
            TrainingError: one of them has stopped.
        """
        own = torch.zeros(self.count, dtype=torch.int64)
        own[self.rank] = number
        numbers: list[int] = self.all_reduce(own).tolist()
        return numbers

    def all_reduce(self, numbers: Tensor) -> Tensor:
        """The sum of what each of them gives, the same for all.

        Raises:
            TrainingError: one of them has stopped.
        """
        with _told(STOPPED, "What it said itself tells why."):
            summed = self._fabric.all_reduce(numbers.detach().clone(), reduce_op="sum")
            if not isinstance(summed, Tensor):
                raise TypeError("the sum of tensors is a tensor")
            return summed.to(numbers.device)

    def close(self) -> None:
        """Whoever still waits for this one is told."""
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()


def join(computing: Computing) -> ProcessGroup:
    """This process with all that train with it; returns when they have found each other.

    Raises:
        TrainingError: they cannot.
    """
    if computing.processes == 1:
        return SingleProcess()
    if find_spec("lightning_fabric") is None:
        raise TrainingError("Several processes need lightning-fabric.", "pip install 'gesture-app[scale]' brings it.")
    from lightning_fabric import Fabric
    from lightning_fabric.strategies.ddp import DDPStrategy

    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
    gpus = torch.cuda.device_count() if computing.accelerator != "cpu" else 0
    on_gpus = computing.accelerator == "gpu" or gpus >= computing.devices
    with _told(
        "The processes of this training did not find each other.",
        "The same command must run on every computer, with MASTER_ADDR, MASTER_PORT and NODE_RANK: docs/scale.md.",
    ):
        fabric = Fabric(
            accelerator="cuda" if on_gpus else "cpu",
            devices=computing.devices,
            num_nodes=computing.nodes,
            strategy=DDPStrategy(),
        )
        fabric.launch()
        use_threads(1)  # Fabric gives each process its share of the processors; one is fastest for so small a network
    return FabricProcesses(fabric)


def batch_count(processes: ProcessGroup, samples: int, size: int) -> int:
    """Into how many batches each process puts its lessons, so that all together have batches of about this size.

    Raises:
        TrainingError: there are fewer lessons than processes.
    """
    everywhere = processes.all_gather(samples)
    count = min(-(-sum(everywhere) // size), *everywhere, sum(everywhere))
    if count == 0:
        raise TrainingError("There are too few takes for so many processes.", "Train with fewer processes.")
    return count


def average_gradients(processes: ProcessGroup, parameters: Sequence[Tensor]) -> None:
    """Everyone's gradient becomes the mean of all."""
    if processes.count == 1:
        return
    gradients = [torch.zeros_like(some) if some.grad is None else some.grad for some in parameters]
    flat = processes.all_reduce(torch.cat([gradient.flatten() for gradient in gradients])) / processes.count
    pieces = torch.split(flat, [gradient.numel() for gradient in gradients])
    for some, gradient, piece in zip(parameters, gradients, pieces, strict=True):
        some.grad = piece.view_as(gradient)


def broadcast(processes: ProcessGroup, tensors: Iterable[Tensor]) -> None:
    """Everyone's tensors become those of the first."""
    if processes.count == 1:
        return
    with torch.no_grad():
        for tensor in tensors:
            tensor.copy_(processes.all_reduce(tensor if processes.rank == 0 else torch.zeros_like(tensor)))


@contextmanager
def _told(sentence: str, hint: str) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError) as error:  # what torch.distributed and Fabric raise, whatever has happened
        raise TrainingError(sentence, hint) from error

"""Data-parallel training in several processes, on one computer or more. Usually there is only one.

Each process composes and learns from its own part of the takes. After every batch their gradients are averaged, so that
all have the same network. Several processes are joined by Lightning Fabric, which supports torchrun, SLURM and others.
A single process needs nothing but torch.
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
"""takes times recurrent weights; with less, a GPU takes longer to start than it saves"""

STOPPED = "Another process of this training has stopped."


class ProcessGroup(Protocol):
    """The processes that train together, seen from one of them."""

    rank: int
    """of this process, from 0; only the first writes files and messages"""
    count: int

    def device(self, options: TrainingOptions, takes: int) -> torch.device:
        """Return the device that this process trains on."""

    def all_gather(self, number: int) -> list[int]:
        """Return the number that each process passes, by rank."""

    def all_reduce(self, numbers: Tensor) -> Tensor:
        """Return the sum of the tensors that all processes pass."""

    def close(self) -> None:
        """Leave the group: training is over, or this process cannot go on."""


class SingleProcess:
    """One process."""

    rank, count = 0, 1

    def device(self, options: TrainingOptions, takes: int) -> torch.device:
        """Return a GPU if the user asks for one, or if there is one and it saves time, else the CPU.

        Raises:
            TrainingError: the user asks for a GPU and there is none.
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
        """Return the number itself."""
        return [number]

    def all_reduce(self, numbers: Tensor) -> Tensor:
        """Return the tensor itself."""
        return numbers

    def close(self) -> None:
        """Do nothing."""


class FabricProcesses:
    """One of several processes that Fabric has joined."""

    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric
        self.rank, self.count = fabric.global_rank, fabric.world_size

    def device(self, options: TrainingOptions, takes: int) -> torch.device:
        """Return the device that Fabric chose."""
        return self._fabric.device

    def all_gather(self, number: int) -> list[int]:
        """Return the number that each process passes, by rank.

        Raises:
            TrainingError: a process has stopped.
        """
        own = torch.zeros(self.count, dtype=torch.int64)
        own[self.rank] = number
        numbers: list[int] = self.all_reduce(own).tolist()
        return numbers

    def all_reduce(self, numbers: Tensor) -> Tensor:
        """Return the sum of the tensors that all processes pass.

        Raises:
            TrainingError: a process has stopped.
        """
        with _told(STOPPED, "Read the messages of that process: they give the reason."):
            summed = self._fabric.all_reduce(numbers.detach().clone(), reduce_op="sum")
            if not isinstance(summed, Tensor):
                raise TypeError("the sum of tensors is a tensor")
            return summed.to(numbers.device)

    def close(self) -> None:
        """Destroy the group, which stops the processes that still wait."""
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()


def join(computing: Computing) -> ProcessGroup:
    """Join this process to all that train with it. Wait until they are connected.

    Raises:
        TrainingError: lightning-fabric is missing, or the processes cannot be connected.
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
    """Return the number of batches of each process, so that the batches of all together have about this size.

    Raises:
        TrainingError: a process has no samples.
    """
    everywhere = processes.all_gather(samples)
    count = min(-(-sum(everywhere) // size), *everywhere, sum(everywhere))
    if count == 0:
        raise TrainingError("There are too few takes for so many processes.", "Train with fewer processes.")
    return count


def average_gradients(processes: ProcessGroup, parameters: Sequence[Tensor]) -> None:
    """Replace the gradients of each process by the mean of all."""
    if processes.count == 1:
        return
    gradients = [torch.zeros_like(some) if some.grad is None else some.grad for some in parameters]
    flat = processes.all_reduce(torch.cat([gradient.flatten() for gradient in gradients])) / processes.count
    pieces = torch.split(flat, [gradient.numel() for gradient in gradients])
    for some, gradient, piece in zip(parameters, gradients, pieces, strict=True):
        some.grad = piece.view_as(gradient)


def broadcast(processes: ProcessGroup, tensors: Iterable[Tensor]) -> None:
    """Copy the tensors of the first process to all others."""
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

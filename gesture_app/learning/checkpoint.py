"""Checkpoints of a training: its state after an epoch, from which a stopped training goes on with the same result.

The samples are not kept. The same takes, options and seed compose the same ones again. A checkpoint holds the rest:
weights, the optimiser's averages, the weights of the best epoch, and the states of the random generators.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from gesture_app.core.errors import TrainingError
from gesture_app.core.model.report import EpochMetrics
from gesture_app.learning.distributed import ProcessGroup
from gesture_app.learning.early_stopping import EarlyStopping
from gesture_app.learning.epoch_counter import EpochCounter
from gesture_app.learning.trainer import FitState, Trainer

BEST, FIT = "best.", "fit."
"""prefixes of tensors"""


class CheckpointNumbers(msgspec.Struct, frozen=True):
    """The part of a checkpoint that is not tensors."""

    fitted: int
    """epochs of the first part that are done"""
    refitted: int
    """epochs of the last part that are done, which also learns from the held-out takes"""
    seconds: float
    """time that these epochs took"""
    highest: float
    """best accuracy on the held-out takes, 0 to 1"""
    since: int
    """epochs since the best one"""
    steps: int
    """batches that this part has seen"""
    generators: list[Mapping[str, Any]]
    """states of the trainer's random generators"""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The state of a training after an epoch."""

    numbers: CheckpointNumbers
    tensors: bytes
    """a safetensors file"""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoints:
    """Saves the state of a training after each epoch, and restores that of an earlier training."""

    save: Callable[[Checkpoint, EpochMetrics], None] | None = None
    """called after each epoch"""
    start: Checkpoint | None = None
    """to go on from"""
    keep_best: bool = False
    """learn no more, and make a model of the best epoch until then"""
    _tensors: dict[str, Tensor] = field(default_factory=dict)

    def restore(self, trainer: Trainer, stopping: EarlyStopping, progress: EpochCounter) -> FitState | None:
        """Restore the state at `start`. Return that of the trainer if the first part goes on, else None.

        Raises:
            TrainingError: the checkpoint does not fit this training.
        """
        if self.start is None:
            return None
        numbers = self.start.numbers
        try:
            self._tensors.update(load(self.start.tensors))
            stopping.restore([self._tensors[f"{BEST}{index}"] for index in range(trainer.parameter_count)],
                             numbers.highest, numbers.since)  # fmt: skip
        except (SafetensorError, KeyError, ValueError, RuntimeError) as error:
            raise _unfit() from error
        progress.restore(numbers.fitted, numbers.seconds)
        return None if numbers.refitted else self._fit_state()

    def restore_refit(self, progress: EpochCounter) -> FitState | None:
        """Return the state of the trainer if the checkpoint is of the last part, else None."""
        if self.start is None or not self.start.numbers.refitted:
            return None
        progress.skip(self.start.numbers.refitted)
        return self._fit_state()

    def may_fit(self, stopping: EarlyStopping) -> bool:
        """Return True if the first part goes on."""
        done = self.start is not None and bool(self.start.numbers.refitted)
        return not (done or self.keep_best or stopping.should_stop)

    def add(
        self,
        trainer: Trainer,
        stopping: EarlyStopping,
        progress: EpochCounter,
        epoch: EpochMetrics,
        processes: ProcessGroup,
        fitted: int | None = None,
    ) -> None:
        """Save the state after an epoch, unless several processes train.

        Args:
            trainer: in the midst of `fit`.
            stopping: holds the best weights.
            progress: counts the epochs.
            epoch: the last one.
            processes: all that train together.
            fitted: epochs of the first part, in the last part.
        """
        if self.save is None or processes.count > 1:
            return
        state = trainer.state()
        tensors = {f"{FIT}{name}": tensor for name, tensor in state.tensors.items()}
        tensors |= {f"{BEST}{index}": tensor.cpu() for index, tensor in enumerate(stopping.weights)}
        numbers = CheckpointNumbers(
            fitted=progress.done if fitted is None else fitted,
            refitted=0 if fitted is None else progress.done - fitted,
            seconds=progress.seconds,
            highest=stopping.highest,
            since=stopping.since,
            steps=state.steps,
            generators=list(state.generators),
        )
        self.save(Checkpoint(numbers, save({name: tensor.contiguous() for name, tensor in tensors.items()})), epoch)

    def _fit_state(self) -> FitState:
        assert self.start is not None
        numbers = self.start.numbers
        tensors = {name.removeprefix(FIT): tensor for name, tensor in self._tensors.items() if name.startswith(FIT)}
        return FitState(numbers.refitted or numbers.fitted, numbers.steps, tensors, tuple(numbers.generators))


def _unfit() -> TrainingError:
    return TrainingError("The stopped training does not fit this version of the program.", "Train again.")

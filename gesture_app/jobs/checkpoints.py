"""The checkpoint of a training on disk: written after each epoch, read to go on, deleted when the model is saved."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from gesture_app import __version__
from gesture_app.core.errors import TrainingError
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.stopped import Resume, StoppedTraining
from gesture_app.learning.checkpoint import Checkpoint, CheckpointNumbers, Checkpoints
from gesture_app.storage.models.checkpoint_file import delete_checkpoint, read_checkpoint, write_checkpoint
from gesture_app.storage.workspace import Workspace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class StoppedRun:
    """A stopped training with its checkpoint."""

    training: StoppedTraining
    checkpoint: Checkpoint
    keep_best: bool
    """learn no more"""

    @classmethod
    def found(cls, workspace: Workspace, resume: Resume) -> StoppedRun | None:
        """Return the stopped training of a workspace, or None for a new one.

        Raises:
            TrainingError: there is none, or it cannot go on.
        """
        if resume is Resume.NO:
            return None
        found = read_checkpoint(workspace.models)
        if found is None:
            raise TrainingError("There is no stopped training.", "Train again.")
        training, tensors = found
        if training.version != __version__:
            raise TrainingError("Another version of the program began the stopped training.", "Train again.")
        try:
            numbers = msgspec.convert(training.numbers, CheckpointNumbers)
        except ValueError as error:
            raise TrainingError("The stopped training is damaged.", "Train again.") from error
        return cls(training, Checkpoint(numbers, tensors), resume is Resume.KEEP_BEST)

    @property
    def options(self) -> TrainingOptions:
        """The options of the training."""
        return self.training.options

    @property
    def takes(self) -> Mapping[str, str]:
        """The takes of the training, as in `TakesToLearn.lots`."""
        return self.training.takes

    @property
    def epochs(self) -> tuple[EpochMetrics, ...]:
        """The epochs that are done."""
        return self.training.epochs

    @property
    def seconds(self) -> float:
        """Time that they took."""
        return self.checkpoint.numbers.seconds


class CheckpointWriter:
    """Writes the checkpoints of one training.

    Args:
        workspace: holds the checkpoint.
        options: of the training.
        takes: as in `TakesToLearn.lots`.
        epochs: done before, and added to by the training.
    """

    def __init__(
        self,
        workspace: Workspace,
        options: TrainingOptions,
        takes: Mapping[str, str],
        epochs: Sequence[EpochMetrics],
    ) -> None:
        self._models, self._options, self._takes, self._epochs = workspace.models, options, takes, epochs

    def checkpoints(self, stopped: StoppedRun | None) -> Checkpoints:
        """Return what saves this training, and goes on with a stopped one."""
        if stopped is None:
            return Checkpoints(self._write)
        return Checkpoints(self._write, stopped.checkpoint, stopped.keep_best)

    def delete(self) -> None:
        """Delete the checkpoint, because the model is saved."""
        with suppress(TrainingError):
            delete_checkpoint(self._models)

    def _write(self, checkpoint: Checkpoint, epoch: EpochMetrics) -> None:
        numbers = msgspec.to_builtins(checkpoint.numbers)
        training = StoppedTraining(__version__, self._options, self._takes, (*self._epochs, epoch), numbers)
        try:
            write_checkpoint(self._models, training, checkpoint.tensors)
        except TrainingError as error:  # the training itself needs no checkpoint
            log.warning("%s", error.sentence)

"""The checkpoint of the last training in a file beside the models: its description in one line, then its tensors."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from gesture_app.core.errors import TrainingError
from gesture_app.core.training.stopped import StoppedTraining
from gesture_app.storage.boundary import require_inside
from gesture_app.storage.files.atomic import opened_file, write_file

CHECKPOINT = "training.checkpoint"
"""in the folder of the workspace's models"""
_LARGEST = 1_500_000_000
_LONGEST_LINE = 8_000_000
"""bytes"""


def write_checkpoint(models: Path, stopped: StoppedTraining, tensors: bytes) -> None:
    """Replace the checkpoint.

    Raises:
        TrainingError: the disk is full or read-only, or the file is a link that leads out of the models.
    """
    line = json.dumps(stopped.to_json()).encode()
    write_file(models / CHECKPOINT, line + b"\n" + tensors, TrainingError, within=models)


def read_stopped(models: Path) -> StoppedTraining | None:
    """Return the description of the checkpoint, or None if there is none that can be used."""
    with suppress(TrainingError):
        found = read_checkpoint(models, with_tensors=False)
        return found[0] if found is not None else None
    return None


def read_checkpoint(models: Path, with_tensors: bool = True) -> tuple[StoppedTraining, bytes] | None:
    """Return the description and the tensors, or None without a checkpoint.

    Raises:
        TrainingError: the file is damaged or cannot be read.
    """
    path = models / CHECKPOINT
    if not os.path.lexists(path):
        return None
    with opened_file(path, _LARGEST, TrainingError, within=models) as file:
        line = file.readline(_LONGEST_LINE)
        tensors = file.read() if with_tensors else b""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise TrainingError("The stopped training is damaged.", "Train again.") from error
    return StoppedTraining.from_json(record), tensors


def delete_checkpoint(models: Path) -> None:
    """Delete the checkpoint, if there is one.

    Raises:
        TrainingError: the file is a link that leads out of the models.
    """
    require_inside(models / CHECKPOINT, models, TrainingError)
    with suppress(OSError):
        (models / CHECKPOINT).unlink(missing_ok=True)

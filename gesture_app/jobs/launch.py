"""Make the jobs of the window: each runs a `run_*` generator of this folder in a process of its own.

This module imports neither torch nor MediaPipe, so that the window can start without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from gesture_app.core.import_export import (
    ExportDone,
    ExportFailed,
    ExportOptions,
    ExportProgress,
    ImportDone,
    ImportFailed,
    ImportOptions,
    ImportProgress,
    ModelExportDone,
)
from gesture_app.core.inspection.gradient_reach import ReachDone, ReachFailed, ReachMessage
from gesture_app.core.quality.cross_validation import CheckDone, CheckFailed, CheckProgress
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingDone, TrainingFailed, TrainingProgress
from gesture_app.core.training.stopped import Resume
from gesture_app.core.wording import killed_sentence
from gesture_app.jobs.model_exchange import files_of
from gesture_app.jobs.process import Ending, JobProcess
from gesture_app.storage.files.atomic import sweep_beside
from gesture_app.storage.workspace import Workspace

DEFAULTS = TrainingOptions()

TRAINING_CANCELLED = "Training was cancelled."
CROSS_VALIDATION_CANCELLED = "The check was cancelled. Its results until then are saved."
GRADIENT_REACH_CANCELLED = "The measurement was cancelled."
IMPORT_CANCELLED = "The import was cancelled. The takes imported until then are complete."
EXPORT_CANCELLED = "The export was cancelled. No file was written."

Failed = TypeVar("Failed")


def training_job(
    workspace: Workspace, options: TrainingOptions = DEFAULTS, resume: Resume = Resume.NO
) -> JobProcess[TrainingProgress]:
    """Return the job that trains a model, or goes on with a training that was stopped."""
    hint = "Recordings and models are unchanged. Close other programs and train again."
    end = _end_message(TrainingFailed, TRAINING_CANCELLED, "training", hint)
    return JobProcess("training", _train, (workspace, options, resume), (TrainingDone, TrainingFailed), end)


def cross_validation_job(workspace: Workspace, options: TrainingOptions = DEFAULTS) -> JobProcess[CheckProgress]:
    """Return the job that checks each take with a model that was not trained on it."""
    hint = "Close other programs and start it again."
    end = _end_message(CheckFailed, CROSS_VALIDATION_CANCELLED, "check", hint)
    return JobProcess("cross-validation", _cross_validate, (workspace, options), (CheckDone, CheckFailed), end)


def gradient_reach_job(workspace: Workspace) -> JobProcess[ReachMessage]:
    """Return the job that measures how far gradients reach back in time."""
    end = _end_message(ReachFailed, GRADIENT_REACH_CANCELLED, "measurement", "Close other programs.")
    return JobProcess("gradient-reach", _measure_gradients, (workspace,), (ReachDone, ReachFailed), end)


def import_job(workspace: Workspace, path: Path, options: ImportOptions) -> JobProcess[ImportProgress]:
    """Return the job that imports takes. To cancel it ends the processes that track videos for it as well."""
    hint = "The takes imported until then are complete. Import again to get the rest."
    end = _end_message(ImportFailed, IMPORT_CANCELLED, "import", hint)
    last = (ImportDone, ImportFailed)
    return JobProcess("import", _import, (workspace, path, options), last, end, has_children=True)


def export_job(workspace: Workspace, options: ExportOptions) -> JobProcess[ExportProgress]:
    """Return the job that exports takes or a model. A killed one leaves no half-written file."""
    failed = _end_message(ExportFailed, EXPORT_CANCELLED, "export", "No file was written.")

    def end(ending: Ending) -> ExportFailed:
        for path in (options.out, *files_of(options.out)):
            sweep_beside(path)
        return failed(ending)

    last = (ExportDone, ModelExportDone, ExportFailed)
    return JobProcess("export", _export, (workspace, options), last, end)


def _end_message(
    failed: Callable[[str, str], Failed], cancelled: str, work: str, hint: str
) -> Callable[[Ending], Failed]:
    """Return what makes the final message of a process that sent none."""

    def end(ending: Ending) -> Failed:
        match ending:
            case Ending.CANCELLED:
                return failed(cancelled, "")
            case Ending.KILLED:
                return failed(killed_sentence(work), hint)
            case Ending.UNEXPECTED:
                return failed(f"The {work} stopped unexpectedly, perhaps because memory ran out.", hint)

    return end


# The functions below run in the process: their imports are slow, and the window must not load torch.


def _train(workspace: Workspace, options: TrainingOptions, resume: Resume) -> Iterator[TrainingProgress]:
    from gesture_app.jobs.training import run_training

    _leave_a_core()
    return run_training(workspace, options, resume)


def _cross_validate(workspace: Workspace, options: TrainingOptions) -> Iterator[CheckProgress]:
    from gesture_app.jobs.cross_validation import run_cross_validation

    _leave_a_core()
    return run_cross_validation(workspace, options)


def _measure_gradients(workspace: Workspace) -> Iterator[ReachMessage]:
    from gesture_app.jobs.gradient_reach import run_gradient_reach

    _leave_a_core()
    return run_gradient_reach(workspace)


def _import(workspace: Workspace, path: Path, options: ImportOptions) -> Iterator[ImportProgress]:
    from gesture_app.jobs.import_takes import run_import

    return run_import(workspace, path, options)


def _export(workspace: Workspace, options: ExportOptions) -> Iterator[ExportProgress]:
    from gesture_app.jobs.export_takes import run_export

    return run_export(workspace, options)


def _leave_a_core() -> None:
    """Use one thread for torch, so that the camera and the window keep a core."""
    from gesture_app.learning.network import use_threads

    use_threads(1)

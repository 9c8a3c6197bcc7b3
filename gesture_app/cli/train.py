"""`gesture-app train`: train a model and print the progress."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from gesture_app.cli.options import NewModel
from gesture_app.cli.output import console, print_json, print_note
from gesture_app.cli.train_summary import print_json_result, print_result, use_if_allowed
from gesture_app.cli.train_workers import is_first, worker_processes
from gesture_app.cli.workspace import model_store, workspace_in_use
from gesture_app.core.errors import TrainingError
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import (
    TrainingDone,
    TrainingFailed,
    TrainingStarted,
)
from gesture_app.core.training.stopped import Resume
from gesture_app.core.wording import counted, known_gestures
from gesture_app.jobs.starter import check_starter_gestures
from gesture_app.jobs.training import run_training
from gesture_app.learning.distributed import STOPPED
from gesture_app.learning.network import use_threads
from gesture_app.storage.models.checkpoint_file import read_stopped
from gesture_app.storage.workspace import Workspace

LOST = "Memory may have run out. Recordings and models are unchanged. Train with fewer processes."
KILLED = "The system stopped it, most likely because memory ran out. Train with fewer processes."


def train_model(
    workspace: Path | None,
    options: TrainingOptions,
    as_json: bool,
    use: NewModel = NewModel.IF_BETTER,
    resume: Resume = Resume.NO,
) -> None:
    """Train on all recordings of the workspace, compare the models, and use the new one if the rule allows it.

    Raises:
        TrainingError: no model was made.
        SettingsError: the starter does not know a gesture that shall be left out.
    """
    place = workspace_in_use(workspace)
    if options.starter is not None:
        check_starter_gestures(options.starter.switched_off)
    try:
        _train(place, workspace, options, as_json, use, resume)
    except KeyboardInterrupt:
        if is_first() and (stopped := read_stopped(place.models)) is not None:
            print_note(f"{stopped.sentence} Go on with it: gesture-app train --resume")
        raise


def _train(
    place: Workspace, workspace: Path | None, options: TrainingOptions, as_json: bool, use: NewModel, resume: Resume
) -> None:
    models = model_store(place)
    use_threads(1)
    with worker_processes(options.computing, lambda: _print_stopped(as_json)) as workers, _bar(as_json) as bar:
        task = None
        for message in run_training(place, options, resume):
            progress = message
            if isinstance(message, TrainingFailed) and message.error == STOPPED:
                progress = replace(message, hint=workers.error_text() or (KILLED if workers.any_killed else LOST))
            if isinstance(progress, TrainingStarted):
                task = bar.add_task("training", total=None, status="")
            if isinstance(progress, EpochMetrics) and task is not None:
                bar.update(task, total=progress.epochs, completed=progress.epoch)
                if progress.best:
                    bar.update(task, status=f"{progress.validation_accuracy:.0%} of the test samples right")
            if isinstance(progress, TrainingDone):
                in_use = use_if_allowed(models, progress, use)
                if as_json:
                    print_json_result(progress, in_use)
                else:
                    print_result(place, progress, in_use, models.active(), workspace)
            else:
                _print_progress(progress, as_json)
            if isinstance(progress, TrainingFailed):
                raise TrainingError(progress.error, progress.hint)


def _bar(as_json: bool) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[status]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console(), disable=as_json or not is_first(), transient=True)


def _print_stopped(as_json: bool) -> None:
    """Print the final message from another thread while the training hangs."""
    _print_progress(TrainingFailed(STOPPED, LOST), as_json)
    print_note(f"{STOPPED} {LOST}")


def _print_progress(progress: TrainingStarted | EpochMetrics | TrainingFailed, as_json: bool) -> None:
    if not is_first():
        return
    if isinstance(progress, TrainingStarted):
        for sentence in progress.left_out:
            print_note(sentence)
        for take in progress.shortened:
            print_note(take.sentence)
        if as_json:
            print_json(
                event="started",
                gestures=progress.gestures,
                starter=progress.starter,
                takes=progress.takes,
                validation_takes=progress.validation_takes,
                epochs=progress.epochs,
                shortened=[
                    {
                        "take": take.name,
                        "gesture": take.gesture,
                        "seconds": round(take.seconds, 2),
                        "used": round(take.used, 2),
                    }
                    for take in progress.shortened
                ],
            )
        else:
            console().print(
                f"{counted(progress.takes, 'take')} of {counted(len(progress.gestures), 'gesture')}, "
                f"{progress.validation_takes} for testing."
            )
            if progress.starter:
                known = known_gestures(len(progress.gestures), len(progress.starter))
                console().print(f"The model will know {known}.")
    elif as_json and isinstance(progress, EpochMetrics):
        print_json(
            event="epoch",
            epoch=progress.epoch,
            epochs=progress.epochs,
            train_loss=round(progress.train_loss, 5),
            train_accuracy=round(progress.train_accuracy, 5),
            validation_loss=_json_number(progress.validation_loss),
            validation_accuracy=_json_number(progress.validation_accuracy),
            best=progress.best,
        )
    elif as_json and isinstance(progress, TrainingFailed):
        print_json(event="failed", error=progress.error, hint=progress.hint)


def _json_number(number: float) -> float | None:
    """Return None for NaN, which JSON cannot express."""
    return None if isnan(number) else round(number, 5)

"""`gesture-app train`: the training run, told line by line."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from gesture_app.cli.options import NewModel
from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.train_summary import put_to_use, tell_person, tell_program
from gesture_app.cli.train_workers import is_first, other_processes
from gesture_app.cli.workspace import model_store, workspace_in_use
from gesture_app.core.errors import TrainingError
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import (
    TrainingDone,
    TrainingFailed,
    TrainingStarted,
)
from gesture_app.jobs.training import run_training
from gesture_app.learning.distributed import STOPPED
from gesture_app.learning.network import use_threads

LOST = "Perhaps for lack of memory. Recordings and models are as they were; train with fewer processes."
KILLED = "The system stopped it, most likely because memory ran out. Train with fewer processes."


def train_model(
    workspace: Path | None, options: TrainingOptions, as_json: bool, use: NewModel = NewModel.IF_BETTER
) -> None:
    """Train on all recordings of the workspace, compare, and put the new model to use where it may be.

    Raises:
        TrainingError: no model was made.
    """
    place = workspace_in_use(workspace)
    models = model_store(place)
    use_threads(1)
    with other_processes(options.computing, lambda: _give_up(as_json)) as others, _bar(as_json) as bar:
        task = None
        for said in run_training(place, options):
            news = said
            if isinstance(said, TrainingFailed) and said.error == STOPPED:
                news = replace(said, hint=others.last_words() or (KILLED if others.one_was_killed else LOST))
            if isinstance(news, TrainingStarted):
                task = bar.add_task("training", total=None, said="")
            if isinstance(news, EpochMetrics) and task is not None:
                bar.update(task, total=news.epochs, completed=news.epoch)
                if news.best:
                    bar.update(task, said=f"{news.validation_accuracy:.0%} right")
            if isinstance(news, TrainingDone):
                in_use = put_to_use(models, news, use)
                if as_json:
                    tell_program(news, in_use)
                else:
                    tell_person(place, news, in_use, models.active(), workspace)
            else:
                _tell(news, as_json)
            if isinstance(news, TrainingFailed):
                raise TrainingError(news.error, news.hint)


def _bar(as_json: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    return Progress(*columns, console=console(), disable=as_json or not is_first(), transient=True)


def _give_up(as_json: bool) -> None:
    """The last word, from another thread, where the training itself hangs."""
    _tell(TrainingFailed(STOPPED, LOST), as_json)
    note(f"{STOPPED} {LOST}")


def _tell(news: TrainingStarted | EpochMetrics | TrainingFailed, as_json: bool) -> None:
    if not is_first():
        return
    if isinstance(news, TrainingStarted):
        for sentence in news.left_out:
            note(sentence)
        for take in news.shortened:
            note(take.sentence)
        if as_json:
            say_json(
                event="started",
                gestures=news.gestures,
                takes=news.takes,
                validation_takes=news.validation_takes,
                epochs=news.epochs,
                shortened=[
                    {
                        "take": take.name,
                        "gesture": take.gesture,
                        "seconds": round(take.seconds, 2),
                        "used": round(take.used, 2),
                    }
                    for take in news.shortened
                ],
            )
        else:
            console().print(f"{news.takes} takes of {len(news.gestures)} gestures, {news.validation_takes} held out.")
    elif as_json and isinstance(news, EpochMetrics):
        say_json(
            event="epoch",
            epoch=news.epoch,
            epochs=news.epochs,
            train_loss=round(news.train_loss, 5),
            train_accuracy=round(news.train_accuracy, 5),
            validation_loss=_known(news.validation_loss),
            validation_accuracy=_known(news.validation_accuracy),
            best=news.best,
        )
    elif as_json and isinstance(news, TrainingFailed):
        say_json(event="failed", error=news.error, hint=news.hint)


def _known(number: float) -> float | None:
    """JSON has no word for a number that is none."""
    return None if isnan(number) else round(number, 5)

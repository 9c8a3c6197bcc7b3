"""`gesture-app train`: the training run, told line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isnan
from pathlib import Path

from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from gesture_app.cli.models_in_use import model_store
from gesture_app.cli.other_processes import is_first, other_processes
from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.workspace_in_use import workspace_in_use
from gesture_app.core.errors import TrainingError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.training_options import TrainingOptions
from gesture_app.core.training_progress import (
    EpochDone,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.jobs.training_run import run_training
from gesture_app.learning.network import use_threads
from gesture_app.learning.processes import STOPPED

LOST = "Perhaps for lack of memory. Recordings and models are as they were; train with fewer processes."


def train_model(workspace: Path | None, options: TrainingOptions, as_json: bool) -> None:
    """Train on all recordings of the workspace and put the new model to use.

    Raises:
        TrainingError: no model was made.
    """
    place = workspace_in_use(workspace)
    use_threads(1)
    tell = (_tell_program if as_json else _tell_person) if is_first() else _tell_nobody
    with other_processes(options.computing, lambda: _give_up(tell)) as others, _bar(as_json) as bar:
        task = None
        for said in run_training(place, options):
            news = said
            if isinstance(said, TrainingFailed) and said.error == STOPPED:
                news = replace(said, hint=others.last_words() or LOST)
            if isinstance(news, TrainingStarted):
                task = bar.add_task("training", total=None, said="")
            if isinstance(news, EpochDone) and task is not None:
                bar.update(task, total=news.epochs, completed=news.epoch)
                if news.best:
                    bar.update(task, said=f"{news.validation_accuracy:.0%}")
            if isinstance(news, TrainingDone):
                model_store(place).use(news.card.id)
            tell(news)
            if isinstance(news, TrainingFailed):
                raise TrainingError(news.error, news.hint)


def _bar(as_json: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    return Progress(*columns, console=console(), disable=as_json or not is_first(), transient=True)


def _give_up(tell: Callable[[TrainingProgress], None]) -> None:
    """The last word, from another thread, where the training itself hangs."""
    tell(TrainingFailed(STOPPED, LOST))
    note(f"{STOPPED} {LOST}")


def _tell_nobody(news: TrainingProgress) -> None:
    """The first process tells."""


def _tell_program(news: TrainingProgress) -> None:
    if isinstance(news, TrainingStarted):
        for sentence in news.left_out:
            note(sentence)
        say_json(
            event="started",
            gestures=news.gestures,
            takes=news.takes,
            validation_takes=news.validation_takes,
            epochs=news.epochs,
        )
    elif isinstance(news, EpochDone):
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
    elif isinstance(news, TrainingDone):
        say_json(
            event="done",
            model=news.card.id,
            seconds=round(news.seconds, 2),
            accuracy=round(news.card.accuracy, 4),
            split_by=news.card.split_by,
        )
    else:
        say_json(event="failed", error=news.error, hint=news.hint)


def _known(number: float) -> float | None:
    """JSON has no word for a number that is none."""
    return None if isnan(number) else round(number, 5)


def _tell_person(news: TrainingProgress) -> None:
    if isinstance(news, TrainingStarted):
        console().print(f"{news.takes} takes of {len(news.gestures)} gestures, {news.validation_takes} held out.")
        for sentence in news.left_out:
            note(sentence)
    elif isinstance(news, TrainingDone):
        card = news.card
        console().print(f"Model {card.id}, {news.seconds:.0f} s.")
        console().print(f"[bold]{card.accuracy:.0%}[/] right on takes it had not seen, from {card.measured_on}.")
        for label, accuracy in zip(card.labels, card.accuracy_per_gesture, strict=True):
            if accuracy is not None:
                console().print(f"  {escape(spoken_name(label)):24} {accuracy:5.0%}")
        if card.split_by == "take":
            note("Record all gestures again on another day for a harder test.")

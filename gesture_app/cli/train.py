"""`gesture-app train`: the training run, told line by line."""

from __future__ import annotations

from math import isnan
from pathlib import Path

from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from gesture_app.cli.models_in_use import model_store
from gesture_app.cli.new_model import NewModel
from gesture_app.cli.output import console, note, rounded, say_json
from gesture_app.cli.report import MOST_ADVICE, tell_advice, tell_gestures
from gesture_app.cli.workspace_in_use import workspace_in_use
from gesture_app.core.advice import advice_on
from gesture_app.core.errors import TrainingError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model_comparison import Comparison
from gesture_app.core.report_card import ReportCard
from gesture_app.core.training_progress import (
    EpochDone,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.jobs.training_run import run_training
from gesture_app.learning.network import use_threads
from gesture_app.learning.training import TrainingOptions
from gesture_app.storage.model_store import ModelStore


def train_model(workspace: Path | None, as_json: bool, use: NewModel = NewModel.IF_BETTER) -> None:
    """Train on all recordings of the workspace, compare, and put the new model to use where it may be.

    Raises:
        TrainingError: no model was made.
    """
    place = workspace_in_use(workspace)
    use_threads(1)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    with Progress(*columns, console=console(), disable=as_json, transient=True) as bar:
        task = bar.add_task("training", total=None, said="")
        for news in run_training(place, TrainingOptions()):
            if isinstance(news, EpochDone):
                bar.update(task, total=news.epochs, completed=news.epoch)
                if not isnan(news.validation_accuracy):
                    bar.update(task, said=f"{news.validation_accuracy:.0%}")
            in_use = isinstance(news, TrainingDone) and _put_to_use(model_store(place), news, use)
            if as_json:
                _tell_program(news, in_use)
            else:
                _tell_person(news, in_use)
            if isinstance(news, TrainingFailed):
                raise TrainingError(news.error, news.hint)


def _put_to_use(models: ModelStore, done: TrainingDone, use: NewModel) -> bool:
    """Whether the new model is in use from now on."""
    worse = done.comparison is not None and not done.comparison.better_or_equal
    if use is NewModel.NEVER or (use is NewModel.IF_BETTER and worse):
        return False
    models.use(done.card.id)
    return True


def _tell_program(news: TrainingProgress, in_use: bool) -> None:
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
        )
    elif isinstance(news, TrainingDone):
        say_json(
            event="done",
            model=news.card.id,
            seconds=round(news.seconds, 2),
            accuracy=round(news.card.accuracy, 4),
            split_by=news.card.split_by,
            in_use=in_use,
            **_compared(news.comparison),
        )
    else:
        say_json(event="failed", error=news.error, hint=news.hint)


def _known(number: float) -> float | None:
    """JSON has no word for a number that is none."""
    return None if isnan(number) else round(number, 5)


def _compared(comparison: Comparison | None) -> dict[str, object]:
    if comparison is None:
        return {"compared_with": None, "worse": [], "lost": []}
    return {
        "compared_with": comparison.model,
        "gestures": [
            {
                "gesture": change.gesture,
                "takes": change.takes,
                "before": rounded(change.before),
                "after": rounded(change.after),
            }
            for change in comparison.gestures
        ],
        "worse": [change.gesture for change in comparison.worse],
        "lost": comparison.lost_gestures,
        "kept_out": comparison.kept_out,
    }


def _tell_person(news: TrainingProgress, in_use: bool) -> None:
    if isinstance(news, TrainingStarted):
        console().print(f"{news.takes} takes of {len(news.gestures)} gestures, {news.validation_takes} held out.")
        for sentence in news.left_out:
            note(sentence)
    elif isinstance(news, TrainingDone):
        card = news.card
        console().print(f"Model {card.id}, {news.seconds:.0f} s.")
        console().print(f"[bold]{card.accuracy:.0%}[/] right on takes it had not seen, from {card.measured_on}.")
        tell_gestures(news.report)
        _tell_streams(news.report)
        tell_advice(advice_on(news.report), MOST_ADVICE)
        if news.comparison is not None:
            _tell_comparison(news.comparison)
        if in_use:
            console().print("[bold]The new model is in use.[/]")
        else:
            console().print(f"The new model is [bold]not in use[/]. To use it: gesture-app models --use {card.id}")


def _tell_streams(report: ReportCard) -> None:
    tally, per_hour = report.streams.tally(), report.streams.false_per_hour
    if tally.shown and per_hour is not None:
        console().print(
            f"In {report.streams.seconds / 60:.0f} minutes of streams: {tally.detected} of {tally.shown} gestures "
            f"detected, {tally.wrong} wrong, {tally.repeated} repeated, {per_hour:.0f} false alarms an hour."
        )


def _tell_comparison(comparison: Comparison) -> None:
    """Only what got worse, was lost, or is not known; that the rest did not is one sentence."""
    before = f"the model in use before ({escape(comparison.model)})"
    if not comparison.compared:
        console().print(f"It could not be compared with {before}: no take that is held out was new to that one.")
    elif comparison.better_or_equal:
        takes = "1 held-out take" if comparison.compared == 1 else f"{comparison.compared} held-out takes"
        console().print(f"No gesture is named worse than by {before}, on {takes}.")
    for change in comparison.worse:
        console().print(
            f"[bold red]Worse[/]: {escape(spoken_name(change.gesture))}, {change.before or 0:.0%} before, "
            f"{change.after:.0%} now, of {change.takes} held-out {'take' if change.takes == 1 else 'takes'}."
        )
    for gesture in comparison.lost_gestures:
        console().print(f"[bold red]Lost[/]: {escape(spoken_name(gesture))} has too few takes here to be learned.")

"""What becomes of a model that `gesture-app train` made: put to use or not, and what is said of it."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from gesture_app.cli.options import NewModel
from gesture_app.cli.output import console, note, rounded, say_json
from gesture_app.cli.report import MOST_ADVICE, advice_in, tell_advice, tell_gestures
from gesture_app.cli.workspace import to_use
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.comparison import Comparison, reasons_against
from gesture_app.core.model.report import ModelReport
from gesture_app.core.training.progress import TrainingDone
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.workspace import Workspace


def put_to_use(models: ModelStore, done: TrainingDone, use: NewModel) -> bool:
    """Whether the new model is in use from now on."""
    active = models.active()
    own = None if active in (None, done.card.id) or models.is_shipped(active) else active
    if own is not None and (done.comparison is None or done.comparison.model != own):
        note(f"It was not compared with {own}, which is in use: nothing says what that one learned from.")
    if use is NewModel.NEVER or (use is NewModel.IF_BETTER and reasons_against(done.comparison, own or "")):
        return False
    models.use(done.card.id)
    return True


def tell_program(done: TrainingDone, in_use: bool) -> None:
    """The last line of `train --json`."""
    say_json(
        event="done",
        model=done.card.id,
        seconds=round(done.seconds, 2),
        accuracy=round(done.card.accuracy, 4),
        split_by=done.card.split_by,
        in_use=in_use,
        comparison=None if done.comparison is None else _as_json(done.comparison),
        worse=[] if done.comparison is None else [change.gesture for change in done.comparison.worse],
        kept_thresholds=done.kept_thresholds,
        lost=() if done.comparison is None else done.comparison.lost_gestures,
    )


def tell_person(place: Workspace, done: TrainingDone, in_use: bool, other: str | None, given: Path | None) -> None:
    """The main lines of the report, how the model compares, and whether it is in use, or the other one still is.

    `given` is the workspace as the user named it, if so.
    """
    card = done.card
    console().print(f"Model {card.id}, {done.seconds:.0f} s.")
    console().print(f"[bold]{card.accuracy:.0%}[/] right on takes it had not seen, from {card.measured_on}.")
    tell_gestures(done.report)
    _tell_streams(done.report)
    tell_advice(advice_in(place, done.report), MOST_ADVICE)
    if done.comparison is not None:
        _tell_comparison(done.comparison)
    if done.kept_thresholds:
        console().print(f"Your own thresholds count on: {escape(', '.join(map(spoken_name, done.kept_thresholds)))}.")
    if in_use:
        console().print("[bold]The new model is in use.[/]")
        return
    console().print(f"[bold]{'The new model is not in use' if other is None else f'{other} stays in use'}.[/]")
    console().print(f"To use the new one all the same: {to_use(card.id, given)}", markup=False, soft_wrap=True)


def _as_json(comparison: Comparison) -> dict[str, object]:
    return {
        "model": comparison.model,
        "gestures": {
            change.gesture: {"takes": change.takes, "before": rounded(change.before), "after": rounded(change.after)}
            for change in comparison.gestures
        },
        "new": comparison.new_gestures,
        "not_compared": comparison.kept_out,
    }


def _tell_streams(report: ModelReport) -> None:
    tally, per_hour = report.streams.tally(), report.streams.false_per_hour
    if tally.shown and per_hour is not None:
        console().print(
            f"In {report.streams.seconds / 60:.0f} minutes of streams: {tally.detected} of {tally.shown} gestures "
            f"detected, {tally.wrong} wrong, {tally.repeated} repeated, {per_hour:.0f} false alarms an hour."
        )


def _tell_comparison(comparison: Comparison) -> None:
    """Only what got worse, was lost, or is not known; that the rest did not is one sentence."""
    before = escape(comparison.model)
    if not comparison.compared:
        console().print(f"It cannot be compared with {before}, which was in use: that one had learned from all takes.")
    elif not comparison.worse:
        console().print(f"No gesture is named worse than by {before}, on {_held_out(comparison.compared)}.")
    for change in comparison.worse:
        console().print(
            f"[bold red]Worse[/]: {escape(spoken_name(change.gesture))}, {change.before or 0:.0%} before, "
            f"{change.after:.0%} now, on {_held_out(change.takes)}."
        )
    for gesture in comparison.lost_gestures:
        console().print(f"[bold red]Lost[/]: {escape(spoken_name(gesture))}, of which too few takes are here.")


def _held_out(takes: int) -> str:
    return "1 held-out take" if takes == 1 else f"{takes} held-out takes"

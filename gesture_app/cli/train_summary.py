"""The end of `gesture-app train`: use the new model if the rule allows it, and print the result."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.markup import escape

from gesture_app.cli.metrics_output import print_experience
from gesture_app.cli.options import NewModel
from gesture_app.cli.output import console, print_json, print_note, rounded
from gesture_app.cli.report import MOST_ADVICE, advice_in, print_advice, print_gestures
from gesture_app.cli.workspace import use_command
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.comparison import Comparison, reasons_against
from gesture_app.core.model.event_comparison import Found, Mistakes
from gesture_app.core.training.progress import TrainingDone
from gesture_app.core.wording import counted, known_gestures
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.workspace import Workspace


def use_if_allowed(models: ModelStore, done: TrainingDone, use: NewModel) -> bool:
    """Use the new model if the rule allows it. Return True if it is in use now."""
    active = models.active()
    own = None if active in (None, done.card.id) or models.is_shipped(active) else active
    if own is not None and (done.comparison is None or done.comparison.model != own):
        print_note(f"It was not compared with {own}, the model in use, which has no record of its takes.")
    if use is NewModel.NEVER or (use is NewModel.IF_BETTER and reasons_against(done.comparison, own or "")):
        return False
    models.use(done.card.id)
    return True


def print_json_result(done: TrainingDone, in_use: bool) -> None:
    """Print the last line of `train --json`."""
    print_json(
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
        starter=done.card.starter,
        lookalikes=[asdict(one) for one in done.report.lookalikes],
    )


def print_result(
    workspace: Workspace, done: TrainingDone, in_use: bool, active: str | None, option: Path | None
) -> None:
    """Print the main lines of the report, the comparison, and which model is in use.

    Args:
        workspace: holds the takes.
        done: the result of the training.
        in_use: True if the new model is in use.
        active: id of the model in use.
        option: the workspace as the user named it on the command line.
    """
    card = done.card
    console().print(f"Model {card.id}, {done.seconds:.0f} s.")
    advice = advice_in(workspace, done.report)
    print_experience(done.report.measured, card.measured_on, advice)
    print_gestures(done.report)
    if card.starter:
        console().print(f"It knows {known_gestures(len(card.own_gestures), len(card.starter))}.")
    for one in done.report.lookalikes:
        console().print(escape(one.sentence))
    if done.report.lookalikes:
        names = ",".join(sorted({one.starter for one in done.report.lookalikes}))
        console().print(f"To switch off what you do not need: train --without-starter {names}", markup=False)
    print_advice(advice, MOST_ADVICE)
    if done.comparison is not None:
        _print_comparison(done.comparison)
    if done.kept_thresholds:
        console().print(
            f"Your own thresholds still apply: {escape(', '.join(map(spoken_name, done.kept_thresholds)))}."
        )
    if in_use:
        console().print("[bold]The new model is in use.[/]")
        return
    console().print(f"[bold]{'The new model is not in use' if active is None else f'{active} stays in use'}.[/]")
    console().print(f"To use the new model anyway: {use_command(card.id, option)}", markup=False, soft_wrap=True)


def _as_json(comparison: Comparison) -> dict[str, object]:
    events = comparison.events
    return {
        "model": comparison.model,
        "gestures": {
            change.gesture: {"takes": change.takes, "before": rounded(change.before), "after": rounded(change.after)}
            for change in comparison.gestures
        },
        "new": comparison.new_gestures,
        "not_compared": comparison.kept_out,
        "events": None
        if events is None
        else {
            "before": _events(events.all_before, events.before),
            "after": _events(events.all_after, events.after),
        },
        "reasons": () if events is None else events.reasons,
    }


def _events(found: Found, mistakes: Mistakes) -> dict[str, object]:
    return {
        "gestures": found.shown,
        "detected": found.found,
        "takes": found.takes,
        "false": mistakes.count,
        "false_per_hour": round(mistakes.per_hour, 4),
    }


def _print_comparison(comparison: Comparison) -> None:
    """Print the gestures that got worse or were lost, or that none did."""
    before = escape(comparison.model)
    if not comparison.compared:
        console().print(f"It cannot be compared with {before}, the model in use, which was trained on all takes.")
    elif not comparison.worse:
        console().print(f"No gesture got worse than with {before}, on {_test_takes(comparison.compared)}.")
    for change in comparison.worse:
        chance = ", perhaps by chance" if change.may_be_chance else ""
        console().print(
            f"[bold red]Worse[/]: {escape(spoken_name(change.gesture))}, {change.before or 0:.0%} before, "
            f"{change.after:.0%} now, on {_test_takes(change.takes)}{chance}."
        )
    if comparison.events is not None:
        for sentence in comparison.events.sentences:
            console().print(escape(sentence))
        for reason in comparison.events.reasons:
            console().print(f"[bold red]Worse[/]: {escape(reason)}")
    for gesture in comparison.lost_gestures:
        console().print(f"[bold red]Lost[/]: {escape(spoken_name(gesture))}, which has too few takes now.")


def _test_takes(takes: int) -> str:
    return counted(takes, "test take")

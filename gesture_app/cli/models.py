"""`gesture-app models` and its commands, which are a contract (docs/formats.md), and the list of recorded gestures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from gesture_app.cli.options import JsonOption, WorkspaceOption
from gesture_app.cli.output import console, print_json, print_note
from gesture_app.cli.workspace import model_store, workspace_in_use
from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.report import ModelReport
from gesture_app.storage.models.archive import SUFFIX, write_model
from gesture_app.storage.models.listing import ListedModel, list_models
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.store import RecordingStore

NAMED = 3
"""gestures of a model that the table names; --json has all"""

ModelArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of a model, as in the list.")]

models = typer.Typer(invoke_without_command=True, no_args_is_help=False, pretty_exceptions_enable=False)


@models.callback()
def list_all(
    context: typer.Context,
    use: Annotated[str | None, typer.Option("--use", metavar="ID", help="Use this model from now on.")] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="List the models in the bin.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List the models and mark the one in use, or use, rename, delete, export or import one."""
    context.obj = workspace or context.obj
    if context.invoked_subcommand is not None:
        return
    store = _store(context)
    if use is not None:
        store.use(use)
    listing = list_models(store)
    shown = listing.binned if deleted else listing.models
    in_use = None if deleted else listing.in_use
    for model in shown:
        if model.card is None:
            print_note(model.trouble)
        elif as_json:
            _print_model(model, in_use)
    if not as_json and (shown or not deleted):
        console().print(_table(store, shown, in_use))
    if deleted and not shown:
        print_note("The bin is empty.")


@models.command()
def use(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Recognise with this model from now on."""
    _store(context, workspace).use(model)
    _print_done("used", model, f"In use: {model}", as_json)


@models.command()
def rename(
    context: typer.Context,
    model: ModelArgument,
    name: Annotated[str, typer.Argument(help='New name; "" removes the name.')],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Give a model a name. Its id stays."""
    now = _store(context, workspace).change(model, lambda overrides: replace(overrides, name=name.strip()))
    _print_done("renamed", model, f"{model} is called “{now.name}”" if now.name else f"{model} has no name", as_json)


@models.command()
def note(
    context: typer.Context,
    model: ModelArgument,
    text: Annotated[str, typer.Argument(help='New note; "" removes the note.')],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a note on a model."""
    _store(context, workspace).change(model, lambda overrides: replace(overrides, note=text.strip()))
    _print_done("noted", model, f"Noted: {model}", as_json)


@models.command()
def delete(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Move a model to the bin, unless it is in use or came with the program."""
    binned = _store(context, workspace).delete(model).name
    _print_done("deleted", binned, f"In the bin: {binned}. Restore it: gesture-app models restore {binned}", as_json)


@models.command()
def restore(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Restore a model from the bin, which models --deleted lists."""
    store = _store(context, workspace)
    binned = {folder.name: folder for folder in store.binned()}
    if model not in binned:
        known = ", ".join(binned)
        raise ModelError(
            f"There is no model “{model}” in the bin.", f"There are: {known}." if known else "It is empty."
        )
    now = store.restore(binned[model])
    _print_done("restored", now, f"Restored: {now}", as_json)


@models.command()
def export(
    context: typer.Context,
    model: ModelArgument,
    out: Annotated[Path, typer.Argument(help="File to write, such as stage.gesture-model.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a model to one file, to share or as a backup."""
    if out.suffix != SUFFIX:
        raise ModelError(f"“{out.name}” does not end in {SUFFIX}.", f"Call it {out.stem}{SUFFIX}.")
    write_model(out, _store(context, workspace), model)
    if as_json:
        print_json(event="exported", model=model, out=str(out))
    else:
        console().print(f"{model}: {out}", markup=False, soft_wrap=True)


@models.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .gesture-model file.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Check and import a model from a file, without using it yet."""
    from gesture_app.jobs.model_exchange import import_model  # torch

    model = import_model(_store(context, workspace), file)
    _print_done("imported", model, f"Imported: {model}. To use it: gesture-app models use {model}", as_json)


def list_gestures(workspace: Path | None, as_json: bool) -> None:
    """Print each recorded gesture with its number of takes."""
    counts = RecordingStore(workspace_in_use(workspace).recordings).gestures()
    table = Table("gesture", "takes", box=None)
    for gesture, takes in sorted(counts.items()):
        if as_json:
            print_json(event="gesture", gesture=gesture, takes=takes)
        table.add_row(escape(spoken_name(gesture)), str(takes))
    if not as_json and counts:
        console().print(table)
    if not counts:
        print_note('No gesture is recorded yet. Try: gesture-app record wave --source "demo:wave*8"')


def _store(context: typer.Context, workspace: Path | None = None) -> ModelStore:
    return model_store(workspace_in_use(workspace or context.obj))


def _print_done(event: str, model: str, sentence: str, as_json: bool) -> None:
    if as_json:
        print_json(event=event, model=model)
    else:
        console().print(sentence, markup=False, soft_wrap=True)


def _print_model(model: ListedModel, in_use: str | None) -> None:
    assert model.card is not None
    overrides = model.choices
    print_json(
        event="model",
        in_use=model.id == in_use,
        **model.card.to_json(),
        name=overrides.name,
        note=overrides.note,
        moved=dict(overrides.thresholds),
        bytes=model.bytes_on_disk,
    )


def _table(store: ModelStore, listed: Sequence[ListedModel], in_use: str | None) -> Table:
    """Return a row for each usable model: events found and mistakes in test video, then test takes."""
    titles = ("model", "found", "false/h", "right", "size")
    model_id, found, mistakes, right, size = (Column(title, no_wrap=True) for title in titles)
    table = Table("", model_id, "name", "gestures", found, mistakes, right, size, box=None)
    for model in listed:
        if model.card is not None:
            table.add_row(
                "●" if model.id == in_use else "",
                model.card.id,
                escape(model.choices.name),
                escape(_short_list(model.card.own_gestures, model.card.starter)),
                *_result(store, model),
                f"{model.bytes_on_disk / 1e6:.1f} MB",
            )
    return table


def _result(store: ModelStore, model: ListedModel) -> tuple[str, str, str]:
    """Return the gestures found, mistakes an hour and takes named right, as far as its report has them."""
    assert model.card is not None
    report = _report_of(store, model)
    if report is None:
        return "", "", f"{model.card.accuracy:.0%}"
    tally, per_hour = report.streams.tally(), report.streams.false_per_hour
    right = sum(take.named == take.gesture for take in report.judged)
    return (
        f"{tally.detected} of {tally.shown}" if tally.shown else "",
        "" if per_hour is None else f"{per_hour:.0f}",
        f"{right} of {len(report.judged)}",
    )


def _report_of(store: ModelStore, model: ListedModel) -> ModelReport | None:
    with suppress(ModelError):  # in the bin, or damaged
        return store.report(model.id)
    return None


def _short_list(own: Sequence[str], starter: Sequence[str]) -> str:
    """Return the first names: a terminal is 80 letters wide, and twenty names in one column would fill a page."""
    if own and starter:
        return f"{_short_list(own, ())} of yours, {len(starter)} of the starter"
    gestures = own or starter
    first, rest = gestures[:NAMED], gestures[NAMED:]
    return ", ".join(map(spoken_name, first)) + (f" and {len(rest)} more" if rest else "")

"""The shape of `gesture-app models` and what stands below it (a contract, see docs/formats.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from gesture_app.cli.options import JsonOption, WorkspaceOption
from gesture_app.cli.output import console, say_json
from gesture_app.cli.output import note as print_note
from gesture_app.cli.workspace import model_store, workspace_in_use
from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import spoken_name
from gesture_app.storage.models.archive import SUFFIX, write_model
from gesture_app.storage.models.listing import list_models as list_models_of
from gesture_app.storage.recordings.store import RecordingStore

ModelArgument = Annotated[str, typer.Argument(metavar="ID", help="A model, as the list names it.")]

models = typer.Typer(invoke_without_command=True, no_args_is_help=False, pretty_exceptions_enable=False)


@models.callback()
def list_all(
    context: typer.Context,
    use: Annotated[str | None, typer.Option("--use", metavar="ID", help="Use this model from now on.")] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those in the bin instead.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List the models, the one in use marked; or go over to another, name, delete, export or import one."""
    context.obj = workspace or context.obj
    if context.invoked_subcommand is None:
        from gesture_app.cli.models import list_models

        list_models(context.obj, as_json, use, deleted)


@models.command()
def use(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Recognise with this model from now on."""
    from gesture_app.cli.models import use_model

    use_model(workspace or context.obj, model, as_json)


@models.command()
def rename(
    context: typer.Context,
    model: ModelArgument,
    name: Annotated[str, typer.Argument(help='What to call it; "" for no name.')],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Give a model a name; its id stays."""
    from gesture_app.cli.models import rename_model

    rename_model(workspace or context.obj, model, name, as_json)


@models.command()
def note(
    context: typer.Context,
    model: ModelArgument,
    text: Annotated[str, typer.Argument(help='What to write down about it; "" for nothing.')],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a note on a model."""
    from gesture_app.cli.models import note_model

    note_model(workspace or context.obj, model, text, as_json)


@models.command()
def delete(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Put a model into the bin; not the one in use, nor one that came with the program."""
    from gesture_app.cli.models import delete_model

    delete_model(workspace or context.obj, model, as_json)


@models.command()
def restore(
    context: typer.Context, model: ModelArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """Bring a model back from the bin (models --deleted names them)."""
    from gesture_app.cli.models import restore_model

    restore_model(workspace or context.obj, model, as_json)


@models.command()
def export(
    context: typer.Context,
    model: ModelArgument,
    out: Annotated[Path, typer.Argument(help="The file to write, such as stage.gesture-model.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a model to one file, for a friend or to keep."""
    from gesture_app.cli.models import export_model

    export_model(workspace or context.obj, model, out, as_json)


@models.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .gesture-model file.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Take a model from a file; it is checked first, and not put to use."""
    from gesture_app.cli.models import import_model_file

    import_model_file(workspace or context.obj, file, as_json)


def use_model(workspace: Path | None, model: str, as_json: bool) -> None:
    """Recognise with it from now on.

    Raises:
        ModelError: there is none of this id, it cannot be used, or the disk refuses.
    """
    model_store(workspace_in_use(workspace)).use(model)
    _tell("used", model, f"In use: {model}", as_json)


def rename_model(workspace: Path | None, model: str, name: str, as_json: bool) -> None:
    """Give it a name, or none.

    Raises:
        ModelError: there is none of this id, nothing can be called so, or the disk refuses.
    """
    now = model_store(workspace_in_use(workspace)).change(model, lambda choices: replace(choices, name=name.strip()))
    _tell("renamed", model, f"{model} is called “{now.name}”" if now.name else f"{model} has no name", as_json)


def note_model(workspace: Path | None, model: str, text: str, as_json: bool) -> None:
    """Write a note on it, or take it off.

    Raises:
        ModelError: there is none of this id, the note is too long, or the disk refuses.
    """
    model_store(workspace_in_use(workspace)).change(model, lambda choices: replace(choices, note=text.strip()))
    _tell("noted", model, f"Noted: {model}", as_json)


def delete_model(workspace: Path | None, model: str, as_json: bool) -> None:
    """Into the bin.

    Raises:
        ModelError: there is none of this id, it is in use or came with the program, or the disk refuses.
    """
    binned = model_store(workspace_in_use(workspace)).delete(model).name
    _tell("deleted", binned, f"In the bin: {binned}. Back: gesture-app models restore {binned}", as_json)


def restore_model(workspace: Path | None, model: str, as_json: bool) -> None:
    """Back from the bin.

    Raises:
        ModelError: there is none of this id in the bin, or the disk refuses.
    """
    store = model_store(workspace_in_use(workspace))
    binned = {folder.name: folder for folder in store.binned()}
    if model not in binned:
        there = ", ".join(binned)
        raise ModelError(
            f"There is no model “{model}” in the bin.", f"There are: {there}." if there else "It is empty."
        )
    now = store.restore(binned[model])
    _tell("restored", now, f"Restored: {now}", as_json)


def export_model(workspace: Path | None, model: str, out: Path, as_json: bool) -> None:
    """Write it to one file.

    Raises:
        ModelError: there is none of this id, it cannot be used, the file has another ending, or the disk refuses.
    """
    if out.suffix != SUFFIX:
        raise ModelError(f"“{out.name}” does not end in {SUFFIX}.", f"Call it {out.stem}{SUFFIX}.")
    write_model(out, model_store(workspace_in_use(workspace)), model)
    if as_json:
        say_json(event="exported", model=model, out=str(out))
    else:
        console().print(f"{model}: {out}", markup=False, soft_wrap=True)


def import_model_file(workspace: Path | None, file: Path, as_json: bool) -> None:
    """Take one from a file.

    Raises:
        ModelError: it holds anything but a model that can be used, or the disk refuses.
    """
    from gesture_app.jobs.model_exchange import import_model  # torch

    model = import_model(model_store(workspace_in_use(workspace)), file)
    _tell("imported", model, f"Imported: {model}. To use it: gesture-app models use {model}", as_json)


def _tell(event: str, model: str, words: str, as_json: bool) -> None:
    if as_json:
        say_json(event=event, model=model)
    else:
        console().print(words, markup=False, soft_wrap=True)


NAMED = 3
"""so many gestures of a model are named; --json has all"""


def list_models(workspace: Path | None, as_json: bool, use: str | None, deleted: bool = False) -> None:
    """Every usable model, newest first, or those in the bin; the others are named with the reason.

    Raises:
        ModelError: the model to use from now on does not exist or cannot be used.
    """
    store = model_store(workspace_in_use(workspace))
    if use is not None:
        store.use(use)
    listing = list_models_of(store)
    model_id, accuracy, size = (Column(title, no_wrap=True) for title in ("model", "accuracy", "size"))
    table = Table("", model_id, "name", "gestures", accuracy, "on takes from", size, box=None)
    models = listing.binned if deleted else listing.models
    for model in models:
        if model.card is None:
            print_note(model.trouble)
            continue
        card, in_use = model.card, model.id == listing.in_use and not deleted
        if as_json:
            chosen = {"name": model.choices.name, "note": model.choices.note, "moved": dict(model.choices.thresholds)}
            say_json(event="model", in_use=in_use, **card.to_json(), **chosen, bytes=model.bytes_on_disk)
        table.add_row(
            "●" if in_use else "",
            card.id,
            escape(model.choices.name),
            escape(_in_short(card.gestures)),
            f"{card.accuracy:.0%}",
            card.measured_on,
            f"{model.bytes_on_disk / 1e6:.1f} MB",
        )
    if not as_json and (models or not deleted):
        console().print(table)
    if deleted and not models:
        print_note("The bin is empty.")


def _in_short(gestures: Sequence[str]) -> str:
    """A terminal is 80 letters wide: twenty names in one column of it would be a page for each model."""
    first, rest = gestures[:NAMED], gestures[NAMED:]
    return ", ".join(map(spoken_name, first)) + (f" and {len(rest)} more" if rest else "")


def list_gestures(workspace: Path | None, as_json: bool) -> None:
    """Every recorded gesture with the number of its takes."""
    counts = RecordingStore(workspace_in_use(workspace).recordings).gestures()
    table = Table("gesture", "takes", box=None)
    for gesture, takes in sorted(counts.items()):
        if as_json:
            say_json(event="gesture", gesture=gesture, takes=takes)
        table.add_row(escape(spoken_name(gesture)), str(takes))
    if not as_json and counts:
        console().print(table)
    if not counts:
        print_note('Nothing is recorded yet. Try: gesture-app record wave --source "demo:wave*8"')

"""`gesture-app models use|rename|note|delete|restore|export|import`: what can be done to a model, each in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gesture_app.cli.output import console, say_json
from gesture_app.cli.workspace import model_store
from gesture_app.cli.workspace_in_use import workspace_in_use
from gesture_app.core.errors import ModelError
from gesture_app.storage.models.archive import SUFFIX, write_model


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
    from gesture_app.jobs.model_import import import_model  # torch

    model = import_model(model_store(workspace_in_use(workspace)), file)
    _tell("imported", model, f"Imported: {model}. To use it: gesture-app models use {model}", as_json)


def _tell(event: str, model: str, words: str, as_json: bool) -> None:
    if as_json:
        say_json(event=event, model=model)
    else:
        console().print(words, markup=False, soft_wrap=True)

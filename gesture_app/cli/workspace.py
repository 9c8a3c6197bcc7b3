"""The workspace of a command and its models."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.cli.output import print_note
from gesture_app.core.errors import ModelError
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.startup_check import half_written_sentence, links_out_sentence
from gesture_app.storage.workspace import Workspace, find_workspace, shipped_models_folder

if TYPE_CHECKING:
    from gesture_app.learning.recogniser import LstmRecogniser


def model_store(workspace: Workspace) -> ModelStore:
    """Return the store of the workspace's models and of those that come with the program."""
    return ModelStore(workspace.models, shipped_models_folder())


def running_model(workspace: Workspace, model: str | None) -> LstmRecogniser:
    """Return the named model, or the model in use, ready to run and with the user's thresholds.

    Raises:
        ModelError: there is no such model, or it cannot be used.
    """
    from gesture_app.learning.recogniser import recogniser_of

    store = model_store(workspace)
    chosen = model or store.active()
    if model is None and (trouble := store.active_trouble()):
        print_note(f"{trouble} Using {chosen}.")
    if chosen is None:
        raise ModelError(
            "There is no model yet.", "Record some takes and train: gesture-app record, gesture-app train."
        )
    stored = store.load_as_chosen(chosen)
    return recogniser_of(stored.card, stored.weights)


def workspace_in_use(given: Path | None) -> Workspace:
    """Return the workspace, and print what was repaired in it.

    Raises:
        WorkspaceError: it cannot be used.
    """
    workspace = find_workspace(given)
    if workspace.swept:
        print_note(half_written_sentence(workspace.swept))
    if links := workspace.links_out():
        print_note(links_out_sentence(links))
    return workspace


def use_command(model: str, workspace: Path | None) -> str:
    """Return the command that uses a model in the workspace of the user's own command line."""
    option = "" if workspace is None else f" --workspace {shlex.quote(str(workspace))}"
    return f"gesture-app models --use {model}{option}"

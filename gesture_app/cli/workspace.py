"""The models of a workspace as the commands need them: found, chosen and running."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.cli.output import note
from gesture_app.core.errors import ModelError
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.startup_check import half_written_sentence, links_out_sentence
from gesture_app.storage.workspace import Workspace, find_workspace, shipped_models_folder

if TYPE_CHECKING:
    from gesture_app.learning.recogniser import LstmRecogniser


def model_store(workspace: Workspace) -> ModelStore:
    """The workspace's models and the one shipped with the program."""
    return ModelStore(workspace.models, shipped_models_folder())


def running_model(workspace: Workspace, model: str | None) -> LstmRecogniser:
    """The named model, else the one in use, ready to step, with the user's thresholds.

    Raises:
        ModelError: there is none, or it cannot be used.
    """
    from gesture_app.learning.recogniser import recogniser_of

    store = model_store(workspace)
    chosen = model or store.active()
    if model is None and (trouble := store.active_trouble()):
        note(f"{trouble} Using {chosen}.")
    if chosen is None:
        raise ModelError(
            "There is no model yet.", "Record some takes and train: gesture-app record, gesture-app train."
        )
    stored = store.load_as_chosen(chosen)
    return recogniser_of(stored.card, stored.weights)


def workspace_in_use(given: Path | None) -> Workspace:
    """As `find_workspace` finds it.

    Raises:
        WorkspaceError: it cannot be used.
    """
    workspace = find_workspace(given)
    if workspace.swept:
        note(half_written_sentence(workspace.swept))
    if links := workspace.links_out():
        note(links_out_sentence(links))
    return workspace


def to_use(model: str, given: Path | None) -> str:
    """The command that puts a model to use in the workspace that was given."""
    there = "" if given is None else f" --workspace {shlex.quote(str(given))}"
    return f"gesture-app models --use {model}{there}"

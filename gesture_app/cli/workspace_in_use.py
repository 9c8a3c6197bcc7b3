"""The workspace a command works in, and a word on what a killed program left there."""

from __future__ import annotations

import shlex
from pathlib import Path

from gesture_app.cli.output import note
from gesture_app.storage.startup_check import half_written_sentence
from gesture_app.storage.workspace import Workspace, find_workspace


def workspace_in_use(given: Path | None) -> Workspace:
    """As `find_workspace` finds it.

    Raises:
        WorkspaceError: it cannot be used.
    """
    workspace = find_workspace(given)
    if workspace.swept:
        note(half_written_sentence(workspace.swept))
    return workspace


def to_use(model: str, given: Path | None) -> str:
    """The command that puts a model to use in the workspace that was given."""
    there = "" if given is None else f" --workspace {shlex.quote(str(given))}"
    return f"gesture-app models --use {model}{there}"

"""Loads the actions of a workspace, and prints what is wrong with them."""

from __future__ import annotations

from pathlib import Path

from gesture_app.actions.config.reader import Mistake
from gesture_app.actions.readable import readable
from gesture_app.cli.output import print_note
from gesture_app.jobs.action_store import ActionStore, LoadedActions
from gesture_app.storage.action_files import ActionFiles


def action_store(workspace: Path) -> ActionStore:
    """Return the store of a workspace's actions."""
    return ActionStore(ActionFiles.of(workspace))


def load_actions(store: ActionStore) -> LoadedActions:
    """Read the actions, and print mistakes.

    Raises:
        ActionError: a file cannot be read.
    """
    loaded = store.load()
    for mistake in loaded.mistakes:
        print_note(mistake_line(store.files.actions, mistake))
    if loaded.trouble:
        print_note(loaded.trouble)
    return loaded


def mistake_line(file: Path, mistake: Mistake) -> str:
    """Return a mistake in one line, with file and line as editors and compilers write them."""
    return readable(f"{file}:{mistake.line}: {mistake.sentence} {mistake.hint}".rstrip())

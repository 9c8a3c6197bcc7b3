"""Loads the actions of a workspace and the user's approvals, and prints what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gesture_app.actions.approval import Approvals, approvals_as_text, approvals_from_text
from gesture_app.actions.bindings import ActionSet
from gesture_app.actions.config.reader import Mistake, read_actions
from gesture_app.cli.output import print_note
from gesture_app.core.errors import ActionError
from gesture_app.storage.action_files import ActionFiles


@dataclass(frozen=True, slots=True)
class LoadedActions:
    """What a workspace holds, and what the user has approved."""

    files: ActionFiles
    actions: ActionSet
    approvals: Approvals
    mistakes: tuple[Mistake, ...]


def load_actions(workspace: Path) -> LoadedActions:
    """Read the actions of a workspace, and print its mistakes.

    Raises:
        ActionError: a file cannot be read.
    """
    files = ActionFiles.of(workspace)
    read = read_actions(files.read_actions())
    for mistake in read.mistakes:
        print_note(mistake_line(files.actions, mistake))
    return LoadedActions(files, read.actions, load_approvals(files), read.mistakes)


def load_approvals(files: ActionFiles) -> Approvals:
    """Return the approvals. If their file makes no sense, nothing counts as approved, and a note is printed."""
    text = files.read_approvals()
    if not text:
        return Approvals()
    try:
        return approvals_from_text(text)
    except ActionError as error:
        print_note(f"{error.sentence} {error.hint}")
        return Approvals()


def save_approvals(files: ActionFiles, approvals: Approvals) -> None:
    """Save the approvals.

    Raises:
        ActionError: the disk is full or read-only.
    """
    files.write_approvals(approvals_as_text(approvals))


def mistake_line(file: Path, mistake: Mistake) -> str:
    """Return a mistake in one line, with file and line as editors and compilers write them."""
    return f"{file}:{mistake.line}: {mistake.sentence} {mistake.hint}".rstrip()

"""Reads and changes the actions of a workspace and the user's approvals. Window and command line share it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gesture_app.actions.approval import Approvals, approvals_as_text, approvals_from_text
from gesture_app.actions.bindings import ActionSet, Binding
from gesture_app.actions.config.editor import ActionsEditor
from gesture_app.actions.config.reader import Mistake, read_actions
from gesture_app.core.errors import ActionError
from gesture_app.storage.action_files import ActionFiles, write_text


@dataclass(frozen=True, slots=True)
class LoadedActions:
    """What a workspace holds, and what the user has approved."""

    actions: ActionSet
    approvals: Approvals
    mistakes: tuple[Mistake, ...] = ()
    """in actions.toml; what they concern is left out"""
    trouble: str = ""
    """why no approval counts; "": they do"""


class ActionStore:
    """The actions of one workspace."""

    def __init__(self, files: ActionFiles) -> None:
        self.files = files

    def load(self) -> LoadedActions:
        """Read actions and approvals.

        Raises:
            ActionError: a file cannot be read.
        """
        read = read_actions(self.files.read_actions())
        try:
            return LoadedActions(read.actions, self._approvals(), read.mistakes)
        except ActionError as error:
            return LoadedActions(read.actions, Approvals(), read.mistakes, f"{error.sentence} {error.hint}")

    def edit(self) -> ActionsEditor:
        """Return the text of the actions, to be changed and given to `save`.

        Raises:
            ActionError: the file cannot be read, or is no TOML.
        """
        return ActionsEditor(self.files.read_actions())

    def save(self, editor: ActionsEditor) -> None:
        """Write a changed text.

        Raises:
            ActionError: the disk is full or read-only.
        """
        self.files.write_actions(editor.text)

    def approve(self, bindings: Iterable[Binding]) -> Approvals:
        """Approve bindings that the user has looked at, and return all approvals.

        Raises:
            ActionError: the disk is full or read-only.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return self._write(self.load().approvals.with_approved(bindings, now))

    def revoke(self, bindings: Iterable[Binding]) -> Approvals:
        """Take back approvals, and return those that are left.

        Raises:
            ActionError: the disk is full or read-only.
        """
        return self._write(self.load().approvals.without(bindings))

    def export_to(self, file: Path) -> None:
        """Write all profiles and actions into one file.

        Raises:
            ActionError: there are none, or the disk is full or read-only.
        """
        text = self.files.read_actions()
        if not text:
            raise ActionError("There are no actions to export.")
        write_text(file, text)

    def import_from(self, file: Path) -> LoadedActions:
        """Replace all actions by those of a file, and return them. What is not approved does nothing.

        Raises:
            ActionError: the file cannot be read, or the disk is full or read-only.
        """
        self.files.import_actions(file)
        return self.load()

    def _approvals(self) -> Approvals:
        text = self.files.read_approvals()
        return approvals_from_text(text) if text else Approvals()

    def _write(self, approvals: Approvals) -> Approvals:
        self.files.write_approvals(approvals_as_text(approvals))
        return approvals

"""The texts of actions.toml in the workspace, and of the approvals outside of it. What they mean, others decide."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from gesture_app.core.errors import ActionError
from gesture_app.storage.files.atomic import move_file, read_file, write_file

ACTIONS = "actions.toml"
BEFORE = "actions.toml.before"
"""what an import replaced"""
APPROVALS = "approved-actions.json"
SUFFIX = ".gesture-actions"
"""of an exported file, which is an actions.toml"""
_LARGEST = 500_000
"""bytes; a thousand bindings"""


@dataclass(frozen=True, slots=True)
class ActionFiles:
    """The files of one workspace and of the user."""

    workspace: Path
    approvals: Path

    @classmethod
    def of(cls, workspace: Path) -> ActionFiles:
        """Return the files of a workspace and of the user who runs the program."""
        return cls(workspace, platformdirs.user_config_path("gesture-app", appauthor=False) / APPROVALS)

    @property
    def actions(self) -> Path:
        """The file for people to edit."""
        return self.workspace / ACTIONS

    def read_actions(self) -> str:
        """Return the text of actions.toml, or "" without the file.

        Raises:
            ActionError: it cannot be read, or leads out of the workspace.
        """
        if not os.path.lexists(self.actions):
            return ""
        return _text(read_file(self.actions, _LARGEST, ActionError, within=self.workspace), self.actions)

    def write_actions(self, text: str) -> None:
        """Write actions.toml.

        Raises:
            ActionError: the disk is full or read-only, or the file leads out of the workspace.
        """
        write_file(self.actions, text.encode(), ActionError, within=self.workspace)

    def import_actions(self, file: Path) -> str:
        """Replace actions.toml by a file, keep the old one beside it, and return the new text.

        Raises:
            ActionError: the file cannot be read, or the disk is full or read-only.
        """
        text = read_text(file)
        if os.path.lexists(self.actions):
            move_file(self.actions, self.workspace / BEFORE, ActionError, within=self.workspace)
        self.write_actions(text)
        return text

    def read_approvals(self) -> str:
        """Return the text of the approvals, or "" if nothing was approved yet.

        Raises:
            ActionError: the file cannot be read.
        """
        if not os.path.lexists(self.approvals):
            return ""
        return _text(read_file(self.approvals, _LARGEST, ActionError), self.approvals)

    def write_approvals(self, text: str) -> None:
        """Write the approvals.

        Raises:
            ActionError: the disk is full or read-only.
        """
        write_file(self.approvals, text.encode(), ActionError)


def read_text(file: Path) -> str:
    """Return the text of a file of actions.

    Raises:
        ActionError: it cannot be read.
    """
    return _text(read_file(file, _LARGEST, ActionError), file)


def write_text(file: Path, text: str) -> None:
    """Write a file of actions to share.

    Raises:
        ActionError: the disk is full or read-only.
    """
    write_file(file, text.encode(), ActionError)


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ActionError(f"{path} is no text in UTF-8.", "Save it as UTF-8.") from error

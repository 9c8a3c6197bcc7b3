"""Changes the text of actions.toml, and keeps comments and layout of the people who wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table
from tomlkit.toml_document import TOMLDocument

from gesture_app.actions.config.reader import read_actions
from gesture_app.core.errors import ActionError

FIRST_LINES = """\
# What gestures do. gesture-app actions check shows mistakes; docs/actions.md explains every key.
format = 1
"""


class ActionsEditor:
    """One text that is changed step by step. Each change leaves a text that can be read.

    Args:
        text: of the file; "": a new one.

    Raises:
        ActionError: the text is no TOML, so that it cannot be changed without loss.
    """

    def __init__(self, text: str) -> None:
        try:
            self._document: TOMLDocument = tomlkit.parse(text or FIRST_LINES)
        except TOMLKitError as error:
            raise ActionError(f"actions.toml has a mistake: {error}.", "Repair it by hand first.") from error

    @property
    def text(self) -> str:
        """The text now."""
        return tomlkit.dumps(self._document)

    def add(self, profile: str, entry: Mapping[str, Any]) -> None:
        """Add an action at the end of a profile, "" for everywhere. The profile is made if need be.

        Raises:
            ActionError: the entry makes no sense, and nothing changes.
        """
        _check_entry(entry)
        actions = self._actions(profile)
        actions.append(_table_of(entry))

    def replace(self, profile: str, index: int, entry: Mapping[str, Any]) -> None:
        """Replace the action at this place of a profile, from 0. Its comments stay where the keys stay."""
        _check_entry(entry)
        table = self._actions(profile)[index]
        for key in [key for key in table if key not in entry]:
            del table[key]
        for key, value in entry.items():
            if key not in table or table[key] != value:
                table[key] = _item(value)

    def remove(self, profile: str, index: int) -> None:
        """Remove the action at this place of a profile, from 0."""
        del self._actions(profile)[index]

    def set_programs(self, profile: str, programs: Sequence[str]) -> None:
        """Use a profile while one of these programs is in front."""
        self._profile(profile)["programs"] = list(programs)

    def remove_profile(self, profile: str) -> None:
        """Remove a profile with its actions."""
        del self._table(self._document, "profiles")[profile]

    def set_safety(self, key: str, value: bool | int | float | str) -> None:
        """Change a setting of [settings]."""
        self._table(self._document, "settings")[key] = value

    def _profile(self, profile: str) -> Any:
        if not profile:
            return self._table(self._document, "everywhere")
        return self._table(self._table(self._document, "profiles", is_super=True), profile)

    def _actions(self, profile: str) -> Any:
        table = self._profile(profile)
        if "actions" not in table:
            table["actions"] = AoT([])
        return table["actions"]

    @staticmethod
    def _table(parent: Any, key: str, is_super: bool = False) -> Any:
        if key not in parent:
            parent[key] = tomlkit.table(is_super_table=is_super)
        return parent[key]


def _check_entry(entry: Mapping[str, Any]) -> None:
    alone = tomlkit.document()
    everywhere = tomlkit.table()
    everywhere["actions"] = AoT([_table_of(entry)])
    alone["everywhere"] = everywhere
    mistakes = read_actions(tomlkit.dumps(alone)).mistakes
    if mistakes:
        raise ActionError(mistakes[0].sentence, mistakes[0].hint)


def _table_of(entry: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in entry.items():
        table[key] = _item(value)
    return table


def _item(value: Any) -> Any:
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update({name: _item(one) for name, one in value.items()})
        return inline
    return tomlkit.item(value)

"""Changes the text of actions.toml, and keeps comments and layout of the people who wrote it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table
from tomlkit.toml_document import TOMLDocument

from gesture_app.actions.bindings import Binding
from gesture_app.actions.config.blocks import renamed_profile
from gesture_app.actions.config.reader import read_actions
from gesture_app.actions.kinds.own import OwnAction, OwnDoing
from gesture_app.actions.readable import readable
from gesture_app.core.errors import ActionError

LONGEST_NAME = 60
"""characters of the name of a profile"""

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

    def entry(self, profile: str, index: int) -> dict[str, Any]:
        """Return the action at this place of a profile, from 0, as plain data."""
        return dict(self._actions(profile)[index].unwrap())

    def add(self, profile: str, entry: Mapping[str, Any]) -> None:
        """Add an action at the end of a profile, "" for everywhere. The profile is made if need be.

        Raises:
            ActionError: the entry makes no sense, and nothing changes.
        """
        binding_of(entry)
        actions = self._actions(profile)
        actions.append(_table_of(entry))

    def replace(self, profile: str, index: int, entry: Mapping[str, Any]) -> None:
        """Replace the action at this place of a profile, from 0. Its comments stay where the keys stay."""
        binding_of(entry)
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

    def add_profile(self, profile: str) -> None:
        """Add a profile without actions.

        Raises:
            ActionError: there is one of this name, or the name cannot be used.
        """
        check_profile_name(profile, self._names)
        self.set_programs(profile, ())

    def remove_profile(self, profile: str) -> None:
        """Remove a profile with its actions."""
        del self._table(self._document, "profiles")[profile]

    def rename_profile(self, old: str, new: str) -> None:
        """Give a profile another name, also in the actions that switch to it.

        Raises:
            ActionError: the name cannot be used, or the file is written in a way that only people can change.
        """
        check_profile_name(new, self._names)
        renamed = renamed_profile(self.text, old, new)
        before, after = read_actions(self.text).actions, read_actions(renamed).actions
        if [one.name for one in after.profiles] != [new if one.name == old else one.name for one in before.profiles]:
            raise ActionError("The profile is written in an unusual way.", "Rename it in the file by hand.")
        self._document = tomlkit.parse(renamed)
        for profile, binding in after.all_bindings():
            action = binding.action
            if isinstance(action, OwnAction) and action.doing is OwnDoing.PROFILE and action.profile == old:
                self.replace(
                    profile.name, binding.index, self.entry(profile.name, binding.index) | {"do": f"profile {new}"}
                )

    def set_safety(self, key: str, value: bool | int | float | str) -> None:
        """Change a setting of [settings]."""
        self._table(self._document, "settings")[key] = value

    @property
    def _names(self) -> Collection[str]:
        return tuple(self._document.get("profiles", {}))

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


def check_profile_name(name: str, taken: Collection[str]) -> None:
    """Check the name of a new profile.

    Raises:
        ActionError: it is taken, or cannot be used.
    """
    plain = all(sign.isalnum() or sign in " -_" for sign in name) and name == name.strip()
    if not plain or not 0 < len(name) <= LONGEST_NAME or name.casefold() == "everywhere":
        raise ActionError(f"“{readable(name)}” cannot be the name of a profile.", "Use letters, digits and spaces.")
    if name in taken:
        raise ActionError(f"There is a profile “{name}” already.", "Choose another name.")


def binding_of(entry: Mapping[str, Any]) -> Binding:
    """Return the binding that an entry describes.

    Raises:
        ActionError: it makes no sense.
    """
    alone = tomlkit.document()
    everywhere = tomlkit.table()
    everywhere["actions"] = AoT([_table_of(entry)])
    alone["everywhere"] = everywhere
    read = read_actions(tomlkit.dumps(alone))
    if read.mistakes:
        raise ActionError(read.mistakes[0].sentence, read.mistakes[0].hint)
    return read.actions.everywhere.bindings[0]


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

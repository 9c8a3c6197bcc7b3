"""The menu of profiles: make one, rename or delete it, choose the programs that it is for."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from gesture_app.actions.bindings import Profile
from gesture_app.actions.config.editor import check_profile_name
from gesture_app.actions.readable import readable
from gesture_app.core.wording import counted
from gesture_app.gui.state.action_library import ActionLibrary
from gesture_app.gui.widgets.inline_prompt import InlinePrompt

PROGRAMS = "Programs of “{name}”, with commas:"


class ProfileMenu(QMenu):
    """Asks with the prompt of the page."""

    def __init__(self, library: ActionLibrary, ask: InlinePrompt, parent: QWidget) -> None:
        super().__init__(parent)
        self._library, self._ask = library, ask

    def filled(self) -> QMenu:
        """Return the menu with the profiles that there are now."""
        self.clear()
        self.addAction("&New profile …").triggered.connect(self.ask_new)
        self.addSeparator()
        for profile in self._library.now.actions.profiles:
            name = readable(profile.name).replace("&", "&&")
            menu = self.addMenu(f"{name} ({counted(len(profile.bindings), 'action')})")
            menu.addAction("&Programs …").triggered.connect(partial(self.ask_programs, profile))
            menu.addAction("&Rename …").triggered.connect(partial(self.ask_name, profile))
            menu.addAction("&Delete").triggered.connect(partial(self.delete_profile, profile))
        return self

    def ask_new(self) -> None:
        """Ask for the name of a new profile."""
        self._ask.ask("Name of the profile:", "", self._add)

    def ask_name(self, profile: Profile) -> None:
        """Ask for another name of a profile."""
        self._ask.ask("New name:", profile.name, partial(self._rename, profile))

    def ask_programs(self, profile: Profile) -> None:
        """Ask for the programs that a profile is for."""
        question = PROGRAMS.format(name=readable(profile.name))
        self._ask.ask(question, ", ".join(profile.programs), partial(self._set_programs, profile))

    def delete_profile(self, profile: Profile) -> None:
        """Delete a profile with its actions."""
        name = readable(profile.name)
        self._library.edit(lambda editor: editor.remove_profile(profile.name), f"Profile “{name}” deleted")

    def _add(self, name: str) -> None:
        new = name.strip()
        self._check(new)
        self._library.edit(lambda editor: editor.add_profile(new), f"Profile “{new}” added")

    def _rename(self, profile: Profile, name: str) -> None:
        new = name.strip()
        if new != profile.name:
            self._check(new)
            self._library.edit(lambda editor: editor.rename_profile(profile.name, new), f"Profile renamed to “{new}”")

    def _set_programs(self, profile: Profile, words: str) -> None:
        programs = [one.strip() for one in words.split(",") if one.strip()]
        self._library.edit(lambda editor: editor.set_programs(profile.name, programs), "Programs changed")

    def _check(self, name: str) -> None:
        check_profile_name(name, [profile.name for profile in self._library.now.actions.profiles])

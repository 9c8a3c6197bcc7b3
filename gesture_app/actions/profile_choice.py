"""Chooses the profile: the user's choice counts, then the program in front, then everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gesture_app.actions.bindings import EVERYWHERE, Profile


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """What the choice depends on."""

    profiles: tuple[Profile, ...]
    wanted: str | None = None
    """by the user; None: none"""
    program: str = ""
    title: str = ""

    @property
    def by_hand(self) -> bool:
        """True if the user chose."""
        return self.wanted is not None

    @property
    def name(self) -> str:
        """The profile to use."""
        if self.wanted is not None:
            return self.wanted if any(one.name == self.wanted for one in self.profiles) else EVERYWHERE
        front = f"{self.program}\n{self.title}".casefold()
        fitting = (one.name for one in self.profiles for part in one.programs if part.casefold() in front)
        return next(fitting, EVERYWHERE)

    def with_profiles(self, profiles: Sequence[Profile]) -> ProfileChoice:
        """Return the choice among other profiles."""
        return replace(self, profiles=tuple(profiles))

    def chosen(self, name: str | None) -> ProfileChoice:
        """Return the choice after the user chose a profile, or left it to the program in front with None."""
        return replace(self, wanted=name)

    def in_front(self, program: str, title: str) -> ProfileChoice:
        """Return the choice with another program in front."""
        return replace(self, program=program, title=title)

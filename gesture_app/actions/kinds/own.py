"""What a gesture can do to this program: pause actions, go on, switch the profile, take the next source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from gesture_app.actions.action import Tools
from gesture_app.actions.templates import Values
from gesture_app.core.errors import ActionError


class OwnDoing(StrEnum):
    """The doings of the program itself."""

    PAUSE = "pause"
    GO_ON = "go on"
    PROFILE = "profile"
    NEXT_SOURCE = "next source"


@dataclass(frozen=True, slots=True)
class OwnAction:
    """A doing of the program itself, which needs no approval."""

    doing: OwnDoing
    profile: str = ""
    """to switch to; "": everywhere only"""

    kind: ClassVar[str] = "do"
    lane: ClassVar[str] = "own"

    @property
    def what(self) -> str:
        """The doing."""
        return f"profile {self.profile}" if self.doing is OwnDoing.PROFILE else self.doing.value

    @classmethod
    def parse(cls, value: Any) -> OwnAction:
        """Read `do = "pause"`, `"go on"`, `"next source"` or `"profile slides"`."""
        if isinstance(value, str):
            word, _, rest = value.strip().partition(" ")
            if word == OwnDoing.PROFILE and rest.strip():
                return cls(OwnDoing.PROFILE, rest.strip())
            if value in (OwnDoing.PAUSE, OwnDoing.GO_ON, OwnDoing.NEXT_SOURCE):
                return cls(OwnDoing(value))
        raise ActionError(f"The program cannot do “{value}”.", "It can do pause, go on, next source, profile NAME.")

    def perform(self, values: Values, tools: Tools) -> None:
        """Never happens: the parent process does it."""
        raise ActionError("The program does this by itself.")

"""The user's choice of the starter's gestures that a new model shall know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from gesture_app.core.errors import SettingsError

CHOICE_FORMAT = 1
MOST_SWITCHED_OFF = 1000
FEWEST_OWN_TAKES = 3
"""takes of the user's from which on a gesture of the starter is the user's"""


@dataclass(frozen=True, slots=True)
class StarterChoice:
    """By default a model knows all of the starter's gestures beside the user's."""

    only_mine: bool = False
    """True: none of the starter's"""
    switched_off: tuple[str, ...] = ()
    """single gestures of the starter that the model shall not know"""

    def kept(self, gestures: Collection[str]) -> tuple[str, ...]:
        """Return those of the starter's gestures that a model shall know, in their order."""
        return () if self.only_mine else tuple(gesture for gesture in gestures if gesture not in self.switched_off)

    def switched(self, gesture: str, on: bool) -> StarterChoice:
        """Return the choice with one gesture switched on or off."""
        others = {off for off in self.switched_off if off != gesture}
        return replace(self, switched_off=tuple(sorted(others if on else {*others, gesture})))

    def to_json(self) -> dict[str, object]:
        """Return the choice as JSON types."""
        return {"format": CHOICE_FORMAT, "only_mine": self.only_mine, "switched_off": list(self.switched_off)}

    @classmethod
    def from_json(cls, values: object) -> StarterChoice:
        """Return the choice in a file.

        Raises:
            SettingsError: a value is impossible, or a newer version of this program wrote the file.
        """
        match values:
            case {"format": int(version)} if version > CHOICE_FORMAT:
                raise SettingsError("A newer version of this program wrote it.", "Update the program.")
            case {"format": 1, "only_mine": bool(only_mine), "switched_off": list(gestures)}:
                if len(gestures) <= MOST_SWITCHED_OFF and all(isinstance(gesture, str) for gesture in gestures):
                    return cls(only_mine, tuple(gestures))
        raise SettingsError("It makes no sense.", "Choose again on the Train page.")

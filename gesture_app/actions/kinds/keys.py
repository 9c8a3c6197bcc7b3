"""Presses keys: chords such as ctrl+tab, several one after the other, or one that stays down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from gesture_app.actions.action import INPUT_LANE, Tools
from gesture_app.actions.input.key_names import key_name
from gesture_app.actions.templates import Values
from gesture_app.core.errors import ActionError

MOST_CHORDS = 20


@dataclass(frozen=True, slots=True)
class KeysAction:
    """Chords, one after the other. Of each chord all keys are pressed in order, and then released."""

    chords: tuple[tuple[str, ...], ...]

    kind: ClassVar[str] = "keys"
    lane: ClassVar[str] = INPUT_LANE

    @property
    def what(self) -> str:
        """The chords, as they are written."""
        return " ".join("+".join(chord) for chord in self.chords)

    @classmethod
    def parse(cls, value: Any) -> KeysAction:
        """Read `keys = "ctrl+tab"` or `keys = ["ctrl+k", "ctrl+c"]`."""
        chords = value if isinstance(value, list) else [value]
        if not 1 <= len(chords) <= MOST_CHORDS or not all(isinstance(chord, str) for chord in chords):
            raise ActionError('keys must be a text such as "ctrl+tab", or a list of such texts.')
        return cls(tuple(_chord(chord) for chord in chords))

    def perform(self, values: Values, tools: Tools) -> None:
        """Tap the chords."""
        for chord in self.chords:
            tools.inputs.tap(self._codes(chord, tools))
        tools.inputs.flush()

    @property
    def can_hold(self) -> bool:
        """True for one chord."""
        return len(self.chords) == 1

    def begin(self, number: int, values: Values, tools: Tools) -> None:
        """Press the chord and keep it down."""
        tools.inputs.begin(number, self._codes(self.chords[0], tools))

    def end(self, number: int, tools: Tools) -> None:
        """Release the chord."""
        tools.inputs.end(number)

    @staticmethod
    def _codes(chord: tuple[str, ...], tools: Tools) -> tuple[str, ...]:
        codes = [code for key in chord for code in tools.inputs.device.codes_of(key)]
        return tuple(dict.fromkeys(codes))


def _chord(written: str) -> tuple[str, ...]:
    parts = [part.strip() for part in written.strip().split("+")]
    if len(parts) > 1 and parts[-2:] == ["", ""]:  # "ctrl++"
        parts = [*parts[:-2], "+"]
    elif parts == ["", ""]:
        parts = ["+"]
    if not all(parts):
        raise ActionError(f"“{written}” is no key.", "Write a chord such as ctrl+shift+t.")
    return tuple(key_name(part) for part in parts)

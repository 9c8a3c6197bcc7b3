"""Types a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from gesture_app.actions.action import INPUT_LANE, Tools
from gesture_app.actions.templates import Values, check_text, fill
from gesture_app.core.errors import ActionError

LONGEST = 2000
"""characters"""


@dataclass(frozen=True, slots=True)
class TextAction:
    """A text, which may use values."""

    text: str

    kind: ClassVar[str] = "text"
    lane: ClassVar[str] = INPUT_LANE

    @property
    def what(self) -> str:
        """The text, with line ends as signs."""
        return self.text.replace("\n", "⏎").replace("\t", "⇥")

    @classmethod
    def parse(cls, value: Any) -> TextAction:
        """Read `text = "hello"`."""
        if not isinstance(value, str) or not 1 <= len(value) <= LONGEST:
            raise ActionError(f"text must be a text of at most {LONGEST} characters.")
        odd = next((sign for sign in value if not (sign.isprintable() or sign in "\n\t")), "")
        if odd:
            raise ActionError(f"text holds a character that no key types (number {ord(odd)}).", "Use keys for it.")
        return cls(check_text(str(value)))

    def perform(self, values: Values, tools: Tools) -> None:
        """Type the text."""
        device = tools.inputs.device
        for character in fill(self.text, values):
            tools.inputs.tap(device.codes_of_character(character))
        tools.inputs.flush()

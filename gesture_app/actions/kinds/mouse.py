"""Clicks, holds a button, scrolls, or moves the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from gesture_app.actions.action import INPUT_LANE, Tools
from gesture_app.actions.templates import Values
from gesture_app.core.errors import ActionError

FARTHEST = 10_000
"""pixels of one movement"""
MOST_NOTCHES = 100
BUTTON_CODES = {"left": "b1", "middle": "b2", "right": "b3"}
_SHORT = {"click": ("left", 1), "double click": ("left", 2), "right click": ("right", 1), "middle click": ("middle", 1)}
_SCROLLS = {"up": (0, 1), "down": (0, -1), "left": (-1, 0), "right": (1, 0)}


class MouseDoing(StrEnum):
    """The doings of a mouse."""

    CLICK = "click"
    SCROLL = "scroll"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class MouseAction:
    """One doing of the mouse. A held click is a button that stays down, as to drag."""

    doing: MouseDoing
    button: str = "left"
    times: int = 1
    right: int = 0
    """pixels to move or notches to scroll"""
    down: int = 0

    kind: ClassVar[str] = "mouse"
    lane: ClassVar[str] = INPUT_LANE

    @property
    def what(self) -> str:
        """The doing, as it is written."""
        if self.doing is MouseDoing.CLICK:
            return next(
                words for words, (button, times) in _SHORT.items() if (button, times) == (self.button, self.times)
            )
        if self.doing is MouseDoing.MOVE:
            return f"move {self.right} {self.down}"
        way = "right" if self.right > 0 else "left" if self.right < 0 else "down" if self.down > 0 else "up"
        return f"scroll {way} {abs(self.right + self.down)}"

    @classmethod
    def parse(cls, value: Any) -> MouseAction:
        """Read `mouse = "click"`, `"scroll up 3"` or `"move 40 -20"`."""
        words = value.lower().split() if isinstance(value, str) else []
        if " ".join(words) in _SHORT:
            button, times = _SHORT[" ".join(words)]
            return cls(MouseDoing.CLICK, button, times)
        try:
            if words[0] == "move" and len(words) == 3:
                return cls(MouseDoing.MOVE, right=_within(words[1], FARTHEST), down=_within(words[2], FARTHEST))
            if words[0] == "scroll" and len(words) in (2, 3):
                notches = _within(words[2] if len(words) == 3 else "3", MOST_NOTCHES)
                right, up = _SCROLLS[words[1]]
                return cls(MouseDoing.SCROLL, right=right * notches, down=-up * notches)
        except (IndexError, KeyError, ValueError):
            pass
        known = ", ".join(_SHORT)
        raise ActionError(f"The mouse cannot do “{value}”.", f"It can do {known}, scroll up 3, move 40 -20.")

    def perform(self, values: Values, tools: Tools) -> None:
        """Do it."""
        inputs = tools.inputs
        if self.doing is MouseDoing.CLICK:
            for _ in range(self.times):
                inputs.tap((BUTTON_CODES[self.button],))
        elif self.doing is MouseDoing.MOVE:
            inputs.device.move(self.right, self.down)
        else:
            inputs.device.scroll(self.right, -self.down)
        inputs.flush()

    @property
    def can_hold(self) -> bool:
        """True for a single click."""
        return self.doing is MouseDoing.CLICK and self.times == 1

    def begin(self, number: int, values: Values, tools: Tools) -> None:
        """Press the button and keep it down."""
        tools.inputs.begin(number, (BUTTON_CODES[self.button],))

    def end(self, number: int, tools: Tools) -> None:
        """Release the button."""
        tools.inputs.end(number)


def _within(written: str, most: int) -> int:
    number = int(written)
    if abs(number) > most:
        raise ValueError(written)
    return number

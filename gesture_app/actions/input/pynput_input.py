"""Keyboard and mouse of Windows and macOS, through pynput."""

from __future__ import annotations

from typing import Any

from gesture_app.actions.input.key_names import KEYS
from gesture_app.actions.libraries import optional_import
from gesture_app.core.errors import ActionError

_BUTTONS = {"1": "left", "2": "middle", "3": "right"}
_CHARACTERS = {"\n": "enter", "\t": "tab", " ": "space"}


class PynputInput:
    """Implements `InputDevice`. A code is "k" and pynput's name of a key, "c" and a character, or "b" and a number."""

    def __init__(self) -> None:
        """Connect to keyboard and mouse.

        Raises:
            ActionError: pynput is missing, or the system refuses.
        """
        with optional_import("pynput", "keys"):
            from pynput import keyboard, mouse
        self._keyboard_module, self._mouse_module = keyboard, mouse
        self._keyboard: Any = keyboard.Controller()
        self._mouse: Any = mouse.Controller()

    def codes_of(self, key: str) -> tuple[str, ...]:
        """Return the code of a key by its name."""
        if key not in KEYS:
            return (f"c{key}",)
        name = KEYS[key].pynput
        if not hasattr(self._keyboard_module.Key, name or "-"):
            raise ActionError(f"This system has no key “{key}”.", "Choose another key.")
        return (f"k{name}",)

    def codes_of_character(self, character: str) -> tuple[str, ...]:
        """Return the code of a character."""
        return (f"k{_CHARACTERS[character]}",) if character in _CHARACTERS else (f"c{character}",)

    def press(self, code: str) -> None:
        """Press a key or button."""
        self._do("press", code)

    def release(self, code: str) -> None:
        """Release a key or button."""
        self._do("release", code)

    def move(self, right: int, down: int) -> None:
        """Move the pointer."""
        self._mouse.move(right, down)

    def scroll(self, right: int, up: int) -> None:
        """Turn the wheel."""
        self._mouse.scroll(right, up)

    def flush(self) -> None:
        """Do nothing, because the system takes each event at once."""

    def close(self) -> None:
        """Do nothing, because nothing is kept open."""

    def _do(self, method: str, code: str) -> None:
        kind, name = code[0], code[1:]
        if kind == "b":
            getattr(self._mouse, method)(getattr(self._mouse_module.Button, _BUTTONS[name]))
            return
        key = getattr(self._keyboard_module.Key, name) if kind == "k" else name
        try:
            getattr(self._keyboard, method)(key)
        except (self._keyboard_module.Controller.InvalidKeyException, OSError) as error:
            raise ActionError(f"The system refuses the key {name}: {error}.") from error

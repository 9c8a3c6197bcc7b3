"""Keyboard and mouse of Linux itself, through /dev/uinput: the way under Wayland, and without a desktop.

The kernel releases the keys of a device when the process that made it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from gesture_app.actions.input.key_names import KEYS
from gesture_app.actions.input.permission import UINPUT_HINT
from gesture_app.actions.libraries import optional_import
from gesture_app.core.errors import ActionError

_PLAIN = {
    **{character: f"KEY_{character.upper()}" for character in "abcdefghijklmnopqrstuvwxyz0123456789"},
    " ": "KEY_SPACE", "\n": "KEY_ENTER", "\t": "KEY_TAB", "-": "KEY_MINUS", "=": "KEY_EQUAL", "[": "KEY_LEFTBRACE",
    "]": "KEY_RIGHTBRACE", "\\": "KEY_BACKSLASH", ";": "KEY_SEMICOLON", "'": "KEY_APOSTROPHE", "`": "KEY_GRAVE",
    ",": "KEY_COMMA", ".": "KEY_DOT", "/": "KEY_SLASH",
}  # fmt: skip
_SHIFTED = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./", strict=True))
_BUTTONS = {"left": "BTN_LEFT", "middle": "BTN_MIDDLE", "right": "BTN_RIGHT"}


def linux_keys(character: str) -> tuple[str, ...]:
    """Return the names of the keys that type a character on a US keyboard.

    Raises:
        ActionError: a US keyboard has no such character.
    """
    if character in _PLAIN:
        return (_PLAIN[character],)
    plain = character.lower() if character.isupper() and character.isascii() else _SHIFTED.get(character, "")
    if plain not in _PLAIN:
        raise ActionError(f"Without X11 only a US keyboard can be typed on, which has no “{character}”.")
    return ("KEY_LEFTSHIFT", _PLAIN[plain])


class UinputDevice:
    """Implements `InputDevice` with a device of its own in the kernel. A code is "k" and the number of a key."""

    def __init__(self) -> None:
        """Make the device.

        Raises:
            ActionError: this is not Linux, or the user may not.
        """
        if not sys.platform.startswith("linux"):
            raise ActionError("Only Linux has /dev/uinput.")
        with optional_import("evdev", "wayland"):
            import evdev
            from evdev import ecodes
        self._ecodes = ecodes
        names = [name.linux for name in KEYS.values()] + list(_PLAIN.values()) + list(_BUTTONS.values())
        relative = [self._ecodes.REL_X, self._ecodes.REL_Y, self._ecodes.REL_WHEEL, self._ecodes.REL_HWHEEL]
        events: dict[int, Sequence[int]] = {
            self._ecodes.EV_KEY: sorted({self._ecodes.ecodes[name] for name in names}),
            self._ecodes.EV_REL: relative,
        }
        try:
            self._device: Any = evdev.UInput(events, name="gesture-app")
        except (OSError, evdev.UInputError) as error:
            raise ActionError(f"/dev/uinput cannot be used: {error}.", UINPUT_HINT) from error

    def codes_of(self, key: str) -> tuple[str, ...]:
        """Return the codes of a key by its name."""
        names = (KEYS[key].linux,) if key in KEYS else linux_keys(key)
        return tuple(f"k{self._ecodes.ecodes[name]}" for name in names)

    def codes_of_character(self, character: str) -> tuple[str, ...]:
        """Return the codes of a character on a US keyboard."""
        return tuple(f"k{self._ecodes.ecodes[name]}" for name in linux_keys(character))

    def press(self, code: str) -> None:
        """Press a key or button."""
        self._write(self._ecodes.EV_KEY, self._number(code), 1)

    def release(self, code: str) -> None:
        """Release a key or button."""
        self._write(self._ecodes.EV_KEY, self._number(code), 0)

    def move(self, right: int, down: int) -> None:
        """Move the pointer."""
        self._write(self._ecodes.EV_REL, self._ecodes.REL_X, right)
        self._write(self._ecodes.EV_REL, self._ecodes.REL_Y, down)

    def scroll(self, right: int, up: int) -> None:
        """Turn the wheel."""
        self._write(self._ecodes.EV_REL, self._ecodes.REL_WHEEL, up)
        self._write(self._ecodes.EV_REL, self._ecodes.REL_HWHEEL, right)

    def flush(self) -> None:
        """Do nothing, because the kernel takes each event at once."""

    def close(self) -> None:
        """Remove the device, which releases its keys."""
        self._device.close()

    def _number(self, code: str) -> int:
        if code[0] == "b":
            return int(self._ecodes.ecodes[_BUTTONS[{"1": "left", "2": "middle", "3": "right"}[code[1:]]]])
        return int(code[1:])

    def _write(self, kind: int, code: int, value: int) -> None:
        if kind == self._ecodes.EV_REL and not value:
            return
        try:
            self._device.write(kind, code, value)
            self._device.syn()
        except OSError as error:
            raise ActionError(f"/dev/uinput cannot be written: {error}.", UINPUT_HINT) from error

"""Keyboard and mouse of an X11 display, through its XTEST extension.

XTEST presses keys as a keyboard does: they stay down, and every program takes them. pynput sends characters as
synthetic events instead, which terminals and others ignore.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gesture_app.actions.input.key_names import KEYS
from gesture_app.actions.libraries import optional_import
from gesture_app.core.errors import ActionError

BUTTONS = {"left": 1, "middle": 2, "right": 3}
_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7
_CHARACTERS = {"\n": "Return", "\t": "Tab", "\b": "BackSpace"}
_UNICODE_KEYSYM = 0x01000000
_LAST_LATIN = 0x100


class X11Input:
    """Implements `InputDevice` for the display that DISPLAY names."""

    def __init__(self) -> None:
        """Connect to the display.

        Raises:
            ActionError: there is none, or it has no XTEST extension.
        """
        with optional_import("python-xlib", "keys"):
            from Xlib import XK, X, display
            from Xlib import error as errors
            from Xlib.ext import xtest
        self._x, self._xk, self._errors, self._xtest = X, XK, errors, xtest
        for group in ("xf86", "xkb"):
            self._xk.load_keysym_group(group)
        try:
            self._display: Any = display.Display()
        except Exception as error:  # of the library, of the socket, of the file with permissions
            raise ActionError(f"The X11 display cannot be reached: {error}.", "Is DISPLAY right?") from error
        if self._display.query_extension("XTEST") is None:
            raise ActionError("The X11 display has no XTEST extension.", "Start the X server with it.")
        self._spare: deque[int] | None = None
        self._mapped: dict[int, int] = {}

    def codes_of(self, key: str) -> tuple[str, ...]:
        """Return the keycodes of a key by its name."""
        if key not in KEYS:
            return self.codes_of_character(key)
        return self._codes(self._xk.string_to_keysym(KEYS[key].x11), key)

    def codes_of_character(self, character: str) -> tuple[str, ...]:
        """Return the keycodes of a character, with Shift or AltGr if it needs them."""
        if character in _CHARACTERS:
            return self._codes(self._xk.string_to_keysym(_CHARACTERS[character]), character)
        code = ord(character)
        return self._codes(code if code < _LAST_LATIN else _UNICODE_KEYSYM | code, character)

    def press(self, code: str) -> None:
        """Press a keycode or button."""
        self._fake(code, self._x.KeyPress, self._x.ButtonPress)

    def release(self, code: str) -> None:
        """Release a keycode or button."""
        self._fake(code, self._x.KeyRelease, self._x.ButtonRelease)

    def move(self, right: int, down: int) -> None:
        """Move the pointer."""
        with self._connected():
            self._xtest.fake_input(self._display, self._x.MotionNotify, detail=True, x=right, y=down)

    def scroll(self, right: int, up: int) -> None:
        """Turn the wheel, which X11 has as buttons."""
        for notches, forward, back in ((up, _UP, _DOWN), (right, _RIGHT, _LEFT)):
            for _ in range(abs(notches)):
                code = f"b{forward if notches > 0 else back}"
                self.press(code)
                self.release(code)

    def flush(self) -> None:
        """Wait for the answer of the X server."""
        with self._connected():
            self._display.sync()

    def close(self) -> None:
        """Restore the keys that were mapped for characters, and disconnect."""
        with self._connected():
            for keycode in self._mapped.values():
                self._display.change_keyboard_mapping(keycode, [(0, 0)])
            self._display.close()

    def _codes(self, keysym: int, name: str) -> tuple[str, ...]:
        with self._connected():
            places = sorted(self._display.keysym_to_keycodes(keysym), key=lambda place: place[1])
            if places and places[0][1] < 2:
                keycode, index = places[0]
                shift = self._display.keysym_to_keycode(self._xk.XK_Shift_L)
                return (f"k{shift}", f"k{keycode}") if index else (f"k{keycode}",)
            if not keysym:
                raise ActionError(f"This keyboard has no key “{name}”.", "Choose another key.")
            return (f"k{self._mapped_to(keysym)}",)

    def _mapped_to(self, keysym: int) -> int:
        """Return a keycode that no key of the keyboard has, mapped to this keysym."""
        if keysym in self._mapped:
            return self._mapped[keysym]
        if self._spare is None:
            first, last = self._display.display.info.min_keycode, self._display.display.info.max_keycode
            rows = self._display.get_keyboard_mapping(first, last - first + 1)
            self._spare = deque(first + row for row, keysyms in enumerate(rows) if not any(keysyms))
        if not self._spare:
            raise ActionError("The keyboard of this display has no room for further characters.")
        keycode = self._spare.popleft()
        self._spare.append(keycode)
        self._mapped = {known: code for known, code in self._mapped.items() if code != keycode}
        self._mapped[keysym] = keycode
        self._display.change_keyboard_mapping(keycode, [(keysym, keysym)])
        self._display.sync()
        return keycode

    def _fake(self, code: str, key_event: int, button_event: int) -> None:
        with self._connected():
            event = key_event if code[0] == "k" else button_event
            self._xtest.fake_input(self._display, event, int(code[1:]))

    @contextmanager
    def _connected(self) -> Iterator[None]:
        try:
            yield
        except (self._errors.ConnectionClosedError, self._errors.DisplayError, OSError) as error:
            raise ActionError("The X11 display is gone.", "The next action connects again.") from error

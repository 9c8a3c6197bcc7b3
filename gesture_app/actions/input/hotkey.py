"""One key combination that works in every program, such as Ctrl+Alt+G to switch actions off."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gesture_app.actions.input.choice import is_wayland
from gesture_app.actions.input.key_names import KEYS, MODIFIERS, key_name
from gesture_app.actions.libraries import optional_import
from gesture_app.core.errors import ActionError

DEFAULT_HOTKEY = "ctrl+alt+g"
_LOOK_S = 0.05


class GlobalHotkey:
    """Calls a function, on a thread of its own, whenever the combination is pressed, until `close`.

    Args:
        combination: modifiers and one key, such as ctrl+alt+g.
        pressed: called without arguments.

    Raises:
        ActionError: the combination makes no sense or belongs to another program, or this system has no such thing.
    """

    def __init__(self, combination: str, pressed: Callable[[], None]) -> None:
        modifiers, key = keys_of_hotkey(combination)
        if sys.platform.startswith("linux"):
            if is_wayland():
                raise ActionError("Wayland lets no program watch for a key combination.", "Use the window's own key.")
            self._close = _grab_on_x11(modifiers, key, pressed)
        else:
            with optional_import("pynput", "keys"):
                from pynput import keyboard
            written = "+".join(f"<{KEYS[name].pynput}>" if name in KEYS else name for name in (*modifiers, key))
            listener = keyboard.GlobalHotKeys({written: pressed})
            listener.start()
            self._close = listener.stop

    def close(self) -> None:
        """Give the combination back."""
        self._close()


def keys_of_hotkey(combination: str) -> tuple[list[str], str]:
    """Return the modifiers and the key of a combination.

    Raises:
        ActionError: it makes no sense.
    """
    *modifiers, key = (key_name(part) for part in combination.split("+"))
    if not modifiers or key in MODIFIERS or any(name not in MODIFIERS for name in modifiers):
        raise ActionError(f"“{combination}” is no key combination.", "Write one such as ctrl+alt+g.")
    return modifiers, key


def _grab_on_x11(modifiers: list[str], key: str, pressed: Callable[[], None]) -> Callable[[], None]:
    """Grab the combination alone, so that no other key is seen. Return what gives it back."""
    with optional_import("python-xlib", "keys"):
        from Xlib import XK, X, display, error
    try:
        shown: Any = display.Display()
    except Exception as failed:  # of the library, of the socket, of the file with permissions
        raise ActionError(f"The X11 display cannot be reached: {failed}.", "Is DISPLAY right?") from failed
    masks = {"ctrl": X.ControlMask, "shift": X.ShiftMask, "alt": X.Mod1Mask, "super": X.Mod4Mask, "altgr": X.Mod5Mask}
    mask = sum(masks[name] for name in dict.fromkeys(modifiers))
    name = KEYS[key].x11 if key in KEYS else key
    keycode = shown.keysym_to_keycode(XK.string_to_keysym(name) or ord(key[0]))
    taken = error.CatchError(error.BadAccess)
    root = shown.screen().root
    for locks in (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask):  # with Caps Lock and Num Lock as well
        root.grab_key(keycode, mask | locks, True, X.GrabModeAsync, X.GrabModeAsync, onerror=taken)
    shown.sync()
    if taken.get_error() is not None:
        shown.close()
        raise ActionError(f"Another program uses {'+'.join([*modifiers, key])}.", "Choose another combination.")
    ending = threading.Event()

    def watch() -> None:
        with suppress(Exception):  # the display is gone
            while not ending.wait(_LOOK_S):
                for _ in range(shown.pending_events()):
                    if shown.next_event().type == X.KeyPress:
                        pressed()
            shown.close()

    threading.Thread(target=watch, name="hotkey", daemon=True).start()
    return ending.set

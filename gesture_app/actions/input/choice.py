"""Chooses the virtual keyboard and mouse of this computer."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from gesture_app.actions.input.device import InputDevice
from gesture_app.actions.input.permission import UINPUT, UINPUT_HINT
from gesture_app.core.errors import ActionError


def is_wayland(environment: Mapping[str, str] = os.environ) -> bool:
    """Return True if the desktop runs on Wayland, where X11 reaches only some windows."""
    return bool(environment.get("WAYLAND_DISPLAY")) or environment.get("XDG_SESSION_TYPE") == "wayland"


def input_name(environment: Mapping[str, str] = os.environ) -> str:
    """Return the kind of device of this computer: pynput, x11 or uinput.

    Raises:
        ActionError: there is none.
    """
    if not sys.platform.startswith("linux"):
        return "pynput"
    if environment.get("DISPLAY") and not is_wayland(environment):
        return "x11"
    if os.access(UINPUT, os.W_OK):
        return "uinput"
    if is_wayland(environment):
        raise ActionError("Wayland lets no program press keys without permission.", UINPUT_HINT)
    raise ActionError("There is no display to press keys on.", f"Set DISPLAY. Without a desktop: {UINPUT_HINT}")


def open_input(name: str) -> InputDevice:
    """Open a device by its name.

    Raises:
        ActionError: it cannot be opened, or a library is missing.
    """
    if name == "x11":
        from gesture_app.actions.input.x11 import X11Input

        return X11Input()
    if name == "uinput":
        from gesture_app.actions.input.uinput import UinputDevice

        return UinputDevice()
    from gesture_app.actions.input.pynput_input import PynputInput

    return PynputInput()

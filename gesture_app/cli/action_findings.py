"""What `gesture-app doctor` finds out about actions: keys, programs in front, MIDI, and libraries that are missing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from gesture_app.actions.input.choice import input_name, is_wayland, open_input
from gesture_app.actions.input.permission import UINPUT, UINPUT_HINT
from gesture_app.actions.kinds.midi import BACKEND
from gesture_app.actions.libraries import optional_import
from gesture_app.cli.finding import Finding
from gesture_app.core.errors import ActionError

_LIBRARIES = {
    "keys": ("Xlib",) if sys.platform.startswith("linux") else ("pynput", "pywinctl"),
    "network": ("httpx", "keyring", "paho.mqtt", "pythonosc"),
    "midi": ("mido", "rtmidi"),
    "serve": ("websockets",),
}
"""modules by the extra that brings them"""


def action_findings() -> Iterator[Finding]:
    """Yield what actions can do on this computer. Nothing here needs repair for the rest of the program."""
    yield _keys()
    if sys.platform.startswith("linux"):
        yield _uinput()
    yield _midi()
    for extra, modules in _LIBRARIES.items():
        missing = [module for module in modules if not _is_there(module)]
        if missing:
            sentence = f"without {', '.join(missing)}"
            yield Finding("actions", sentence, remedy=f"pip install 'gesture-app[{extra}]'")


def _keys() -> Finding:
    try:
        name = input_name()
        open_input(name).close()
    except ActionError as error:
        return Finding("keys", f"actions cannot press keys: {error.sentence}", remedy=error.hint)
    return Finding("keys", f"actions press keys through {name}")


def _uinput() -> Finding:
    use = "needed under Wayland" if is_wayland() else "needed under Wayland only"
    if not UINPUT.exists():
        return Finding("uinput", f"{UINPUT} is not there; {use}", remedy=UINPUT_HINT if is_wayland() else "")
    if not os.access(UINPUT, os.W_OK):
        return Finding("uinput", f"{UINPUT} may not be written; {use}", remedy=UINPUT_HINT if is_wayland() else "")
    if not _is_there("evdev"):
        remedy = "pip install 'gesture-app[wayland]', which needs a compiler" if is_wayland() else ""
        return Finding("uinput", f"evdev is missing; {use}", remedy=remedy)
    return Finding("uinput", "actions may press keys under Wayland")


def _midi() -> Finding:
    try:
        with optional_import("mido", "midi"):
            import mido
        with optional_import("python-rtmidi", "midi"):
            import rtmidi  # noqa: F401 - mido loads it by name
        names = mido.Backend(BACKEND).get_output_names()
    except ActionError as error:
        return Finding("MIDI", error.sentence, remedy=error.hint)
    except Exception as error:  # noqa: BLE001 - rtmidi has errors of its own, and without a system they all mean this
        return Finding("MIDI", f"this computer has none: {error}")
    return Finding("MIDI", f"outputs: {', '.join(names) or 'none, but a port of our own'}")


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package above it
        return False

"""The names of keys in actions.toml, with what X11, Linux and pynput call them."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.errors import ActionError


@dataclass(frozen=True, slots=True)
class KeyName:
    """One key that has no character."""

    x11: str
    """name of the keysym"""
    linux: str
    """name of the code in linux/input-event-codes.h"""
    pynput: str = ""
    """name in pynput's `Key`; "": it has none"""


KEYS: dict[str, KeyName] = {
    "ctrl": KeyName("Control_L", "KEY_LEFTCTRL", "ctrl"),
    "shift": KeyName("Shift_L", "KEY_LEFTSHIFT", "shift"),
    "alt": KeyName("Alt_L", "KEY_LEFTALT", "alt"),
    "altgr": KeyName("ISO_Level3_Shift", "KEY_RIGHTALT", "alt_gr"),
    "super": KeyName("Super_L", "KEY_LEFTMETA", "cmd"),
    "enter": KeyName("Return", "KEY_ENTER", "enter"),
    "tab": KeyName("Tab", "KEY_TAB", "tab"),
    "esc": KeyName("Escape", "KEY_ESC", "esc"),
    "space": KeyName("space", "KEY_SPACE", "space"),
    "backspace": KeyName("BackSpace", "KEY_BACKSPACE", "backspace"),
    "delete": KeyName("Delete", "KEY_DELETE", "delete"),
    "insert": KeyName("Insert", "KEY_INSERT", "insert"),
    "home": KeyName("Home", "KEY_HOME", "home"),
    "end": KeyName("End", "KEY_END", "end"),
    "pageup": KeyName("Prior", "KEY_PAGEUP", "page_up"),
    "pagedown": KeyName("Next", "KEY_PAGEDOWN", "page_down"),
    "left": KeyName("Left", "KEY_LEFT", "left"),
    "right": KeyName("Right", "KEY_RIGHT", "right"),
    "up": KeyName("Up", "KEY_UP", "up"),
    "down": KeyName("Down", "KEY_DOWN", "down"),
    "menu": KeyName("Menu", "KEY_COMPOSE", "menu"),
    "capslock": KeyName("Caps_Lock", "KEY_CAPSLOCK", "caps_lock"),
    "printscreen": KeyName("Print", "KEY_SYSRQ", "print_screen"),
    "pause": KeyName("Pause", "KEY_PAUSE", "pause"),
    "play": KeyName("XF86_AudioPlay", "KEY_PLAYPAUSE", "media_play_pause"),
    "stop": KeyName("XF86_AudioStop", "KEY_STOPCD"),
    "next": KeyName("XF86_AudioNext", "KEY_NEXTSONG", "media_next"),
    "previous": KeyName("XF86_AudioPrev", "KEY_PREVIOUSSONG", "media_previous"),
    "volumeup": KeyName("XF86_AudioRaiseVolume", "KEY_VOLUMEUP", "media_volume_up"),
    "volumedown": KeyName("XF86_AudioLowerVolume", "KEY_VOLUMEDOWN", "media_volume_down"),
    "mute": KeyName("XF86_AudioMute", "KEY_MUTE", "media_volume_mute"),
    "brightnessup": KeyName("XF86_MonBrightnessUp", "KEY_BRIGHTNESSUP"),
    "brightnessdown": KeyName("XF86_MonBrightnessDown", "KEY_BRIGHTNESSDOWN"),
    **{f"f{number}": KeyName(f"F{number}", f"KEY_F{number}", f"f{number}") for number in range(1, 25)},
}
MODIFIERS = ("ctrl", "shift", "alt", "altgr", "super")
_OTHER_NAMES = {
    "control": "ctrl", "option": "alt", "win": "super", "windows": "super", "cmd": "super", "command": "super",
    "meta": "super", "return": "enter", "escape": "esc", "del": "delete", "ins": "insert", "page_up": "pageup",
    "page_down": "pagedown", "pgup": "pageup", "pgdn": "pagedown", "print": "printscreen", "plus": "+", "minus": "-",
    "play_pause": "play", "prev": "previous",
}  # fmt: skip


def key_name(written: str) -> str:
    """Return the one name of a key: a key of `KEYS`, or a single character.

    Raises:
        ActionError: no key has this name.
    """
    name = written.strip().lower()
    name = _OTHER_NAMES.get(name, name)
    if name in KEYS:
        return name
    if len(name) == 1 and name.isprintable() and name != " ":
        return name
    raise ActionError(
        f"There is no key “{written}”.", "Write a letter, or a name such as enter, left, f5, play; join with +."
    )

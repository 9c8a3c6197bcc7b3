"""Profiles to start from, with the gestures of the model that ships with the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StarterProfile:
    """A profile to start from."""

    name: str
    title: str
    entries: tuple[Mapping[str, Any], ...]
    programs: tuple[str, ...] = ()
    hint: str = ""
    """what the user has to change or to set up"""


_HOME = "mqtt://home.local:1883"
STARTERS = (
    StarterProfile(
        "slides",
        "Slides",
        (
            {"gesture": "swipe_left", "keys": "pagedown", "rest_s": 0.7},
            {"gesture": "swipe_right", "keys": "pageup", "rest_s": 0.7},
            {"gesture": "open_palm", "keys": "b", "rest_s": 1.5, "note": "black screen, and back"},
        ),
        ("impress", "okular", "evince", "powerpoint", "keynote"),
        "It is used while one of these programs is in front: Impress, Okular, Evince, PowerPoint, Keynote.",
    ),
    StarterProfile(
        "media",
        "Media",
        (
            {"gesture": "open_palm", "keys": "play", "rest_s": 1},
            {"gesture": "swipe_left", "keys": "next", "rest_s": 1},
            {"gesture": "swipe_right", "keys": "previous", "rest_s": 1},
            {"gesture": "thumb_up", "keys": "volumeup", "when": "held", "every_ms": 200},
            {"gesture": "thumb_down", "keys": "volumedown", "when": "held", "every_ms": 200},
            {"gesture": "fist", "keys": "mute", "rest_s": 1},
        ),
        hint="Choose this profile above, or name the programs that it is for.",
    ),
    StarterProfile(
        "browser",
        "Browser",
        (
            {"gesture": "swipe_left", "keys": "ctrl+tab", "rest_s": 0.5},
            {"gesture": "swipe_right", "keys": "ctrl+shift+tab", "rest_s": 0.5},
            {"gesture": "swipe_up", "mouse": "scroll down 5"},
            {"gesture": "swipe_down", "mouse": "scroll up 5"},
            {"gesture": "zoom_in", "keys": "ctrl++"},
            {"gesture": "zoom_out", "keys": "ctrl+-"},
            {"gesture": "circle_counterclockwise", "keys": "alt+left", "rest_s": 1, "note": "back"},
        ),
        ("firefox", "chromium", "chrome", "edge", "safari"),
        "It is used while a browser is in front.",
    ),
    StarterProfile(
        "obs",
        "OBS, by its hotkeys",
        (
            {"gesture": "two", "keys": "ctrl+shift+f1", "rest_s": 1, "note": "scene 1"},
            {"gesture": "three", "keys": "ctrl+shift+f2", "rest_s": 1, "note": "scene 2"},
            {"gesture": "four", "keys": "ctrl+shift+f3", "rest_s": 1, "note": "scene 3"},
            {"gesture": "horns", "keys": "ctrl+shift+f9", "rest_s": 2, "note": "start and stop the recording"},
            {"gesture": "fist", "keys": "ctrl+shift+f10", "rest_s": 1, "note": "mute and unmute"},
        ),
        hint="Set the same keys in OBS under Settings, Hotkeys.",
    ),
    StarterProfile(
        "home",
        "Home, by MQTT",
        (
            {"gesture": "thumb_up", "mqtt": {"broker": _HOME, "topic": "home/lamp/set", "payload": "ON"}, "rest_s": 1},
            {
                "gesture": "thumb_down",
                "mqtt": {"broker": _HOME, "topic": "home/lamp/set", "payload": "OFF"},
                "rest_s": 1,
            },
            {
                "gesture": "call",
                "mqtt": {"broker": _HOME, "topic": "home/gesture", "payload": "{gesture}"},
                "rest_s": 1,
            },
        ),
        hint="Change the broker and the topics to those of your home.",
    ),
    StarterProfile(
        "music",
        "Music, by MIDI",
        (
            {"gesture": "fist", "midi": {"note": 36, "velocity": 110, "channel": 10}},
            {"gesture": "open_palm", "midi": {"note": 49, "velocity": 100, "channel": 10}},
            {"gesture": "pinch", "midi": {"note": 60, "velocity": 100}, "when": "held"},
            {"gesture": "two", "midi": {"note": 64, "velocity": 100}, "when": "held"},
            {"gesture": "thumb_up", "midi": {"control": 64, "value": 127}},
            {"gesture": "thumb_down", "midi": {"control": 64, "value": 0}},
        ),
        hint="Connect your instrument to the MIDI port of this program.",
    ),
)

"""All kinds of actions, by their key in actions.toml. A new kind is a file beside this one and a row here."""

from __future__ import annotations

from typing import Any

from gesture_app.actions.action import Action
from gesture_app.actions.kinds.http import HttpAction
from gesture_app.actions.kinds.keys import KeysAction
from gesture_app.actions.kinds.midi import MidiAction
from gesture_app.actions.kinds.mouse import MouseAction
from gesture_app.actions.kinds.mqtt import MqttAction
from gesture_app.actions.kinds.open_target import OpenAction
from gesture_app.actions.kinds.osc import OscAction
from gesture_app.actions.kinds.own import OwnAction
from gesture_app.actions.kinds.program import ProgramAction
from gesture_app.actions.kinds.sound import SoundAction
from gesture_app.actions.kinds.text import TextAction

KINDS: dict[str, type[Any]] = {
    kind.kind: kind
    for kind in (
        KeysAction, TextAction, MouseAction, ProgramAction, OpenAction, OscAction, MidiAction, MqttAction, HttpAction,
        SoundAction, OwnAction,
    )
}  # fmt: skip


def parse_action(kind: str, value: Any) -> Action:
    """Return the action of a kind that a value in actions.toml describes.

    Raises:
        ActionError: it describes none.
    """
    action: Action = KINDS[kind].parse(value)
    return action

"""The fields of each kind of action in the window, and how they become a value in actions.toml."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from gesture_app.core.errors import ActionError


class Entry(Enum):
    """The kinds of field."""

    KEYS = auto()
    LINE = auto()
    TEXT = auto()
    """of several lines"""
    LINES = auto()
    """a list with an entry a line"""
    NUMBER = auto()
    ARGUMENTS = auto()
    """a list as TOML writes it, without brackets"""
    TABLE = auto()
    """JSON"""
    SWITCH = auto()
    CHOICE = auto()
    """one of a list, or a text"""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind."""

    key: str
    """in the table of the action; "": the whole value"""
    label: str
    entry: Entry = Entry.LINE
    example: str = ""
    choices: tuple[str, ...] = ()


_MOUSE = ("click", "double click", "right click", "middle click", "scroll up 3", "scroll down 3", "move 40 0")
_DOINGS = ("pause", "go on", "next source", "profile NAME")
KIND_FIELDS: dict[str, tuple[Field, ...]] = {
    "keys": (Field("", "Keys", Entry.KEYS, "ctrl+tab"),),
    "text": (Field("", "Text", Entry.TEXT, "Done with {gesture}"),),
    "mouse": (Field("", "Mouse", Entry.CHOICE, "click", _MOUSE),),
    "program": (
        Field("run", "Program, then an argument a line", Entry.LINES, "notify-send\n{gesture}"),
        Field("limit_s", "Ended after seconds", Entry.NUMBER, "30"),
    ),
    "open": (Field("", "File or address", example="https://example.org"),),
    "osc": (
        Field("to", "Host and port", example="127.0.0.1:9000"),
        Field("address", "Address", example="/gesture"),
        Field("args", "Arguments", Entry.ARGUMENTS, '"{gesture}", "{score}"'),
    ),
    "midi": (
        Field("note", "Note", Entry.NUMBER, "60"),
        Field("velocity", "Velocity of the note", Entry.NUMBER, "100"),
        Field("control", "or control", Entry.NUMBER, "7"),
        Field("value", "Value of the control", Entry.NUMBER, "90"),
        Field("program", "or program", Entry.NUMBER, "5"),
        Field("channel", "Channel", Entry.NUMBER, "1"),
        Field("port", "Port", example="a virtual one of our own"),
    ),
    "mqtt": (
        Field("broker", "Broker", example="mqtts://me@home.example:8883"),
        Field("topic", "Topic", example="home/lamp"),
        Field("payload", "Payload", example="{gesture}"),
        Field("retain", "Retained by the broker", Entry.SWITCH),
        Field("qos", "Quality of service", Entry.NUMBER, "1"),
        Field("ca", "Certificates", example="those of the system"),
    ),
    "http": (
        Field("url", "Address", example="http://127.0.0.1:8123/api/hook"),
        Field("method", "Method", Entry.CHOICE, "POST", ("POST", "GET", "PUT", "PATCH", "DELETE")),
        Field("headers", "Headers", Entry.TABLE, '{"X-Key": "1"}'),
        Field("json", "JSON", Entry.TABLE, '{"gesture": "{gesture}"}'),
        Field("body", "or other body"),
        Field("limit_s", "Ended after seconds", Entry.NUMBER, "10"),
    ),
    "sound": (Field("", "Sound", Entry.CHOICE, "beep", ("beep",)),),
    "do": (Field("", "This program", Entry.CHOICE, "pause", _DOINGS),),
}
KIND_TITLES = {
    "keys": "Press keys",
    "text": "Type a text",
    "mouse": "Use the mouse",
    "program": "Run a program",
    "open": "Open a file or address",
    "osc": "Send OSC",
    "midi": "Send MIDI",
    "mqtt": "Send MQTT",
    "http": "Send an HTTP request",
    "sound": "Play a sound",
    "do": "Steer this program",
}


def text_of_value(field: Field, value: Any) -> str:
    """Return what a field shows of a value in the file. A switch shows "true" or ""."""
    if value is None or value == "":
        return ""
    if field.entry is Entry.KEYS:
        return " ".join(value) if isinstance(value, list) else str(value)
    if field.entry is Entry.LINES:
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    if field.entry is Entry.ARGUMENTS and isinstance(value, list):
        return ", ".join(json.dumps(one, ensure_ascii=False) for one in value)
    if field.entry is Entry.TABLE:
        return json.dumps(value, ensure_ascii=False)
    if field.entry is Entry.SWITCH:
        return "true" if value is True else ""
    return str(value)


def value_of_text(field: Field, text: str) -> Any:
    """Return the value of a filled field.

    Raises:
        ActionError: the text makes no sense.
    """
    if field.entry is Entry.KEYS:
        chords = text.split()
        return chords[0] if len(chords) == 1 else chords
    if field.entry is Entry.LINES:
        return text.split("\n")
    if field.entry is Entry.NUMBER:
        try:
            return float(text) if "." in text else int(text)
        except ValueError as error:
            raise ActionError(f"{field.label}: “{text}” is no number.") from error
    if field.entry is Entry.ARGUMENTS:
        try:
            return tomllib.loads(f"x = [{text}]")["x"]
        except tomllib.TOMLDecodeError as error:
            raise ActionError(f"{field.label}: write texts in quotes, with commas.", field.example) from error
    if field.entry is Entry.TABLE:
        try:
            return json.loads(text)
        except ValueError as error:
            raise ActionError(f"{field.label}: this is no JSON.", f"Write such as {field.example}.") from error
    return True if field.entry is Entry.SWITCH else text


def action_value(kind: str, texts: Mapping[str, str]) -> Any:
    """Return the value of an action in actions.toml from the texts of its fields, by their keys.

    Raises:
        ActionError: a text makes no sense.
    """
    fields = KIND_FIELDS[kind]
    if fields[0].key == "":
        return value_of_text(fields[0], texts.get("", ""))
    filled = {field.key: value_of_text(field, texts[field.key]) for field in fields if texts.get(field.key)}
    return filled["run"] if kind == "program" and set(filled) == {"run"} else filled


def action_texts(kind: str, value: Any) -> dict[str, str]:
    """Return the texts of the fields of a value in the file, by their keys."""
    fields = KIND_FIELDS[kind]
    if fields[0].key == "":
        return {"": text_of_value(fields[0], value)}
    table = value if isinstance(value, Mapping) else {fields[0].key: value}
    return {field.key: text_of_value(field, table.get(field.key)) for field in fields}

"""Sends a MIDI note, control change or program change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from gesture_app.actions.action import Tools
from gesture_app.actions.kinds.fields import table, text_of, whole_number
from gesture_app.actions.libraries import optional_import
from gesture_app.actions.templates import Values
from gesture_app.core.errors import ActionError

VIRTUAL_PORT = "gesture-app"
BACKEND = "mido.backends.rtmidi"
FIELDS = ("port", "channel", "note", "velocity", "control", "value", "program")


class MidiDoing(StrEnum):
    """The kinds of MIDI message."""

    NOTE = "note"
    CONTROL = "control"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class MidiAction:
    """One message. A held note sounds until the gesture ends."""

    doing: MidiDoing
    number: int
    """of the note, control or program, 0 to 127"""
    value: int = 100
    """velocity of a note or value of a control, 0 to 127"""
    channel: int = 1
    """1 to 16"""
    port: str = ""
    """part of the name of an output; "": a virtual port of our own"""

    kind: ClassVar[str] = "midi"

    @property
    def lane(self) -> str:
        """A lane for each port."""
        return f"midi {self.port}"

    @property
    def what(self) -> str:
        """Port, message and channel."""
        value = "" if self.doing is MidiDoing.PROGRAM else f" {self.value}"
        return f"{self.port or VIRTUAL_PORT}: {self.doing} {self.number}{value}, channel {self.channel}"

    @classmethod
    def parse(cls, value: Any) -> MidiAction:
        """Read `midi = { note = 60, velocity = 100, channel = 1, port = "Synth" }`, or with control or program."""
        fields = table(value, "midi", FIELDS)
        doings = [doing for doing in MidiDoing if doing in fields]
        if len(doings) != 1:
            raise ActionError("midi needs one of note, control and program.")
        doing = doings[0]
        strength = "velocity" if doing is MidiDoing.NOTE else "value"
        _refuse_others(fields, doing, strength)
        return cls(
            doing,
            whole_number(fields, doing, 0, 127),
            whole_number(fields, strength, 0, 127, 100),
            whole_number(fields, "channel", 1, 16, 1),
            text_of(fields, "port", ""),
        )

    def perform(self, values: Values, tools: Tools) -> None:
        """Send the message. A note is followed by its end."""
        self._send(tools, ends=False)
        if self.doing is MidiDoing.NOTE:
            self._send(tools, ends=True)

    @property
    def can_hold(self) -> bool:
        """True for a note."""
        return self.doing is MidiDoing.NOTE

    def begin(self, number: int, values: Values, tools: Tools) -> None:
        """Begin the note."""
        self._send(tools, ends=False)

    def end(self, number: int, tools: Tools) -> None:
        """End the note."""
        self._send(tools, ends=True)

    def _send(self, tools: Tools, ends: bool) -> None:
        with optional_import("mido", "midi"):
            import mido
        with optional_import("python-rtmidi", "midi"):
            import rtmidi  # noqa: F401 - mido loads it by name
        channel = self.channel - 1
        if self.doing is MidiDoing.NOTE:
            name, velocity = ("note_off", 0) if ends else ("note_on", self.value)
            message = mido.Message(name, note=self.number, velocity=velocity, channel=channel)
        elif self.doing is MidiDoing.CONTROL:
            message = mido.Message("control_change", control=self.number, value=self.value, channel=channel)
        else:
            message = mido.Message("program_change", program=self.number, channel=channel)
        key = ("midi", self.port)
        try:
            tools.connection(key, lambda: _open_port(mido, self.port)).send(message)
        except ActionError:
            raise
        except Exception as error:  # rtmidi has errors of its own, and mido passes them on
            tools.drop(key)
            raise ActionError(f"MIDI cannot be sent: {error}.", "Run gesture-app doctor.") from error


def _refuse_others(fields: Mapping[str, Any], doing: MidiDoing, strength: str) -> None:
    wrong = [key for key in ("velocity", "value") if key in fields and (key != strength or doing is MidiDoing.PROGRAM)]
    if wrong:
        raise ActionError(f"A {doing} has no “{wrong[0]}”.")


def _open_port(mido: Any, port: str) -> Any:
    backend = mido.Backend(BACKEND)
    if not port:
        return backend.open_output(VIRTUAL_PORT, virtual=True)
    names = backend.get_output_names()
    found = next((name for name in names if port.lower() in name.lower()), None)
    if found is None:
        known = ", ".join(names) or "none"
        raise ActionError(f"There is no MIDI output “{port}”.", f"Outputs: {known}. Without a port, we make our own.")
    return backend.open_output(found)

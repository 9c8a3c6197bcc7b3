"""Sends an OSC message over UDP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from gesture_app.actions.action import Tools
from gesture_app.actions.kinds.fields import checked, table, text_of
from gesture_app.actions.libraries import optional_import
from gesture_app.actions.templates import Values, fill, fill_typed
from gesture_app.core.errors import ActionError


@dataclass(frozen=True, slots=True)
class OscAction:
    """A message to a host and port."""

    host: str
    port: int
    address: str
    arguments: tuple[Any, ...] = ("{gesture}", "{score}")

    kind: ClassVar[str] = "osc"

    @property
    def lane(self) -> str:
        """A lane for each receiver."""
        return f"osc {self.host}:{self.port}"

    @property
    def what(self) -> str:
        """Receiver, address and arguments."""
        return " ".join([f"{self.host}:{self.port}", self.address, *(str(one) for one in self.arguments)])

    @classmethod
    def parse(cls, value: Any) -> OscAction:
        """Read `osc = { to = "127.0.0.1:9000", address = "/gesture", args = ["{gesture}"] }`."""
        fields = table(value, "osc", ("to", "address", "args"))
        host, _, port = text_of(fields, "to").rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536 or "{" in host:
            raise ActionError("“to” must be a host and a port, such as 127.0.0.1:9000.")
        address = text_of(fields, "address", "/gesture")
        if not address.startswith("/"):
            raise ActionError("An OSC address begins with /.")
        arguments = checked(fields.get("args", ["{gesture}", "{score}"]))
        if not isinstance(arguments, list) or any(isinstance(one, dict | list) or one is None for one in arguments):
            raise ActionError("“args” must be a list of texts and numbers.")
        return cls(host.strip("[]"), int(port), address, tuple(arguments))

    def perform(self, values: Values, tools: Tools) -> None:
        """Send the message."""
        with optional_import("python-osc", "network"):
            from pythonosc.udp_client import SimpleUDPClient
        key = (self.host, self.port)
        try:
            client = tools.connection(key, lambda: SimpleUDPClient(*key))
            client.send_message(fill(self.address, values), fill_typed(list(self.arguments), values))
        except OSError as error:
            tools.drop(key)
            raise ActionError(f"OSC cannot be sent to {self.host}:{self.port}: {error}.", "Check the host.") from error

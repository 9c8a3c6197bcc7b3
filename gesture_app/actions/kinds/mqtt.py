"""Publishes an MQTT message. Passwords lie in the keyring of the system."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from gesture_app.actions.action import Tools
from gesture_app.actions.kinds.fields import table, text_of, whole_number
from gesture_app.actions.libraries import optional_import
from gesture_app.actions.templates import Values, fill
from gesture_app.core.errors import ActionError

ANSWER_S = 5.0
"""seconds that a broker may take to connect or to confirm a message"""
KEYRING_SERVICE = "gesture-app"
PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class MqttAction:
    """A message to a broker."""

    broker: str
    """mqtt://user@host:1883, or mqtts:// for TLS"""
    topic: str
    payload: str = "{gesture}"
    qos: int = 1
    """0: sent once, 1: confirmed, 2: confirmed and never twice"""
    retain: bool = False
    ca: str = ""
    """file with the certificates to trust; "": those of the system"""

    kind: ClassVar[str] = "mqtt"

    @property
    def lane(self) -> str:
        """A lane for each broker."""
        return f"mqtt {self.broker}"

    @property
    def what(self) -> str:
        """Broker, topic and payload."""
        return f"{self.broker} {self.topic} {self.payload}" + (" (retained)" if self.retain else "")

    @classmethod
    def parse(cls, value: Any) -> MqttAction:
        """Read `mqtt = { broker = "mqtt://user@host:1883", topic = "home/lamp", payload = "on" }`."""
        fields = table(value, "mqtt", ("broker", "topic", "payload", "qos", "retain", "ca"))
        broker, topic = text_of(fields, "broker"), text_of(fields, "topic")
        address(broker)
        if any(sign in topic for sign in "#+\0"):
            raise ActionError("A topic to publish to holds no # and no +.")
        retain = fields.get("retain", False)
        if not isinstance(retain, bool):
            raise ActionError("“retain” must be true or false.")
        payload, qos = text_of(fields, "payload", "{gesture}"), whole_number(fields, "qos", 0, 2, 1)
        return cls(broker, topic, payload, qos, retain, text_of(fields, "ca", ""))

    def perform(self, values: Values, tools: Tools) -> None:
        """Publish the message and wait until the broker has it."""
        key = (self.broker, self.ca)
        client = tools.connection(key, lambda: _connect(self.broker, self.ca))
        topic = fill(self.topic, values, lambda text: "".join(sign for sign in text if sign not in "#+/"))
        sent = client.publish(topic, fill(self.payload, values), self.qos, self.retain)
        try:
            sent.wait_for_publish(ANSWER_S)
            confirmed = sent.is_published()
        except (RuntimeError, ValueError):
            confirmed = False
        if not confirmed:
            tools.drop(key)
            raise ActionError(f"The broker {self.broker} does not answer.", "Is it running?")


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """The parts of a broker's address."""

    host: str
    port: int
    user: str
    tls: bool


def address(broker: str) -> BrokerAddress:
    """Return the parts of an address.

    Raises:
        ActionError: it is none, or it holds a password.
    """
    try:
        parts = urlsplit(broker)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or "{" in broker:
        raise ActionError(f"“{broker}” is no broker.", "Write mqtt://host:1883, or mqtts://user@host:8883 for TLS.")
    if parts.password is not None:
        raise ActionError(
            "A password does not belong into the file.",
            f"Write mqtt://user@host and store it: keyring set {KEYRING_SERVICE} mqtt://user@host",
        )
    return BrokerAddress(
        parts.hostname, port or PORTS[parts.scheme], unquote(parts.username or ""), parts.scheme == "mqtts"
    )


def _connect(broker: str, ca: str) -> Any:
    with optional_import("paho-mqtt", "network"):
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion
    place = address(broker)
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect_timeout = ANSWER_S
    if place.user:
        client.username_pw_set(place.user, _password(broker))
    refused: list[str] = []
    client.on_connect = lambda _c, _u, _f, reason, _p: refused.append(str(reason)) if reason.is_failure else None
    try:
        if place.tls:
            client.tls_set(ca or None)
        client.connect(place.host, place.port, keepalive=30)
        client.loop_start()
        _wait_until_connected(client, refused)
    except (OSError, ValueError) as error:
        client.loop_stop()
        raise ActionError(f"The broker {broker} cannot be reached: {error}.", "Is it running?") from error
    except ActionError:
        client.loop_stop()
        raise
    return _Connected(client)


def _wait_until_connected(client: Any, refused: list[str]) -> None:
    until = monotonic() + ANSWER_S
    while not client.is_connected():
        if refused:
            raise ActionError(f"The broker refuses: {refused[0]}.", "Check user and password.")
        if monotonic() > until:
            raise ActionError("The broker does not answer.", "Is it running?")
        sleep(0.005)


class _Connected:
    """A client that its lane can close."""

    def __init__(self, client: Any) -> None:
        self.publish = client.publish
        self._client = client

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()


def _password(broker: str) -> str | None:
    with optional_import("keyring", "network"):
        import keyring
        import keyring.errors
    try:
        password: str | None = keyring.get_password(KEYRING_SERVICE, broker)
    except keyring.errors.KeyringError as error:
        raise ActionError(f"The keyring of the system cannot be opened: {error}.", "Unlock it.") from error
    if password is None:
        raise ActionError(
            f"The keyring holds no password for {broker}.", f"Store it: keyring set {KEYRING_SERVICE} {broker}"
        )
    return password

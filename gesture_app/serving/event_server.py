"""A WebSocket server that sends JSON to all who listen. A slow listener delays nobody."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gesture_app.core.errors import ServingError
from gesture_app.serving.access import AccessRules

EXTRAS = ("scores", "landmarks")
"""what a listener gets on request"""
WAITING = 500
"""messages that may wait for one listener; an extra is then left out, and a listener that misses an event is closed"""
MOST_LISTENERS = 32
LARGEST_REQUEST = 4096
"""bytes of a message from a listener"""
_TRY_AGAIN_LATER = 1013
_POLICY = 1008


class _Listener:
    """One connection, with what it wants and what waits for it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.wanted: frozenset[str] = frozenset()
        self.waiting: queue.Queue[str | None] = queue.Queue(WAITING)


class EventServer:
    """Sends messages to listeners, from threads of its own.

    Args:
        port: 0 for any.
        access: decides who may listen.
        hello: the first message to each listener.

    Raises:
        ServingError: websockets is missing, or the port is taken.
    """

    def __init__(self, port: int, access: AccessRules, hello: Mapping[str, object]) -> None:
        self._access, self._hello = access, dict(hello)
        self._listeners: set[_Listener] = set()
        self._lock = threading.Lock()
        try:
            from websockets.exceptions import ConnectionClosed
            from websockets.sync.server import serve
        except ImportError as error:
            raise ServingError("websockets is missing.", "pip install 'gesture-app[serve]'") from error
        self._closed = ConnectionClosed
        try:
            self._server = serve(
                self._serve_one,
                access.host,
                port,
                process_request=self._check,
                max_size=LARGEST_REQUEST,
                compression=None,
            )
        except OSError as error:
            reason = error.strerror or error
            raise ServingError(f"Port {port} cannot be used: {reason}.", "Choose another with --port.") from error
        self._thread = threading.Thread(target=self._server.serve_forever, name="event server", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.socket.getsockname()[1])

    @property
    def wanted(self) -> frozenset[str]:
        """The extras that some listener wants."""
        with self._lock:
            return frozenset(one for listener in self._listeners for one in listener.wanted)

    def start(self) -> None:
        """Accept listeners from now on."""
        self._thread.start()

    def publish(self, message: Mapping[str, object]) -> None:
        """Send a message to all listeners, or an extra to those who want it. Returns at once. Any thread."""
        kind, text = message["event"], json.dumps(message, ensure_ascii=False)
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            if kind in EXTRAS and kind not in listener.wanted:
                continue
            try:
                listener.waiting.put_nowait(text)
            except queue.Full:
                if kind not in EXTRAS:
                    self._drop(listener)

    def close(self) -> None:
        """End all connections and free the port."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            with suppress(queue.Full):
                listener.waiting.put_nowait(None)
        self._server.shutdown()
        if self._thread.is_alive():
            self._thread.join(5)

    def _check(self, connection: Any, request: Any) -> Any:
        refusal = self._access.refusal(request.path, request.headers)
        with self._lock:
            crowded = len(self._listeners) >= MOST_LISTENERS
        if refusal:
            return connection.respond(HTTPStatus.FORBIDDEN, refusal + "\n")
        return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "Too many listen.\n") if crowded else None

    def _serve_one(self, connection: Any) -> None:
        listener = _Listener(connection)
        listener.waiting.put_nowait(json.dumps(self._hello, ensure_ascii=False))
        with self._lock:
            self._listeners.add(listener)
        threading.Thread(target=self._send_waiting, args=(listener,), name="listener", daemon=True).start()
        try:
            for request in connection:
                wanted = _wanted(request)
                if wanted is None:
                    connection.close(_POLICY, 'Send {"want": ["scores", "landmarks"]}')
                    return
                listener.wanted = wanted
        except self._closed:
            pass
        finally:
            with self._lock:
                self._listeners.discard(listener)
            with suppress(queue.Full):
                listener.waiting.put_nowait(None)

    def _send_waiting(self, listener: _Listener) -> None:
        with suppress(self._closed, OSError):
            while (text := listener.waiting.get()) is not None:
                listener.connection.send(text)
            listener.connection.close()

    def _drop(self, listener: _Listener) -> None:
        """Close a listener that does not keep up, without waiting for it."""
        with self._lock:
            self._listeners.discard(listener)
        close = listener.connection.close
        threading.Thread(target=close, args=(_TRY_AGAIN_LATER, "You are too slow."), daemon=True).start()


def _wanted(request: Any) -> frozenset[str] | None:
    """Return the extras that a listener asks for, or None if its message makes no sense."""
    try:
        wanted = json.loads(request)["want"]
        return frozenset(wanted) if isinstance(wanted, list) and set(wanted) <= set(EXTRAS) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None

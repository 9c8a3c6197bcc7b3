"""Threads of the worker, one for each lane, so that a server that hangs delays nothing but its own actions."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, TypeVar

from gesture_app.actions.action import Tools
from gesture_app.actions.input.held_inputs import HeldInputs
from gesture_app.core.errors import ActionError

log = logging.getLogger(__name__)

WAITING = 32
"""jobs of one lane that may wait; further ones are refused"""

Connection = TypeVar("Connection")
Job = Callable[[Tools], object]


class LaneTools:
    """Implements `Tools` for the actions of one lane."""

    def __init__(self, inputs: HeldInputs | None = None) -> None:
        self._inputs = inputs
        self._connections: dict[Hashable, Any] = {}

    @property
    def inputs(self) -> HeldInputs:
        """Keyboard and mouse, which only one lane has."""
        if self._inputs is None:
            raise ActionError("This lane has no keyboard.")
        return self._inputs

    def connection(self, key: Hashable, make: Callable[[], Connection]) -> Connection:
        """Return a connection, made once."""
        if key not in self._connections:
            self._connections[key] = make()
        found: Connection = self._connections[key]
        return found

    def drop(self, key: Hashable) -> None:
        """Close and forget a connection."""
        connection = self._connections.pop(key, None)
        if hasattr(connection, "close"):
            with suppress(Exception):  # it is broken already
                connection.close()

    def log(self, text: str) -> None:
        """Write to the log of the worker."""
        log.warning("%s", text)

    def close(self) -> None:
        """Close all connections."""
        for key in tuple(self._connections):
            self.drop(key)


class ActionLane:
    """One thread with a bounded queue."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.Queue[Job] = queue.Queue(WAITING)
        threading.Thread(target=self._run, name=name, daemon=True).start()

    @property
    def busy(self) -> bool:
        """True while a job waits."""
        return not self._jobs.empty()

    def put(self, job: Job) -> bool:
        """Add a job. Return False if too many wait."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            return False
        return True

    def _run(self) -> None:
        tools = LaneTools()
        while True:
            self._jobs.get()(tools)

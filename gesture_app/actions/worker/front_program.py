"""Reports the program in front, where the system tells, through pywinctl."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from time import sleep

from gesture_app.actions.libraries import library
from gesture_app.actions.worker.messages import Front, Report
from gesture_app.core.errors import ActionError

EVERY_S = 0.4


class FrontProgramWatch:
    """Looks at the window in front a few times a second, on a thread of its own, while it is on."""

    def __init__(self, send: Callable[[Report], None]) -> None:
        self._send = send
        self._on = threading.Event()
        self._thread: threading.Thread | None = None

    def switch(self, on: bool) -> None:
        """Start or stop to look."""
        if not on:
            self._on.clear()
            return
        self._on.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="front program", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        last = None
        while True:
            self._on.wait()
            try:
                front = program_in_front()
            except ActionError:
                return
            if front != last:
                last = front
                self._send(front)
            sleep(EVERY_S)


def program_in_front() -> Front:
    """Return the program in front, with empty texts if the system does not tell.

    Raises:
        ActionError: pywinctl is missing or does not work here.
    """
    pywinctl = library("pywinctl", "PyWinCtl", "keys")
    with suppress(Exception):  # windows vanish meanwhile, and each system has errors of its own
        window = pywinctl.getActiveWindow()
        if window is not None:
            return Front(window.getAppName() or "", window.title or "")
    return Front("", "")

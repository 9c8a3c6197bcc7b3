"""Reports the program in front, where the system tells: X11, Windows and macOS.

pywinctl is not used under X11: its import connects to every display of the computer and opens a network socket.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from time import sleep
from typing import Any

from gesture_app.actions.libraries import optional_import
from gesture_app.actions.worker.messages import Front, Report
from gesture_app.core.errors import ActionError

EVERY_S = 0.4
UNKNOWN = Front("", "")
_LONGEST_TITLE = 1024
"""bytes"""


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
        front: X11Front | PywinctlFront | None = None
        while True:
            self._on.wait()
            found = UNKNOWN
            with suppress(ActionError):
                front = front or open_front()
                found = front.program()
            if found is UNKNOWN:
                front = None  # connect again
            if found != last:
                last = found
                self._send(found)
            sleep(EVERY_S)


class X11Front:
    """The program in front of an X11 display, as its window manager tells.

    Raises:
        ActionError: the display cannot be reached.
    """

    def __init__(self) -> None:
        with optional_import("python-xlib", "keys"):
            from Xlib import display
        try:
            self._display: Any = display.Display()
        except Exception as error:  # of the library, of the socket, of the file with permissions
            raise ActionError(f"The X11 display cannot be reached: {error}.") from error
        self._root = self._display.screen().root
        names = ("_NET_ACTIVE_WINDOW", "_NET_WM_NAME", "UTF8_STRING", "WINDOW", "WM_CLASS", "WM_NAME", "STRING")
        self._atoms = {name: self._display.intern_atom(name) for name in names}

    def program(self) -> Front:
        """Return class and title of the active window, or `UNKNOWN`."""
        with suppress(Exception):  # windows vanish meanwhile, and connections end
            active = self._root.get_full_property(self._atoms["_NET_ACTIVE_WINDOW"], self._atoms["WINDOW"])
            if active is not None and len(active.value) and active.value[0]:
                window = self._display.create_resource_object("window", active.value[0])
                title = self._text(window, "_NET_WM_NAME", "UTF8_STRING") or self._text(window, "WM_NAME", "STRING")
                return Front(self._text(window, "WM_CLASS", "STRING").replace("\0", " ").strip(), title)
        return UNKNOWN

    def _text(self, window: Any, name: str, kind: str) -> str:
        found = window.get_property(self._atoms[name], self._atoms[kind], 0, _LONGEST_TITLE // 4)
        if found is None:
            return ""
        value = found.value
        return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


class PywinctlFront:
    """The program in front on Windows and macOS.

    Raises:
        ActionError: pywinctl is missing.
    """

    def __init__(self) -> None:
        with optional_import("PyWinCtl", "keys"):
            import pywinctl
        self._pywinctl = pywinctl

    def program(self) -> Front:
        """Return name and title of the active window, or `UNKNOWN`."""
        with suppress(Exception):  # windows vanish meanwhile, and each system has errors of its own
            window = self._pywinctl.getActiveWindow()
            if window is not None:
                return Front(window.getAppName() or "", window.title or "")
        return UNKNOWN


def open_front() -> X11Front | PywinctlFront:
    """Return what looks at the windows of this system.

    Raises:
        ActionError: nothing can.
    """
    return X11Front() if sys.platform.startswith("linux") else PywinctlFront()

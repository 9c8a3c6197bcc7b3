"""Checks if Qt can open a window, because a failure ends the process.

Under X a connection and Qt's plugin are tried here, in a few milliseconds. If that does not work, or under another
system, a short child process tries all of Qt and finds the reason.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

XCB_LIBRARIES = (
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-image0",
    "libxcb-render-util0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
XCB_INSTALL = f"sudo apt install {' '.join(XCB_LIBRARIES)}"
_TRY = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_TRY_TIMEOUT_S = 30.0
_X_TIMEOUT_S = 2.0
_X_PLUGIN = "Qt/plugins/platforms/libqxcb.so"
_MISSING_LIBRARY = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")


def display_trouble() -> str | None:
    """Return why no window can be opened, in one line, or None if one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return None
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not display:
        return "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."
    if _answers_in_time():
        return None
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _TRY], capture_output=True, text=True, timeout=_TRY_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"The display {display} does not answer."
    if tried.returncode == 0:
        return None
    return _reason(tried.stderr, display)


def _answers_in_time() -> bool:
    """Return True if Qt can surely open a window under X. False means that it is not known."""
    if os.environ.get("QT_QPA_PLATFORM", "") not in ("", "xcb") or not os.environ.get("DISPLAY"):
        return False
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(_x_works()), name="display check", daemon=True)
    asking.start()
    asking.join(_X_TIMEOUT_S)  # a server that hangs would hold it
    return answers == [True]


def _x_works() -> bool:
    """Return True if the X server lets this program connect, and all libraries of Qt's plugin are there."""
    package = find_spec("PySide6")
    if package is None or package.origin is None:
        return False
    try:
        ctypes.CDLL(str(Path(package.origin).parent / _X_PLUGIN))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    works = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return works


def _reason(stderr: str, display: str) -> str:
    missing = _MISSING_LIBRARY.search(stderr)
    if missing:
        return f"Qt lacks the system library {missing.group(1)}; on Debian and Ubuntu: sudo apt install libegl1 libgl1"
    if "could not connect to display" in stderr.lower():
        return f"The display {display} cannot be reached."
    if "xcb" in stderr.lower():
        return f"Qt lacks system libraries of X11; on Debian and Ubuntu: {XCB_INSTALL}"
    return "Qt cannot open a window here: " + (stderr.strip().splitlines() or ["no reason given."])[-1]

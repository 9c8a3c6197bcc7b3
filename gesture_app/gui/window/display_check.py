"""Checks in a short child process if Qt can open a window, because a failure ends the process."""

from __future__ import annotations

import os
import re
import subprocess
import sys

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
_MISSING_LIBRARY = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")


def display_trouble() -> str | None:
    """Return why no window can be opened, in one line, or None if one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return None
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not display:
        return "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _TRY], capture_output=True, text=True, timeout=_TRY_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"The display {display} does not answer."
    if tried.returncode == 0:
        return None
    return _reason(tried.stderr, display)


def _reason(stderr: str, display: str) -> str:
    missing = _MISSING_LIBRARY.search(stderr)
    if missing:
        return f"Qt lacks the system library {missing.group(1)}; on Debian and Ubuntu: sudo apt install libegl1 libgl1"
    if "could not connect to display" in stderr.lower():
        return f"The display {display} cannot be reached."
    if "xcb" in stderr.lower():
        return f"Qt lacks system libraries of X11; on Debian and Ubuntu: {XCB_INSTALL}"
    return "Qt cannot open a window here: " + (stderr.strip().splitlines() or ["no reason given."])[-1]

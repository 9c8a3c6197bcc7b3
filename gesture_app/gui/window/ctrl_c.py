"""Lets Ctrl+C in the terminal end the window."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


@contextmanager
def ended_by_ctrl_c(app: QApplication) -> Iterator[None]:
    """Let Ctrl+C in the terminal end the window as closing it does.

    The signal may come during a paint event, in which an exception or a closing window would crash Qt.
    """
    before = signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, app.quit))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

"""What benchmarks of the real window share: its event loop run for a time, or until something holds."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEventLoop, QTimer

LOOK_EVERY_S = 0.05


def keep_to_processors(count: int) -> None:
    """This process and its children, where the system allows it."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def run_window(seconds: float) -> None:
    """Let its event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def run_window_until(condition: Callable[[], bool], patience_s: float) -> None:
    """Let its event loop run until this holds; the program ends where it does not in time."""
    end = perf_counter() + patience_s
    while not condition():
        if perf_counter() > end:
            sys.exit("What was waited for did not happen.")
        run_window(LOOK_EVERY_S)

"""Runs the event loop of the real window for a time, or until a condition holds."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEventLoop, QTimer

LOOK_EVERY_S = 0.05


def keep_to_processors(count: int) -> None:
    """Keep this process and its children to some processors, if the system can."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def run_window(seconds: float) -> None:
    """Run the event loop."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def run_window_until(condition: Callable[[], bool], patience_s: float) -> None:
    """Run the event loop until the condition holds; end the program if it does not in time."""
    end = perf_counter() + patience_s
    while not condition():
        if perf_counter() > end:
            sys.exit("What was waited for did not happen.")
        run_window(LOOK_EVERY_S)

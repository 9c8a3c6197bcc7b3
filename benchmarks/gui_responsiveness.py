"""Measures stalls of the window's event loop: the real window on the drawn hand, page after page.

    python benchmarks/gui_responsiveness.py [--seconds 10]

Prints one JSON object with, for each stretch of the run: how long one event took the GUI thread (by the clock, and in
time of its own on the processor), and how long a timer due every 5 ms waited (which also counts other programs).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gesture_app.app import Program
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace

PROBE_MS = 5
STRETCHES: tuple[tuple[str, Callable[[Program], object]], ...] = (
    ("start", lambda program: program.start("demo")),
    ("recognise", lambda program: program.window.show_page(0)),
    ("record", lambda program: program.window.show_page(1)),
    ("library", lambda program: program.window.show_page(2)),
    ("train", lambda program: program.window.show_page(3)),
    ("dark", lambda program: program.context.settings.change(theme="dark")),
    ("recognise again", lambda program: program.window.show_page(0)),
)


class Probed(QApplication):
    """An application that times every event it delivers; nested deliveries count for the outermost."""

    def __init__(self) -> None:
        super().__init__(sys.argv[:1])
        self.events_ms: list[float] = []
        self.own_ms: list[float] = []
        self.waits_ms: list[float] = []
        self._depth = 0
        self._last = perf_counter()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=PROBE_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        began, own = perf_counter(), thread_time()
        self._depth += 1
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            if self._depth == 0:
                self.events_ms.append((perf_counter() - began) * 1000)
                self.own_ms.append((thread_time() - own) * 1000)

    def figures(self) -> dict[str, float]:
        """Return the figures since the last call."""
        figures = {}
        for name, values in (("event", self.events_ms), ("event_own", self.own_ms), ("wait", self.waits_ms)):
            figures[f"{name}_longest_ms"] = round(max(values, default=0.0), 1)
            figures[f"{name}_p99_ms"] = round(float(np.percentile(values or [0.0], 99)), 1)
            values.clear()
        return figures

    def _tick(self) -> None:
        now = perf_counter()
        self.waits_ms.append(max(0.0, (now - self._last) * 1000 - PROBE_MS))
        self._last = now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each stretch")
    seconds = parser.parse_args().seconds
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        app = Probed()
        root = Path(folder)
        program = Program(app, find_workspace(root / "workspace"), SettingsStore(root / "settings.toml"), root / "log")
        figures = {}
        for name, begin in STRETCHES:
            app.figures()
            QTimer.singleShot(0, partial(begin, program))  # as an event, so that it is timed
            QTimer.singleShot(int(seconds * 1000), app.quit)
            app.exec()
            figures[name] = app.figures()
        snapshot = program.context.updates.newest
        program.window.close()
        began = perf_counter()
        program.stop()
        print(
            json.dumps(
                {
                    **figures,
                    "stop_ms": round((perf_counter() - began) * 1000),
                    "fps": round(snapshot.fps, 1) if snapshot is not None else None,
                    "dropped": snapshot.dropped if snapshot is not None else None,
                },
                indent=1,
            )
        )


if __name__ == "__main__":
    main()

"""Measures how the Library page opens and scrolls: 100 and 10,000 made-up recordings side by side, off screen.

    python benchmarks/library_gui.py [--takes 100 10000] [--gestures 25] [--json FILE]

first_*: without an index, as after an import by hand. again_*: as at every later start. open_s runs from the turn to
the page until takes are painted, ready_s until all are there and checked; held_ms is the longest the window stood still
meanwhile. step_*: one step of the scroll bar with the painting that follows, from end to end of the data set; page_*
the same by whole pages, so that every tile is new. key_ms: an arrow key in the middle, painted. disable_s, undo_s:
from the key until the page shows it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.library_cost import fill
from gesture_app.app import Program
from gesture_app.gui.library.page import LibraryPage
from gesture_app.storage.settings_store import SettingsStore
from gesture_app.storage.workspace import find_workspace

LIBRARY = 2
STEPS = 300
PATIENCE_S = 300.0


class Timed(QApplication):
    """An application that keeps the longest time of one event."""

    def __init__(self) -> None:
        super().__init__(sys.argv[:1])
        self.longest_s = 0.0
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        began = perf_counter()
        self._depth += 1
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            if not self._depth:
                self.longest_s = max(self.longest_s, perf_counter() - began)


def opened(app: Timed, program: Program) -> dict[str, float]:
    """Turn to the page and wait until its takes are painted."""
    page = program.library
    program.window.show()
    app.processEvents()
    app.longest_s = 0.0
    began = perf_counter()
    program.window.show_page(LIBRARY)
    _until(app, lambda: bool(page.grid.rows))
    page.grid.viewport().repaint()
    figures = {"open_s": perf_counter() - began}
    _until(app, lambda: page.library.loaded)
    page.grid.viewport().repaint()
    return {**figures, "ready_s": perf_counter() - began, "held_ms": 1000 * app.longest_s}


def scrolled(app: Timed, page: LibraryPage) -> dict[str, float]:
    """Scroll through everything, by small steps and by pages."""
    bar, viewport = page.grid.verticalScrollBar(), page.grid.viewport()
    figures: dict[str, float] = {}
    for name, stride in (("step", bar.singleStep()), ("page", viewport.height())):
        last = max(bar.maximum(), 1)
        starts = np.linspace(0, max(0, last - 5 * stride), STEPS // 5).astype(int)
        took = []
        for start in starts.tolist():
            for step in range(5):
                began = perf_counter()
                bar.setValue(start + step * stride)
                viewport.repaint()
                took.append(1000 * (perf_counter() - began))
            app.processEvents()
        figures |= {f"{name}_ms": float(np.median(took)), f"{name}_p95_ms": float(np.percentile(took, 95))}
        figures[f"{name}_longest_ms"] = max(took)
    return figures


def used(app: Timed, page: LibraryPage) -> dict[str, float]:
    """Press keys in the middle of the data set."""
    page.grid.go_to(len(page.grid.rows) // 2)
    page.grid.setFocus()
    _until(app, lambda: page.grid.playing is not None)
    took = []
    for _ in range(30):
        began = perf_counter()
        QTest.keyClick(page.grid, Qt.Key.Key_Right)
        page.grid.viewport().repaint()
        took.append(1000 * (perf_counter() - began))
    app.longest_s = 0.0
    return {
        "key_ms": float(np.median(took)),
        "disable_s": _answered(app, page, Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier, True),
        "undo_s": _answered(app, page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, False),
        "edit_held_ms": 1000 * app.longest_s,
    }


def measure(app: Timed, takes: int, gestures: int) -> dict[str, float]:
    """Measure all figures for a data set of this size."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = find_workspace(root / "workspace")
        fill(workspace.recordings, takes, gestures)
        sleep(0.1)  # what has just changed is not trusted to the index
        figures: dict[str, float] = {"takes": takes}
        for time in ("first", "again"):
            program = Program(app, workspace, SettingsStore(root / "settings.toml"), root / "log")
            figures |= {f"{time}_{name}": value for name, value in opened(app, program).items()}
            if time == "again":
                figures |= scrolled(app, program.library)
                figures |= used(app, program.library)
            program.window.close()
            program.stop()
            program.window.deleteLater()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {name: round(value, 4) for name, value in figures.items()}


def _answered(app: Timed, page: LibraryPage, key: Qt.Key, modifier: Qt.KeyboardModifier, disabled: bool) -> float:
    began = perf_counter()
    QTest.keyClick(page.grid, key, modifier)
    _until(app, lambda: page.grid.current is not None and page.grid.current.take.info.disabled is disabled)
    page.grid.viewport().repaint()
    return perf_counter() - began


def _until(app: Timed, condition: Callable[[], bool]) -> None:
    end = perf_counter() + PATIENCE_S
    while not condition():
        if perf_counter() > end:
            sys.exit("What was to be measured did not happen.")
        app.processEvents()
        sleep(0.001)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--takes", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--gestures", type=int, default=25)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    app = Timed()
    columns = [measure(app, takes, arguments.gestures) for takes in arguments.takes]
    for name in columns[0]:
        print(f"{name:16}" + "".join(f"{column[name]:12.4g}" for column in columns))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(columns, indent=1))


if __name__ == "__main__":
    main()

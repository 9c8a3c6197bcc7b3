"""Drives the real window off screen from the start to one's own first gesture recognised, and prints the timeline.

    python benchmarks/first_gesture.py [--name ahoy] [--processors 2]

Only mouse clicks and key presses act on the window, and all of them are counted. The drawn hand is the source, as on a
computer without a camera. Folders for settings and workspace are new, and those of the user stay untouched.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PATIENCE_S = 600.0
LIMIT_S = 180.0
LIMIT_PRESSES = 10


class User:
    """Clicks and types, and notes when and what for."""

    def __init__(self, began: float) -> None:
        self._began = began
        self.clicks = self.keys = self.letters = 0
        self.rows: list[tuple[float, str, str]] = []

    def click(self, widget: QWidget) -> None:
        """Click into the middle of a widget that is visible."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        assert not widget.visibleRegion().isEmpty()
        self.clicks += 1
        self.note("click", widget.property("text") or "")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press_enter(self, widget: QWidget) -> None:
        """Press Enter where the keyboard is."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self.keys += 1
        self.note("key", "Enter")
        QTest.keyClick(widget, Qt.Key.Key_Return)

    def type(self, widget: QWidget, text: str) -> None:
        """Type a text letter by letter."""
        from PySide6.QtTest import QTest

        self.letters += len(text)
        self.note("keys", f"the name, {len(text)} letters")
        QTest.keyClicks(widget, text)

    def note(self, kind: str, what: str) -> None:
        """Note something that happened now."""
        self.rows.append((perf_counter() - self._began, kind, what.replace("&", "")))


def main() -> None:
    """Run the story and print its timeline as a table."""
    began = perf_counter()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--name", default="ahoy", help="name of the new gesture")
    parser.add_argument("--processors", type=int, default=2, help="processors that the program may use")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(folder) / kind.lower())
        user = _story(began, Path(folder), arguments.name, arguments.processors)
    total = user.rows[-1][0]
    print(f"{'seconds':>8}  {'what':<8}")
    for seconds, kind, what in user.rows:
        print(f"{seconds:8.1f}  {kind:<8}{what}")
    print(f"\n{total:.0f} s, {user.clicks} clicks and {user.keys} keys, and {user.letters} letters of the name")
    presses = user.clicks + user.keys + user.letters
    sys.exit(0 if total < LIMIT_S and presses < LIMIT_PRESSES else 1)


def _story(began: float, folder: Path, name: str, processors: int) -> User:
    from PySide6.QtWidgets import QApplication

    from benchmarks.real_window import keep_to_processors, run_window_until
    from gesture_app.app import Program
    from gesture_app.storage.settings_store import SettingsStore
    from gesture_app.storage.workspace import find_workspace

    keep_to_processors(processors)
    user = User(began)

    def wait_for(what: str, condition: Callable[[], bool]) -> None:
        run_window_until(condition, PATIENCE_S)
        user.note("", what)

    app = QApplication([])
    store = SettingsStore(folder / "settings.toml")
    program = Program(app, find_workspace(folder / "workspace"), store, folder / "window.log")
    program.start("demo")
    updates = program.live.updates
    wait_for("first picture", lambda: updates.newest is not None)
    wait_for("the shipped model recognises", lambda: updates.newest is not None and updates.newest.card is not None)
    steps = program.recognise.first_steps
    user.click(steps.teach)
    record = program.record
    wait_for("the name is asked for", record.form.gesture.isVisible)
    user.type(record.form.gesture, name)
    user.press_enter(record.form.gesture)
    wait_for("five takes are recorded", lambda: record.summary.isVisible() and record.summary.train.isEnabled())
    user.note("", record.summary.words.text())
    user.click(record.summary.train)
    banner = program.train.report_view.banner
    wait_for("the model is trained and in use", banner.try_it.isVisible)
    fired: list[str] = []
    updates.fired.connect(lambda event: fired.append(event.label))
    user.click(banner.try_it)
    wait_for(f"“{name}” is recognised", lambda: name in fired)
    program.window.close()
    program.stop()
    return user


if __name__ == "__main__":
    main()

"""Parts of the Inspect page's tests: what stands for the live session, and helpers."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.hands import TrackedFrame
from gesture_app.gui.inspect.page import InspectPage
from gesture_app.gui.state.recording_library import RecordingLibrary

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@dataclass
class Stream:
    """Replaces the recent frames of the live session."""

    frames: tuple[TrackedFrame, ...] = ()
    asked: int = 0

    def poll(self, since: float = float("-inf")) -> tuple[TrackedFrame, ...]:
        self.asked += 1
        return self.frames


@dataclass
class FakeReach:
    """A job with messages set by the test."""

    news: list[object] = field(default_factory=list)
    cancelled: bool = False

    def start(self) -> None:
        pass

    def poll(self) -> list[object]:
        news, self.news = self.news, []
        return news

    def cancel(self) -> None:
        self.cancelled = True

    def shut_down(self) -> None:
        self.cancelled = True


@dataclass
class Desk:
    page: InspectPage
    stream: Stream
    library: RecordingLibrary
    reach: FakeReach
    models: SimpleNamespace
    opened_on: list[tuple[str, int]]


def wait_for_view(page: InspectPage, qtbot: QtBot) -> None:
    """Wait until the trace is shown."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.source.queue.busy("trace") and page.view is not None)

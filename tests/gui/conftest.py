"""One off-screen QApplication, the window's parts on a fake camera, and a guard against threads left behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from gesture_app.core.settings import Settings
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.live.session import LiveSession
from tests.fakes import FakeCamera, FakeTracker


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A test that leaves a thread behind fails."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and "Dummy" not in thread.name]
    for thread in left:
        thread.join(2)
    assert not [thread for thread in left if thread.is_alive()]


@pytest.fixture
def look_restored(qapp: QApplication) -> Iterator[None]:
    """What a test does to the application's look ends with it."""
    palette, sheet, font, style = qapp.palette(), qapp.styleSheet(), qapp.font(), qapp.style().name()
    yield
    qapp.setStyleSheet(sheet)
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera()


@pytest.fixture
def session(camera: FakeCamera) -> Iterator[LiveSession]:
    """A session on the fake camera, not started; stopped at the end."""
    session = LiveSession(lambda source: camera, FakeTracker, "monday", retry_s=0.05)
    yield session
    session.stop()


@pytest.fixture
def notifications(qapp: object) -> Notifications:
    return Notifications()


@pytest.fixture
def tasks(notifications: Notifications) -> Iterator[TaskRunner]:
    tasks = TaskRunner(notifications.show)
    yield tasks
    tasks.close()


@pytest.fixture
def settings(tasks: TaskRunner) -> CurrentSettings:
    """Default settings that are saved nowhere."""
    return CurrentSettings(Settings(), lambda settings: None, tasks)


@pytest.fixture
def updates(session: LiveSession) -> Iterator[LiveUpdates]:
    """Looks at the session once it is started."""
    updates = LiveUpdates(session)
    yield updates
    updates.stop()

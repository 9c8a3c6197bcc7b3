"""One off-screen QApplication, the window's services on a fake camera, and a guard against threads left behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from gesture_app.core.settings import Settings
from gesture_app.gui.state.active_model import ActiveModel
from gesture_app.gui.state.context import AppContext, WindowContext
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.gesture_actions import GestureActions
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.model_library import ModelLibrary
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.running_work import RunningWork
from gesture_app.gui.state.session_takes import SessionTakes
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.open_question import waits_for_answer
from gesture_app.jobs.action_store import ActionStore
from gesture_app.live.session import LiveSession
from gesture_app.storage.action_files import ActionFiles
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace, find_workspace
from tests.fakes import FakeCamera, FakeRecogniser, FakeTracker, StepClock
from tests.waiting import PATIENCE_S


class PatientBot(QtBot):
    """Waits for minutes where pytest-qt waits for five seconds."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = round(1000 * PATIENCE_S)) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = round(1000 * PATIENCE_S), **more: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = round(1000 * PATIENCE_S), **more: Any) -> Any:  # noqa: N802
        return super().waitSignals(signals, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A test that leaves a thread behind fails."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and "Dummy" not in thread.name]
    for thread in left:
        thread.join(PATIENCE_S)
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
    camera.go_on()
    session.stop()


@pytest.fixture
def notifications(qapp: object) -> Notifications:
    return Notifications()


@pytest.fixture
def tasks(notifications: Notifications) -> Iterator[TaskRunner]:
    tasks = TaskRunner(notifications.show_error)
    yield tasks
    tasks.close()


@pytest.fixture
def settings(tasks: TaskRunner) -> CurrentSettings:
    """Default settings that are saved nowhere."""
    return CurrentSettings(Settings(), lambda settings: None, tasks)


@pytest.fixture
def updates(session: LiveSession) -> Iterator[LiveUpdates]:
    """Polls the session once it is started."""
    updates = LiveUpdates(session)
    yield updates
    updates.stop()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return find_workspace(tmp_path / "workspace")


@pytest.fixture
def recordings(workspace: Workspace) -> RecordingStore:
    return RecordingStore(workspace.recordings)


@pytest.fixture
def models(workspace: Workspace) -> ModelStore:
    return ModelStore(workspace.models, None)


@pytest.fixture
def load_recogniser(models: ModelStore) -> Callable[[str], FakeRecogniser]:
    """Return a fake that recognises with the card and the thresholds of a stored model."""
    return lambda model: FakeRecogniser(models.choices(model).applied_to(models.load(model).card))


@pytest.fixture
def library(recordings: RecordingStore, tasks: TaskRunner) -> Iterator[RecordingLibrary]:
    library = RecordingLibrary(recordings, ReviewStore(recordings.folder), tasks)
    yield library
    library.shutdown()


@pytest.fixture
def active_model(
    session: LiveSession,
    models: ModelStore,
    load_recogniser: Callable[[str], FakeRecogniser],
    updates: LiveUpdates,
    tasks: TaskRunner,
    notifications: Notifications,
) -> Iterator[ActiveModel]:
    active_model = ActiveModel(session, models, load_recogniser, updates, tasks, notifications)
    yield active_model
    active_model.shutdown()


@pytest.fixture
def clock() -> StepClock:
    """The clock of running work."""
    return StepClock()


@pytest.fixture
def work(clock: StepClock) -> RunningWork:
    return RunningWork(clock)


@pytest.fixture
def gesture_actions(
    workspace: Workspace,
    session: LiveSession,
    updates: LiveUpdates,
    tasks: TaskRunner,
    notifications: Notifications,
    settings: CurrentSettings,
    work: RunningWork,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[GestureActions]:
    """The actions of the workspace, with approvals of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    window = WindowContext(session, updates, tasks, notifications, settings, work)
    gesture_actions = GestureActions(window, ActionStore(ActionFiles.of(workspace.root)), waits_for_answer)
    yield gesture_actions
    gesture_actions.shutdown().join(PATIENCE_S)


@pytest.fixture
def context(
    workspace: Workspace,
    session: LiveSession,
    recordings: RecordingStore,
    models: ModelStore,
    updates: LiveUpdates,
    tasks: TaskRunner,
    notifications: Notifications,
    settings: CurrentSettings,
    library: RecordingLibrary,
    active_model: ActiveModel,
    work: RunningWork,
    gesture_actions: GestureActions,
) -> AppContext:
    """Everything that pages share; clips are written nowhere."""
    return AppContext(
        session=session,
        updates=updates,
        tasks=tasks,
        notifications=notifications,
        settings=settings,
        work=work,
        workspace=workspace,
        recordings=recordings,
        models=models,
        library=library,
        model_library=ModelLibrary(models, tasks),
        active_model=active_model,
        session_takes=SessionTakes(recordings, tasks, lambda path, pictures, seconds: None),
        gesture_actions=gesture_actions,
    )

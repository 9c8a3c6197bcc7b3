"""Two programs on one workspace: what the other one puts to use is said here, and this window follows when asked to."""

from pathlib import Path

import pytest

from gesture_app.gui.state.active_model import ActiveModel, ModelWatch
from gesture_app.gui.state.context import Collaborators
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.live.session import LiveSession
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.store import RecordingStore
from tests.fakes import FakeRecogniser, a_card


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    store = ModelStore(tmp_path / "models", None)
    for model in ("mine", "theirs"):
        store.save(a_card("fist", id=model), b"weights")
    store.use("mine")
    return store


@pytest.fixture
def watch(
    store: ModelStore, session: LiveSession, tasks: TaskRunner, notifications: Notifications, tmp_path: Path
) -> ModelWatch:
    collaborators = Collaborators(
        session,
        RecordingStore(tmp_path / "recordings"),
        store,
        tuple,
        lambda model: FakeRecogniser(store.load(model).card),
        lambda options: pytest.fail("no training"),
    )
    watch = ModelWatch(store, ActiveModel(collaborators, tasks), notifications, tasks)
    watch.see_live(store.load("mine").card)
    return watch


def look(watch: ModelWatch, tasks: TaskRunner, times: int) -> None:
    for _ in range(times):
        watch.look()
        tasks.finish()


def test_what_another_program_puts_to_use_is_said_once_and_followed_when_asked(watch, store, notifications, tasks):
    look(watch, tasks, 3)
    assert notifications.newest is None  # nobody did anything
    store.use("theirs")
    look(watch, tasks, 3)
    notice = notifications.newest
    assert "theirs" in notice.sentence
    notifications.dismiss(notice)
    look(watch, tasks, 3)
    assert notifications.newest is None
    notice.button.press()
    tasks.finish()
    assert store.active() == "theirs"


def test_what_this_window_has_just_chosen_is_no_news(watch, store, notifications, tasks):
    store.use("theirs")
    look(watch, tasks, 1)
    watch.see_live(store.load("theirs").card)  # the live thread follows a moment later
    look(watch, tasks, 3)
    assert notifications.newest is None

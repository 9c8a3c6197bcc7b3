"""One road to a model in use: at start, by the user's choice, and when another program has chosen."""

import pytest

from gesture_app.core.errors import ModelError
from gesture_app.gui.state.active_model import ActiveModel
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.storage.models.store import ModelStore
from tests.fakes import FakeModels, a_card


@pytest.fixture
def models(workspace) -> ModelStore:
    models = ModelStore(workspace.models, None)
    for model in ("mine", "theirs"):
        models.save(a_card("fist", id=model), b"weights")
    models.use("mine")
    return models


@pytest.fixture
def recognising(active_model: ActiveModel, updates, models: ModelStore) -> ActiveModel:
    """The window recognises with "mine"."""
    updates.model.emit(models.load("mine").card)
    return active_model


@pytest.fixture
def asked(session, monkeypatch) -> list[str]:
    """The models that the live session was asked to use."""
    asked: list[str] = []
    monkeypatch.setattr(session, "use_recogniser", lambda recogniser: asked.append(recogniser.card.id))
    return asked


def poll(active_model: ActiveModel, tasks: TaskRunner, times: int) -> None:
    for _ in range(times):
        active_model.poll()
        tasks.finish()


def test_the_program_starts_with_the_model_in_use(active_model, asked, tasks, notifications):
    active_model.begin()
    assert active_model.starting
    tasks.finish()
    assert (asked, active_model.starting, notifications.newest) == (["mine"], False, None)


def test_another_model_than_the_chosen_one_is_said(
    session, load_recogniser, updates, tasks, notifications, asked, models, monkeypatch
):
    monkeypatch.setattr(models, "active_trouble", lambda: "Model x is gone; mine is used.")
    active_model = ActiveModel(session, models, load_recogniser, updates, tasks, notifications)
    active_model.begin()
    tasks.finish()
    active_model.shutdown()
    assert (asked, notifications.newest.sentence) == (["mine"], "Model x is gone; mine is used.")


def test_a_start_without_a_model_is_told_to_who_shows_it(session, updates, tasks, notifications):
    active_model = ActiveModel(session, FakeModels(), pytest.fail, updates, tasks, notifications)
    missing = []
    active_model.missing.connect(lambda: missing.append(True))
    active_model.begin()
    tasks.finish()
    active_model.shutdown()
    assert (missing, active_model.starting, notifications.newest) == ([True], False, None)


def test_a_first_model_that_cannot_be_loaded_is_a_notice(session, models, updates, tasks, notifications):
    def load(model):
        raise ModelError("Model mine was trained on features of version 0.", "Train again.")

    active_model = ActiveModel(session, models, load, updates, tasks, notifications)
    missing = []
    active_model.missing.connect(lambda: missing.append(True))
    active_model.begin()
    tasks.finish()
    active_model.shutdown()
    assert (missing, notifications.newest.hint) == ([True], "Train again.")


def test_a_model_chosen_while_the_first_is_still_being_loaded_stays(active_model, updates, asked, tasks):
    active_model.begin()
    updates.model.emit(a_card("point"))
    tasks.finish()
    assert asked == []


def test_what_the_user_chooses_is_in_use_after_the_next_start_too(recognising, asked, models, tasks):
    used = []
    recognising.used.connect(lambda model, earlier: used.append((model, earlier)))
    assert recognising.use("theirs")
    assert not recognising.use("mine"), "one at a time"
    tasks.finish()
    assert (asked, used, models.active()) == (["theirs"], [("theirs", "mine")], "theirs")


def test_a_model_that_cannot_be_loaded_changes_nothing(recognising, asked, models, tasks, notifications):
    recognising.use("gone")
    tasks.finish()
    assert (asked, models.active(), recognising.busy) == ([], "mine", False)
    assert notifications.newest is not None


def test_what_another_program_puts_to_use_is_said_once_and_followed_when_asked(
    recognising, models, notifications, tasks
):
    poll(recognising, tasks, 3)
    assert notifications.newest is None  # nobody did anything
    models.use("theirs")
    poll(recognising, tasks, 3)
    notice = notifications.newest
    assert "theirs" in notice.sentence
    notifications.dismiss(notice)
    poll(recognising, tasks, 3)
    assert notifications.newest is None
    notice.button.press()
    tasks.finish()
    assert models.active() == "theirs"


def test_what_this_window_has_just_chosen_is_no_news(recognising, models, updates, notifications, tasks):
    models.use("theirs")
    poll(recognising, tasks, 1)
    updates.model.emit(models.load("theirs").card)  # the live thread follows a moment later
    poll(recognising, tasks, 3)
    assert notifications.newest is None

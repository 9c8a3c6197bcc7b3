"""Recognise page: the last gesture in large letters, the list, the strip, the model as it gets ready."""

from types import SimpleNamespace

import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.prediction import Event
from gesture_app.gui.recognise import gesture_banner
from gesture_app.gui.recognise.gesture_banner import GestureBanner
from gesture_app.gui.recognise.page import KEPT_EVENTS, NO_MODEL, READY, RecognisePage
from gesture_app.gui.state.context import PageParts
from gesture_app.gui.state.session_takes import SessionTakes
from tests.fakes import FakeModels, FakeRecogniser, a_card

CARD = a_card("fist", "swipe_left")


def page_with(session, updates, tasks, notifications, settings, *, card=CARD, trouble="", load=None):
    models = FakeModels(card, trouble)
    load = load or (lambda which: FakeRecogniser(card))
    collaborators = SimpleNamespace(session=session, models=models, load_recogniser=load)
    shelf = SessionTakes(SimpleNamespace(), tasks)
    return RecognisePage(PageParts(collaborators, updates, tasks, notifications, settings), shelf)


@pytest.fixture
def page(session, updates, tasks, notifications, settings, qtbot):
    page = page_with(session, updates, tasks, notifications, settings)
    qtbot.addWidget(page)
    page.resize(420, 560)
    return page


def test_a_gesture_made_is_seen_in_letters_list_and_strip(page, session, updates, qtbot):
    session.start("fake")
    updates.start()
    page.load_model()
    page.show()
    qtbot.waitUntil(lambda: page.events.rowCount() >= 2 and page.thresholds.ready, timeout=10_000)
    session.stop()
    updates.look()
    newest = page.events.item(0, 1).text()
    assert page.banner.words == newest in ("fist", "swipe left")
    assert page.events.item(0, 2).text().endswith(" %")
    assert not page.grab().isNull()


def test_the_list_keeps_the_newest(page):
    for number in range(KEPT_EVENTS + 5):
        page._show_event(Event(60.0 + number, 60.0, "fist", 0.9))
    assert page.events.rowCount() == KEPT_EVENTS
    assert page.events.item(0, 0).text() == "1:54.0"


def test_without_a_model_the_page_says_what_to_do(session, updates, tasks, notifications, settings, qtbot):
    page = page_with(session, updates, tasks, notifications, settings, card=None)
    qtbot.addWidget(page)
    page.load_model()
    qtbot.waitUntil(lambda: page.banner.resting == NO_MODEL)


def test_a_model_that_cannot_be_used_is_a_notice(session, updates, tasks, notifications, settings, qtbot):
    def load(which):
        raise ModelError("Model m was trained on features of version 0.", "Train again.")

    page = page_with(session, updates, tasks, notifications, settings, load=load)
    qtbot.addWidget(page)
    page.load_model()
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert notifications.newest.hint == "Train again."
    assert page.banner.resting == NO_MODEL


def test_a_model_chosen_while_the_first_is_still_being_read_stays(page, session, updates, tasks, monkeypatch):
    used = []
    monkeypatch.setattr(session, "use_recogniser", used.append)
    page.load_model()
    updates.model.emit(a_card("point"))
    tasks.finish()
    assert used == []


def test_another_model_than_the_chosen_one_is_said(session, updates, tasks, notifications, settings, qtbot):
    page = page_with(session, updates, tasks, notifications, settings, trouble="Model x is gone; y is used.")
    qtbot.addWidget(page)
    session.start("fake")
    updates.start()
    page.load_model()
    qtbot.waitUntil(lambda: page.banner.resting == READY and page.thresholds.ready)
    assert notifications.newest.sentence == "Model x is gone; y is used."


def test_the_last_gesture_steps_back_after_a_while(qtbot, monkeypatch):
    monkeypatch.setattr(gesture_banner, "BRIGHT_MS", 30)
    monkeypatch.setattr(gesture_banner, "FADE_MS", 30)
    banner = GestureBanner()
    qtbot.addWidget(banner)
    banner.show_event(Event(1.0, 0.9, "circle_counterclockwise", 0.9))
    assert banner.brightness == 1
    qtbot.waitUntil(lambda: banner.brightness == 0)
    assert banner.words == "circle counterclockwise"

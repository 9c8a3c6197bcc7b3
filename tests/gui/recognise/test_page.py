"""Recognise page: the last gesture in large letters, the list, the strip, the model as it gets ready."""

import pytest

from gesture_app.core.prediction import Event, GestureEnd, HandUsed
from gesture_app.gui.recognise import gesture_banner
from gesture_app.gui.recognise.gesture_banner import GestureBanner
from gesture_app.gui.recognise.page import KEPT_EVENTS, LOADING, NO_MODEL, RecognisePage
from tests.fakes import FakeModels, FakeRecogniser, a_card

CARD = a_card("fist", "swipe_left")


@pytest.fixture
def models():
    return FakeModels(CARD)


@pytest.fixture
def load_recogniser(models):
    return lambda model: FakeRecogniser(models.card)


@pytest.fixture
def page(context, qtbot):
    page = RecognisePage(context)
    qtbot.addWidget(page)
    page.resize(420, 560)
    return page


def test_a_gesture_made_is_seen_in_letters_list_and_strip(page, session, updates, active_model, qtbot):
    session.start("fake")
    updates.start()
    active_model.begin()
    page.show()
    qtbot.waitUntil(lambda: page.events.rowCount() >= 2 and page.thresholds.ready)
    session.stop()
    updates.poll()
    newest = page.events.item(0, 1).text()
    assert page.banner.words == newest in ("fist", "swipe left")
    assert page.events.item(0, 3).text().endswith(" %")
    assert not page.grab().isNull()


def test_the_list_keeps_the_newest(page):
    for number in range(KEPT_EVENTS + 5):
        page._show_event(Event(60.0 + number, 60.0, "fist", 0.9, HandUsed.LEFT))
    assert page.events.rowCount() == KEPT_EVENTS
    assert page.events.item(0, 2).text() == "left"
    page._show_end(GestureEnd(115.5, Event(113.0, 60.0, "fist", 0.9, HandUsed.LEFT)))
    assert [page.events.item(row, 4).text() for row in range(3)] == ["", "2.5 s", ""]
    assert page.events.item(0, 0).text() == "1:54.0"


def test_without_a_model_the_page_says_what_to_do(page, models, active_model, qtbot):
    models.card = None
    active_model.begin()
    assert page.banner.resting == LOADING
    qtbot.waitUntil(lambda: page.banner.resting == NO_MODEL)


def test_the_last_gesture_steps_back_after_a_while(qtbot, monkeypatch):
    monkeypatch.setattr(gesture_banner, "BRIGHT_MS", 30)
    monkeypatch.setattr(gesture_banner, "FADE_MS", 30)
    banner = GestureBanner()
    qtbot.addWidget(banner)
    banner.show_event(Event(1.0, 0.9, "circle_counterclockwise", 0.9))
    assert banner.brightness == 1
    qtbot.waitUntil(lambda: banner.brightness == 0)
    assert banner.words == "circle counterclockwise"

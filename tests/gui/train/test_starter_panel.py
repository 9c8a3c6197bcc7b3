"""Before a training the page shows whose gestures the model will know, and what the user chooses is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gesture_app.core.model.lookalike import Lookalike
from gesture_app.core.model.starter_choice import FEWEST_OWN_TAKES, StarterChoice
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.train.page import TrainPage
from gesture_app.gui.train.starter_services import StarterServices
from gesture_app.learning.take_selection import FEWEST_TAKES
from gesture_app.storage.recordings.store import RecordingStore
from tests.made_up_takes import a_take

STARTER = ("fist", "ok", "swipe_left", "wave")


class FakeStarter:
    """Keeps the choice in memory, and finds what the test says."""

    def __init__(self) -> None:
        self.choice, self.trouble = StarterChoice(), ""
        self.found: list[Lookalike] = []
        self.tried: list[set[str]] = []

    @property
    def services(self) -> StarterServices:
        return StarterServices(lambda: STARTER, lambda: (self.choice, self.trouble), self._write, self._find)

    def _write(self, choice: StarterChoice) -> None:
        self.choice = choice

    def _find(self, takes: Sequence[tuple[str, Path]]) -> Sequence[Lookalike]:
        self.tried.append({gesture for gesture, _ in takes})
        return self.found


@pytest.fixture
def recordings(tmp_path: Path) -> RecordingStore:
    return RecordingStore(tmp_path)


@pytest.fixture
def starter() -> FakeStarter:
    return FakeStarter()


@pytest.fixture
def options() -> list[StarterChoice]:
    """Every choice that a job was asked for with."""
    return []


@pytest.fixture
def page(
    qtbot: QtBot, context: AppContext, starter: FakeStarter, options: list[StarterChoice], recordings: RecordingStore
) -> Iterator[TrainPage]:
    class Job:
        def __init__(self, given) -> None:
            options.append(given.starter)

        start = cancel = lambda self: None
        poll = lambda self: ()  # noqa: E731

    record(recordings, "fist", 3)
    record(recordings, "next", 4)
    record(recordings, "wave", 2)  # too few to be the user's
    page = TrainPage(context, Job, lambda model, path: None, starter.services)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.show()
    yield page
    page.shutdown()


def record(recordings: RecordingStore, gesture: str, count: int) -> None:
    rng = np.random.default_rng(len(gesture))
    for _ in range(count):
        take = a_take("fist", rng)
        recordings.save(replace(take, info=replace(take.info, gesture=gesture)))


def items(page: TrainPage) -> dict[str, tuple[bool, bool]]:
    """Of each of the starter's gestures: checked, and may be changed."""
    gestures = page.data_view.starter.gestures
    found = [gestures.item(row) for row in range(gestures.count())]
    return {
        item.text(): (item.checkState() == Qt.CheckState.Checked, bool(item.flags() & Qt.ItemFlag.ItemIsEnabled))
        for item in found
    }


def test_it_says_whose_gestures_the_model_will_know(qtbot: QtBot, page: TrainPage) -> None:
    panel = page.data_view.starter
    qtbot.waitUntil(lambda: "5 gestures" in panel.known.text())
    assert panel.known.text() == "The model will know 5 gestures: 2 of yours and 3 of the starter's."
    on, off = (True, True), (True, False)
    assert items(page) == {"fist (yours)": off, "ok": on, "swipe left": on, "wave": on}
    assert FEWEST_OWN_TAKES == FEWEST_TAKES


def test_what_the_user_switches_off_by_keyboard_is_kept_and_not_trained(
    qtbot: QtBot, page: TrainPage, starter: FakeStarter, options: list[StarterChoice]
) -> None:
    panel = page.data_view.starter
    qtbot.waitUntil(lambda: "5 gestures" in panel.known.text())
    panel.gestures.setCurrentRow(1)
    qtbot.keyClick(panel.gestures, Qt.Key.Key_Space)
    assert "2 of the starter's" in panel.known.text()
    qtbot.waitUntil(lambda: starter.choice == StarterChoice(switched_off=("ok",)))
    page.train()
    assert options == [StarterChoice(switched_off=("ok",))]


def test_only_mine(qtbot: QtBot, page: TrainPage, starter: FakeStarter) -> None:
    panel = page.data_view.starter
    qtbot.waitUntil(lambda: "5 gestures" in panel.known.text())
    qtbot.keyClick(panel.only_mine, Qt.Key.Key_Space)
    assert panel.known.text() == "The model will know 2 gestures."
    assert not panel.gestures.isEnabled()
    qtbot.waitUntil(lambda: starter.choice == StarterChoice(only_mine=True))
    qtbot.keyClick(panel.only_mine, Qt.Key.Key_Space)
    assert "3 of the starter's" in panel.known.text()


def test_one_that_looks_like_the_users_is_offered_to_be_switched_off(
    qtbot: QtBot, page: TrainPage, starter: FakeStarter, recordings: RecordingStore
) -> None:
    panel = page.data_view.starter
    starter.found = [Lookalike("next", "swipe_left", 3, 4), Lookalike("next", "fist", 2, 4)]
    record(recordings, "next", 1)
    page._library.poll()
    qtbot.waitUntil(lambda: bool(panel.buttons))
    assert [button.text() for button in panel.buttons] == ["Switch off swipe left"]  # fist is the user's own
    panel.buttons[0].click()
    assert not panel.buttons
    assert items(page)["swipe left"] == (False, True)
    qtbot.waitUntil(lambda: starter.choice.switched_off == ("swipe_left",))
    assert {"next"} in starter.tried or {"fist", "next"} in starter.tried


def test_takes_are_tried_once(qtbot: QtBot, page: TrainPage, starter: FakeStarter, recordings: RecordingStore) -> None:
    qtbot.waitUntil(lambda: starter.tried == [{"fist", "next"}])
    page.starter.refresh()
    record(recordings, "fist", 1)
    page._library.poll()
    qtbot.waitUntil(lambda: starter.tried == [{"fist", "next"}, {"fist"}])


def test_advice_switches_off_and_says_what_to_do_next(
    qtbot: QtBot, page: TrainPage, starter: FakeStarter, context: AppContext
) -> None:
    qtbot.waitUntil(lambda: page.data_view.starter.gestures.count() == 4)
    page.report_view.advice.switch_off_wanted.emit("wave")
    qtbot.waitUntil(lambda: starter.choice.switched_off == ("wave",))
    newest = context.notifications.newest
    assert newest is not None
    assert newest.sentence == "“wave” of the starter is switched off."


def test_without_takes_of_the_user_it_is_hidden(qtbot: QtBot, page: TrainPage, recordings: RecordingStore) -> None:
    qtbot.waitUntil(page.data_view.starter.isVisible)
    recordings.discard(recordings.list_takes().takes)
    page._library.poll()
    qtbot.waitUntil(lambda: not page.data_view.starter.isVisible())

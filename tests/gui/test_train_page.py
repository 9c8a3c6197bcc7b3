from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import nan
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gesture_app.core.model_card import ModelCard
from gesture_app.core.training_progress import (
    EpochDone,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.gui.background import Background
from gesture_app.gui.collaborators import Collaborators
from gesture_app.gui.live_poller import LivePoller
from gesture_app.gui.messages import Messages
from gesture_app.gui.page_parts import PageParts
from gesture_app.gui.pages.train_page import TrainPage
from gesture_app.gui.settings_holder import SettingsHolder
from gesture_app.gui.widgets.training_view import LEARNING_ALL
from gesture_app.live.live_session import LiveSession
from gesture_app.storage.model_store import ModelStore
from gesture_app.storage.recording_store import RecordingStore
from tests.fakes import FakeRecogniser, a_card, a_report

LEFT_OUT = "wave/3.npz is left out: no hand was seen in it."
STARTED = TrainingStarted(("none", "fist", "wave"), 20, 5, 10, (LEFT_OUT,))
FAILED = TrainingFailed("There is too little to learn from.", "Record two takes of each gesture.")


class FakeJob:
    """Says what the test puts into `news`."""

    def __init__(self) -> None:
        self.news: list[TrainingProgress] = []
        self.started = self.cancelled = False

    def start(self) -> None:
        self.started = True

    def poll(self) -> Sequence[TrainingProgress]:
        news, self.news = self.news, []
        return news

    def cancel(self) -> None:
        self.cancelled = True
        self.news = [TrainingFailed("Training was cancelled.")]


def epoch(number: int) -> EpochDone:
    return EpochDone(number, 10, 1.0 / number, 0.5, 1.2 / number, 0.4, 70.0 - number)


@pytest.fixture
def jobs() -> list[FakeJob]:
    """Every job the page has asked for, newest last."""
    return []


@pytest.fixture
def card(tmp_path: Path) -> ModelCard:
    """Of a model that lies in the store."""
    card = a_card("fist", "wave", id="fresh")
    ModelStore(tmp_path, None).save(card, b"weights")
    return card


@pytest.fixture
def page(
    qtbot: QtBot,
    session: LiveSession,
    poller: LivePoller,
    background: Background,
    messages: Messages,
    settings: SettingsHolder,
    jobs: list[FakeJob],
    card: ModelCard,
    tmp_path: Path,
) -> Iterator[TrainPage]:
    def make_job() -> FakeJob:
        jobs.append(FakeJob())
        return jobs[-1]

    collaborators = Collaborators(
        session, RecordingStore(tmp_path), ModelStore(tmp_path, None), tuple,
        lambda model: FakeRecogniser(a_card("fist", "wave", id=model)), make_job, "sitting",
    )  # fmt: skip
    page = TrainPage(PageParts(collaborators, poller, background, messages, settings))
    qtbot.addWidget(page)
    session.start("camera")
    poller.start()
    page.show()
    qtbot.waitUntil(lambda: poller.newest is not None)
    yield page
    page.shutdown()


def finish(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard) -> None:
    page.train()
    jobs[-1].news = [STARTED, epoch(10), TrainingDone(card, 3.0, a_report(card))]
    qtbot.waitUntil(page.result.isVisible)


def test_progress_is_shown_epoch_by_epoch(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    qtbot.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert jobs[0].started
    assert page.view.isVisible()
    jobs[0].news = [STARTED, epoch(1), epoch(2)]
    qtbot.waitUntil(lambda: page.view.epoch.text() == "Epoch 2 of 10")
    assert "15 takes" in page.view.heading.text()
    qtbot.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert len(jobs) == 1


def test_escape_cancels_and_the_next_run_starts_afresh(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert jobs[0].cancelled
    qtbot.waitUntil(page.data.isVisible)
    assert "cancelled" in page.data.told.text()
    page.train()
    assert len(jobs) == 2
    assert page.data.told.text() == ""


def test_a_failure_is_told_with_its_hint(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    jobs[0].news = [FAILED]
    qtbot.waitUntil(page.data.isVisible)
    assert page.data.told.text() == f"{FAILED.error} {FAILED.hint}"
    assert page.data.told.isVisible()


def test_the_result_says_how_it_was_tested_and_what_was_left_out(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard
) -> None:
    finish(qtbot, page, jobs, card)
    assert page.result.accuracy.text() == "100 %"
    assert "from the same sitting" in page.result.held_out.text()
    assert LEFT_OUT in page.result.left_out.text()


def test_using_the_model_swaps_it_in_and_remembers_it(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard, poller: LivePoller, tmp_path: Path
) -> None:
    finish(qtbot, page, jobs, card)
    assert poller.newest is not None
    assert poller.newest.card is None
    qtbot.keyClick(page.result.use, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: poller.newest is not None and poller.newest.card is not None)
    assert ModelStore(tmp_path, None).active() == "fresh"
    assert "In use since" in page.result.in_use.text()
    assert not page.result.use.isVisible()


def test_an_older_model_can_be_used_again(qtbot: QtBot, page: TrainPage, poller: LivePoller, tmp_path: Path) -> None:
    choice = page.data.models
    qtbot.waitUntil(lambda: choice.list.count() == 1)
    assert not choice.isVisible()
    store = ModelStore(tmp_path, None)
    store.save(replace(a_card("ok", id="older"), created_at="2024-01-01T00:00:00+00:00"), b"weights")
    store.use("fresh")
    page.hide()
    page.show()
    qtbot.waitUntil(choice.isVisible)
    choice.list.setCurrentIndex(1)
    assert choice.about.text() == "ok"
    choice.use.click()
    qtbot.waitUntil(lambda: poller.newest is not None and poller.newest.card is not None)
    assert poller.newest is not None
    assert poller.newest.card is not None
    assert poller.newest.card.id == "older"
    assert store.active() == "older"
    qtbot.waitUntil(lambda: choice.list.currentText().startswith("✓"))
    assert not choice.use.isEnabled()


def test_once_all_takes_are_learned_from_the_page_says_so(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    jobs[-1].news = [STARTED, epoch(1), EpochDone(2, 10, 0.5, 0.5, nan, nan, 60.0)]
    qtbot.waitUntil(lambda: page.view.heading.text() == LEARNING_ALL)
    assert not page.grab().isNull()


def test_a_model_that_cannot_be_loaded_is_told_and_can_be_tried_again(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], messages: Messages
) -> None:
    finish(qtbot, page, jobs, a_card("fist", "wave", id="vanished"))
    page.use()
    qtbot.waitUntil(lambda: messages.newest is not None)
    assert messages.newest is not None
    assert "vanished" in messages.newest.sentence
    assert page.result.may_use


def test_closing_the_window_cancels_the_run(page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    page.shutdown()
    assert jobs[0].cancelled

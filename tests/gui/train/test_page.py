from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison, GestureChange
from gesture_app.core.model.report import EpochMetrics, LearnedTake
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.settings import ASK
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import (
    ShortenedTake,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.core.training.stopped import Resume, StoppedTraining
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.running_work import RunningWork, WorkKind
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.new_model_banner import ModelStatus
from gesture_app.gui.train.page import TrainPage
from gesture_app.gui.train.progress_view import LEARNING_ALL
from gesture_app.gui.train.stopped_controller import StoppedServices
from gesture_app.live.session import LiveSession
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.store import RecordingStore
from tests.fakes import StepClock, a_card, a_report
from tests.made_up_takes import a_take

LEFT_OUT = "wave/3.npz is left out: no hand was seen in it."
SHORTENED = tuple(ShortenedTake(f"key{n}", "wave", 600.0, 3.5, f"wave/{n}.npz") for n in range(6))
STARTED = TrainingStarted(("none", "fist", "wave"), 20, 5, 10, (LEFT_OUT,), SHORTENED)
FAILED = TrainingFailed("There is too little to learn from.", "Record two takes of each gesture.")


class FakeJob:
    """Says what the test puts into `news`."""

    def __init__(self, options: TrainingOptions) -> None:
        self.options = options
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


def epoch(number: int) -> EpochMetrics:
    return EpochMetrics(number, 10, 1.0 / number, 0.5, 1.2 / number, 0.4, 70.0 - number)


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
def recordings(tmp_path: Path) -> RecordingStore:
    return RecordingStore(tmp_path)


@pytest.fixture
def models(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path, None)


@pytest.fixture
def page(
    qtbot: QtBot, context: AppContext, session: LiveSession, updates: LiveUpdates, jobs: list[FakeJob], card: ModelCard
) -> Iterator[TrainPage]:
    def make_job(options: TrainingOptions) -> FakeJob:
        jobs.append(FakeJob(options))
        return jobs[-1]

    page = TrainPage(context, make_job, lambda model, path: path.write_text(model))  # type: ignore[arg-type]
    qtbot.addWidget(page)
    session.start("camera")
    updates.start()
    page.show()
    qtbot.waitUntil(lambda: updates.newest is not None)
    yield page
    page.shutdown()


def finish(
    qtbot: QtBot,
    page: TrainPage,
    jobs: list[FakeJob],
    card: ModelCard,
    comparison: Comparison | None = None,
    kept: tuple[str, ...] = (),
) -> None:
    """A run that ends with this model, and what the page makes of it."""
    page.train()
    jobs[-1].news = [STARTED, epoch(10), TrainingDone(card, 3.0, a_report(card), comparison, kept)]
    qtbot.waitUntil(lambda: page.report_view.report is not None)
    qtbot.waitUntil(lambda: page.report_view.banner.status is not ModelStatus.LOADING)


def put_to_use(store: ModelStore, model: str) -> None:
    """A model of the user's, in use before the run."""
    store.save(a_card("fist", "wave", id=model), b"weights")
    store.use(model)


def compared(before: float, after: float, model: str = "old") -> Comparison:
    """With this model in use: `fist` as it was, `wave` before and after."""
    return Comparison(model, (GestureChange("fist", 5, 1.0, 1.0), GestureChange("wave", 5, before, after)), 0)


def test_progress_is_shown_epoch_by_epoch(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    qtbot.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert jobs[0].started
    assert page.progress_view.isVisible()
    jobs[0].news = [STARTED, epoch(1), epoch(2)]
    qtbot.waitUntil(lambda: page.progress_view.epoch.text() == "Epoch 2 of 10")
    assert "15 takes" in page.progress_view.heading.text()
    qtbot.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert len(jobs) == 1


def test_escape_cancels_and_the_next_run_starts_afresh(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert jobs[0].cancelled
    qtbot.waitUntil(page.data_view.isVisible)
    assert "cancelled" in page.data_view.message.text()
    page.train()
    assert len(jobs) == 2
    assert page.data_view.message.text() == ""


def test_a_failure_is_told_with_its_hint(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    jobs[0].news = [FAILED]
    qtbot.waitUntil(page.data_view.isVisible)
    assert page.data_view.message.text() == f"{FAILED.error} {FAILED.hint}"
    assert page.data_view.message.isVisible()


def test_the_result_says_how_it_was_tested_and_what_was_left_out(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard
) -> None:
    finish(qtbot, page, jobs, card)
    assert "named right (100 %), from the same session" in page.report_view.experience.basis.text()
    assert LEFT_OUT in page.report_view.left_out.text()


def test_takes_used_in_part_are_named_while_it_learns_and_in_the_result(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard
) -> None:
    page.train()
    jobs[-1].news = [STARTED]
    qtbot.waitUntil(lambda: SHORTENED[0].sentence in page.progress_view.shortened.text())
    assert "2 more takes" in page.progress_view.shortened.text()
    report = replace(a_report(card), shortened=tuple(take.sentence for take in SHORTENED))
    jobs[-1].news = [TrainingDone(card, 3.0, report)]
    qtbot.waitUntil(lambda: page.report_view.report is not None)
    assert all(take.sentence in page.report_view.shortened.text() for take in SHORTENED)


def test_the_report_is_saved_where_the_user_wants_it(
    qtbot: QtBot,
    page: TrainPage,
    jobs: list[FakeJob],
    card: ModelCard,
    notifications: Notifications,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finish(qtbot, page, jobs, card)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    page.save_report()
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert (tmp_path / "mine.html").read_text() == "fresh"
    assert notifications.newest is not None
    assert "mine.html" in notifications.newest.sentence


def test_the_page_says_by_what_the_model_in_use_is_behind(qtbot: QtBot, page: TrainPage, tmp_path: Path) -> None:
    store, recordings, rng = ModelStore(tmp_path, None), RecordingStore(tmp_path), np.random.default_rng(0)
    learned = recordings.save(a_take("fist", rng))
    kept = a_card("fist", "wave", id="kept")
    take = LearnedTake(content_key(learned), "fist", "monday", learned.id)
    store.save(kept, b"weights", replace(a_report(kept), learned=(take,)))
    store.use("kept")
    page.hide()
    page.show()
    qtbot.waitUntil(page.data_view.report.isVisible)
    qtbot.waitUntil(lambda: page.data_view.train.text() == "Train on 1 take")
    qtbot.waitUntil(lambda: not page.data_view.behind.isVisible())  # compared on another thread
    recordings.save(a_take("wave", rng))
    page.hide()
    page.show()
    qtbot.waitUntil(lambda: page.data_view.behind.isVisible() and "Wave: 1 added" in page.data_view.behind.text())


def test_a_damaged_report_leaves_the_model_in_use_named(
    page: TrainPage, notifications: Notifications, tasks: TaskRunner, tmp_path: Path
) -> None:
    put_to_use(ModelStore(tmp_path, None), "old")
    (tmp_path / "old" / "report.json").write_text("{")
    page.hide()
    page.show()
    tasks.finish()
    assert "2 gestures" in page.data_view.in_use.text()
    assert not page.data_view.report.isVisible()
    assert notifications.newest is None


def test_what_is_in_doubt_leads_to_the_library(qtbot: QtBot, page: TrainPage, tmp_path: Path) -> None:
    RecordingStore(tmp_path).save(a_take("fist", np.random.default_rng(0)))
    page.hide()
    page.show()
    qtbot.waitUntil(lambda: page.data_view.table.rowCount() == 1)
    with qtbot.waitSignal(page.look_wanted) as asked:
        qtbot.keyClick(page.data_view.table, Qt.Key.Key_Return)
    assert asked.args == ["fist"]


def test_the_report_of_the_model_in_use_is_there_after_a_restart(
    qtbot: QtBot, page: TrainPage, card: ModelCard, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path, None)
    kept = replace(card, id="kept")
    store.save(kept, b"weights", a_report(kept, ("fist", "fist"), ("wave", "fist")))
    store.use("kept")
    page.hide()
    page.show()
    qtbot.waitUntil(page.data_view.report.isVisible)
    page.data_view.report.click()
    qtbot.waitUntil(page.report_view.isVisible)
    assert page.report_view.takes.words.text() == "1 of 1 take of wave was named fist"
    assert not page.report_view.banner.back.isVisible()


def test_a_model_that_is_nowhere_worse_is_put_to_use_and_one_key_goes_back(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard, updates: LiveUpdates, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path, None)
    put_to_use(store, "old")
    finish(qtbot, page, jobs, card, compared(0.8, 1.0), ("fist",))
    assert store.active() == "fresh"
    assert "Your own thresholds stay: fist." in page.report_view.banner.why.text()
    qtbot.waitUntil(lambda: updates.newest is not None and updates.newest.card is not None)
    assert "In use since" in page.report_view.banner.words.text()
    qtbot.keyClick(page.report_view.confusion, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: store.active() == "old")
    qtbot.waitUntil(lambda: page.report_view.banner.status is ModelStatus.KEPT)
    qtbot.keyClick(page.report_view.confusion, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: store.active() == "fresh")


def test_where_a_gesture_got_worse_it_asks_and_nothing_changes_until_answered(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path, None)
    put_to_use(store, "old")
    finish(qtbot, page, jobs, card, compared(1.0, 0.8))
    banner = page.report_view.banner
    assert banner.status is ModelStatus.ASKED
    assert "wave 100 → 80 %" in banner.why.text()
    assert banner.keep.hasFocus()
    assert store.active() == "old"
    qtbot.keyClick(banner.keep, Qt.Key.Key_Return)
    assert banner.status is ModelStatus.KEPT
    assert store.active() == "old"


@pytest.mark.parametrize("comparison", [None, Comparison("old", (GestureChange("wave", 5, None, 1.0),), 4)])
def test_what_could_not_be_compared_with_the_users_model_is_not_put_to_use_unasked(
    comparison: Comparison | None, qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard, tmp_path: Path
) -> None:
    put_to_use(ModelStore(tmp_path, None), "old")
    finish(qtbot, page, jobs, card, comparison)
    assert page.report_view.banner.status is ModelStatus.ASKED
    assert ModelStore(tmp_path, None).active() == "old"
    page.decision.use()
    qtbot.waitUntil(lambda: page.report_view.banner.status is ModelStatus.IN_USE)
    assert page.report_view.banner.why.text() == ""  # nobody knows whether anything got worse


def test_a_user_who_wants_to_be_asked_is_asked(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard, settings: CurrentSettings, tmp_path: Path
) -> None:
    settings.change(use_new_model=ASK)
    put_to_use(ModelStore(tmp_path, None), "old")
    finish(qtbot, page, jobs, card, compared(0.8, 1.0))
    assert page.report_view.banner.status is ModelStatus.ASKED
    assert ModelStore(tmp_path, None).active() == "old"
    qtbot.keyClick(page.report_view.banner.use, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ModelStore(tmp_path, None).active() == "fresh")


def test_on_another_page_a_notice_says_what_became_of_the_model_and_goes_back(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], card: ModelCard, notifications: Notifications, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path, None)
    put_to_use(store, "old")
    page.hide()
    finish(qtbot, page, jobs, card, compared(1.0, 1.0))
    assert notifications.newest is not None
    assert notifications.newest.button is not None
    notifications.newest.button.press()
    qtbot.waitUntil(lambda: store.active() == "old")
    qtbot.waitUntil(lambda: notifications.newest is not None and "again" in notifications.newest.sentence)


def test_once_all_takes_are_learned_from_the_page_says_so(qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    jobs[-1].news = [STARTED, epoch(1), EpochMetrics(2, 10, 0.5, 0.5, nan, nan, 60.0)]
    qtbot.waitUntil(lambda: page.progress_view.heading.text() == LEARNING_ALL)
    assert not page.grab().isNull()


def test_a_model_that_cannot_be_loaded_is_told_and_can_be_tried_again(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], notifications: Notifications
) -> None:
    finish(qtbot, page, jobs, a_card("fist", "wave", id="vanished"))
    page.decision.use()
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert notifications.newest is not None
    assert "vanished" in notifications.newest.sentence
    assert page.report_view.banner.use.isVisible()


def test_the_best_so_far_is_said_and_what_was_chosen_is_what_is_trained(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob]
) -> None:
    page.data_view.options_form.hidden.setValue(32)
    page.train()
    assert jobs[0].options.network.hidden == 32
    jobs[0].news = [
        STARTED,
        *(replace(epoch(n), validation_accuracy=right) for n, right in ((1, 0.5), (2, 0.9), (3, 0.7))),
    ]
    qtbot.waitUntil(lambda: "90 %" in page.progress_view.best.text())
    assert "epoch 2" in page.progress_view.best.text()


def test_closing_the_window_cancels_the_run(page: TrainPage, jobs: list[FakeJob]) -> None:
    page.train()
    page.shutdown()
    assert jobs[0].cancelled


def a_stopped_training() -> StoppedTraining:
    return StoppedTraining("1", TrainingOptions(), {}, (replace(epoch(4), best=True), epoch(5)), {})


def test_a_training_of_some_time_is_asked_about_before_it_is_cancelled(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], work: RunningWork, clock: StepClock
) -> None:
    page.train()
    jobs[-1].news = [STARTED, epoch(4)]
    qtbot.waitUntil(lambda: work.running[WorkKind.TRAINING].share == 0.4)
    assert work.running[WorkKind.TRAINING].text == "Training 40 %, 1 min 6 s left"
    clock.seconds = 30
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert "40 % done" in page.run.question.text()
    qtbot.keyClick(page.run.question, Qt.Key.Key_Return)  # in a hurry
    assert page.run.question.isHidden()
    assert not jobs[-1].cancelled
    qtbot.mouseClick(page.progress_view.cancel, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.run.question.stop, Qt.MouseButton.LeftButton)
    assert jobs[-1].cancelled
    qtbot.waitUntil(lambda: not work.running)


def test_the_question_closes_if_the_training_ends_first(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], clock: StepClock
) -> None:
    page.train()
    clock.seconds = 30
    page.run.ask_cancel()
    assert page.run.question.isVisible()
    jobs[-1].news = [FAILED]
    qtbot.waitUntil(page.run.question.isHidden)
    assert not jobs[-1].cancelled


def test_a_stopped_training_goes_on_or_its_best_epoch_is_kept_or_it_is_discarded(
    qtbot: QtBot, page: TrainPage, jobs: list[FakeJob], tasks: TaskRunner
) -> None:
    left, asked = [a_stopped_training()], []

    def make_job(resume: Resume) -> FakeJob:
        asked.append(resume)
        jobs.append(FakeJob(TrainingOptions()))
        return jobs[-1]

    page.stopped._services = StoppedServices(lambda: left[0] if left else None, left.clear, make_job)  # type: ignore[arg-type]
    page.stopped.refresh()
    panel = page.data_view.stopped
    qtbot.waitUntil(panel.isVisible)
    assert panel.text.text() == (
        "A training was stopped after epoch 5 of 10, the best is epoch 4. A new training replaces it."
    )
    for way, resume in ((panel.go_on, Resume.GO_ON), (panel.keep_best, Resume.KEEP_BEST)):
        qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
        assert asked[-1] is resume
        assert jobs[-1].started
        assert page.progress_view.isVisible()
        page.run.cancel()
        qtbot.waitUntil(panel.isVisible)
    qtbot.mouseClick(panel.discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.isHidden)


def test_a_gesture_that_means_nothing_is_offered_as_the_background(
    qtbot: QtBot, page: TrainPage, recordings: RecordingStore
) -> None:
    for gesture in ("idle", "rest"):
        recordings.save(a_take(gesture, np.random.default_rng(len(gesture))))
    panel = page.data_view.background
    page._library.refresh()
    qtbot.waitUntil(lambda: "idle" in panel.text.text())
    panel.accept.click()
    qtbot.waitUntil(lambda: recordings.gestures().get("none") == 1 and "rest" in panel.text.text())
    panel.refuse.click()
    qtbot.waitUntil(panel.isHidden)
    page.background.refresh()
    qtbot.waitUntil(panel.isHidden)
    assert recordings.gestures()["rest"] == 1

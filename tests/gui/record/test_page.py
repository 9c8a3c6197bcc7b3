from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import Recording
from gesture_app.core.settings import Settings
from gesture_app.gui.record.page import LEFT, RecordPage
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.running_work import RunningWork, WorkKind
from gesture_app.gui.state.session_takes import TakeState
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.live.recorder import Phase, RecorderStatus
from gesture_app.live.session import LiveSession
from gesture_app.storage.recordings.scanner import newest_takes
from gesture_app.storage.recordings.store import RecordingStore, StoredRecording
from tests.fakes import FakeCamera, FakeTracker, StepClock, a_hand, tracked
from tests.waiting import PATIENCE_S


class BlindableTracker(FakeTracker):
    """Sees the hand while its eyes are open."""

    def __init__(self) -> None:
        self.blind = False
        self.blinks = False
        """the hand is lost in every third frame"""
        self.swipes = False
        """the hand comes and goes by itself"""

    def track(self, frame: Frame) -> TrackedFrame:
        share = frame.time % 1.2 / 0.5 if self.swipes else 0.5
        lost = self.blind or (self.blinks and round(100 * frame.time) % 3 == 0)
        return tracked(frame.time) if lost or share > 1 else tracked(frame.time, right=a_hand(0.2 + 0.6 * share))


class GatedStore(RecordingStore):
    """Saves only while the gate is open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.gate = threading.Event()
        self.gate.set()

    def save(self, recording: Recording) -> StoredRecording:
        assert self.gate.wait(PATIENCE_S)
        return super().save(recording)


@pytest.fixture
def tracker() -> BlindableTracker:
    return BlindableTracker()


@pytest.fixture
def session(camera: FakeCamera, tracker: BlindableTracker) -> Iterator[LiveSession]:
    session = LiveSession(lambda source: camera, lambda: tracker, "monday", retry_s=0.05)
    yield session
    camera.go_on()
    session.stop()


@pytest.fixture
def settings(tasks: TaskRunner) -> CurrentSettings:
    quick = Settings(takes=3, countdown_s=0.0, take_length="fixed", take_s=0.3, rest_s=0.0, sounds=False)
    return CurrentSettings(quick, lambda settings: None, tasks)


@pytest.fixture
def store(tmp_path: Path) -> GatedStore:
    (tmp_path / "recordings").mkdir()
    return GatedStore(tmp_path / "recordings")


@pytest.fixture
def recordings(store: GatedStore) -> GatedStore:
    return store


@pytest.fixture
def page(
    qtbot: QtBot, context: AppContext, session: LiveSession, store: GatedStore, updates: LiveUpdates
) -> Iterator[RecordPage]:
    """The page on a running session, with "wave" in the form."""
    page = RecordPage(context, lambda: newest_takes(store.folder))
    qtbot.addWidget(page)
    session.start("camera")
    updates.start()
    page.show()
    qtbot.waitUntil(lambda: updates.newest is not None)
    page.form.choose("wave")
    page.setFocus()
    yield page
    store.gate.set()
    page.shutdown()


def record(qtbot: QtBot, page: RecordPage, takes: int) -> None:
    """One series, waited for; the newest cards show it."""
    before = len(page.takes.cards)
    page.form.takes.setValue(takes)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(page.takes.cards) == before + takes)
    qtbot.waitUntil(lambda: page.session_takes.in_state(TakeState.SAVING) == [])


def requests_taken(qtbot: QtBot, session: LiveSession) -> None:
    """Wait until the session has taken what was asked: it does so between two frames."""
    before = session.snapshot()
    assert before is not None
    qtbot.waitUntil(lambda: session.snapshot().frames > before.frames + 1)  # type: ignore[union-attr]


def files(store: RecordingStore) -> int:
    return sum(store.gestures().values())


def test_more_takes_of_a_gesture_are_prepared_for_one_series_only(
    page: RecordPage, settings: CurrentSettings, qtbot: QtBot
) -> None:
    page.prepare("wave", 1)
    assert page.form.gesture.currentText() == "wave"
    assert (page.form.takes.value(), page.form.series().takes) == (1, 1)
    page.start()
    qtbot.waitUntil(lambda: bool(page.session_takes.in_state(TakeState.SAVED)))
    qtbot.waitUntil(lambda: not page._running)
    assert (page.form.takes.value(), settings.now.takes) == (3, 3)


def test_a_series_shows_every_take_newest_first_and_saves_it(qtbot: QtBot, page: RecordPage, store: GatedStore) -> None:
    record(qtbot, page, 3)
    assert [card.take.number for card in page.takes.cards] == [3, 2, 1]
    assert all(card.take.state is TakeState.SAVED for card in page.takes.cards)
    stored = store.load_all().stored
    assert store.gestures() == {"wave": 3}
    assert {item.recording.info.session for item in stored} == {"monday"}
    assert {item.recording.info.tracker for item in stored} == {"fake tracker"}
    assert all(item.recording.hand_share == 1 for item in stored)


def test_a_take_without_a_hand_is_on_disk_only_once_it_is_kept(
    qtbot: QtBot, page: RecordPage, store: GatedStore, tracker: BlindableTracker
) -> None:
    tracker.blind = True
    record(qtbot, page, 1)
    take = page.takes.cards[0].take
    assert take.state is TakeState.IN_DOUBT
    assert "No hand" in page.takes.cards[0].accessibleDescription()
    assert files(store) == 0
    assert page.unsaved() == 1
    qtbot.keyClick(page, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: take.state is TakeState.SAVED)
    assert files(store) == 1


def test_discarding_takes_the_newest_off_the_disk_and_undo_brings_it_back(
    qtbot: QtBot, page: RecordPage, store: GatedStore
) -> None:
    record(qtbot, page, 2)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Backspace)
    qtbot.keyClick(page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: files(store) == 0)
    assert page.takes.cards == []
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: files(store) == 2)
    qtbot.waitUntil(lambda: [card.take.number for card in page.takes.cards] == [2, 1])


def test_keys_act_on_the_selected_take(qtbot: QtBot, page: RecordPage) -> None:
    record(qtbot, page, 2)
    page.takes.cards[0].setFocus()
    qtbot.keyClick(page.takes.cards[0], Qt.Key.Key_Right)
    assert page.takes.selected is page.takes.cards[1].take
    qtbot.keyClick(page.takes.cards[1], Qt.Key.Key_Delete)
    assert [card.take.number for card in page.takes.cards] == [2]


def test_a_take_discarded_while_it_is_being_saved_does_not_stay_on_disk(
    qtbot: QtBot, page: RecordPage, store: GatedStore
) -> None:
    store.gate.clear()
    page.form.takes.setValue(1)
    page.start()
    qtbot.waitUntil(lambda: len(page.takes.cards) == 1)
    take = page.takes.cards[0].take
    assert page.unsaved() == 1
    page.discard()
    assert page.unsaved() == 0
    store.gate.set()
    qtbot.waitUntil(lambda: take.in_bin)
    assert files(store) == 0
    page.undo()
    qtbot.waitUntil(lambda: take.state is TakeState.SAVED)
    assert files(store) == 1


def test_a_take_that_cannot_be_saved_stays_and_can_be_saved_again(
    qtbot: QtBot, page: RecordPage, store: GatedStore
) -> None:
    in_the_way = store.folder / "wave"
    in_the_way.write_text("a file where a folder is needed")
    record(qtbot, page, 2)
    assert page.unsaved() == 2
    card = page.takes.cards[0]
    assert card.take.problem is not None
    assert card.take.problem.sentence in card.accessibleDescription()
    in_the_way.unlink()
    qtbot.keyClick(page, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: files(store) == 2)
    qtbot.waitUntil(lambda: page.unsaved() == 0)


def test_a_name_that_cannot_be_is_refused_in_the_form(qtbot: QtBot, page: RecordPage, session: LiveSession) -> None:
    page.form.choose("too long " * 40)
    page.start()
    requests_taken(qtbot, session)
    assert session.recorder_status().phase is Phase.OFF
    assert "too long for the name" in page.form.gesture.accessibleDescription()


def test_typing_a_space_into_the_name_does_not_start(qtbot: QtBot, page: RecordPage, session: LiveSession) -> None:
    field = page.form.gesture.lineEdit()
    assert field is not None
    field.setFocus()
    qtbot.keyClicks(field, " left")
    requests_taken(qtbot, session)
    assert field.text() == "wave left"
    assert session.recorder_status().phase is Phase.OFF
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.recorder_status().gesture == "wave_left")


def test_none_is_offered_before_anything_was_recorded(page: RecordPage) -> None:
    assert page.form.gesture.findText("no gesture") >= 0
    page.form.choose("none")
    assert "is no gesture" in page.form.gesture.accessibleDescription()


def test_space_pauses_and_goes_on_and_escape_ends(qtbot: QtBot, page: RecordPage, updates: LiveUpdates) -> None:
    heard = [RecorderStatus()]
    updates.recorder.connect(heard.append)

    def phase() -> Phase:
        return heard[-1].phase

    page.form.take_s.setValue(30)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: phase() is Phase.TAKE)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: phase() is Phase.PAUSED)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: phase() is Phase.TAKE)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: phase() is Phase.OFF)
    assert page.takes.cards == []


def test_without_a_picture_it_says_so_and_does_not_start(
    qtbot: QtBot, page: RecordPage, camera: FakeCamera, updates: LiveUpdates
) -> None:
    camera.lost = True
    qtbot.waitUntil(lambda: updates.status is not None and updates.status.trouble is not None)
    page.start()
    assert "no camera picture" in page.form.gesture.accessibleDescription()


def test_a_series_ends_on_the_page_though_no_frames_come(
    qtbot: QtBot, page: RecordPage, camera: FakeCamera, updates: LiveUpdates
) -> None:
    page.form.take_s.setValue(30)
    page.start()
    qtbot.waitUntil(page.series_status.isVisible)
    camera.lost = True
    qtbot.waitUntil(lambda: updates.status is not None and updates.status.trouble is not None)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page._running)


def test_once_recognition_has_stopped_it_says_why_and_does_not_start(
    qtbot: QtBot, page: RecordPage, tracker: BlindableTracker, updates: LiveUpdates
) -> None:
    tracker.track = None  # type: ignore[assignment]
    qtbot.waitUntil(lambda: updates.failure is not None)
    page.start()
    assert "stopped" in page.form.gesture.accessibleDescription()


def test_takes_begin_and_end_by_themselves_and_are_stored_whole(
    qtbot: QtBot, page: RecordPage, store: GatedStore, tracker: BlindableTracker
) -> None:
    page.form.automatic.setChecked(True)
    tracker.swipes = True
    record(qtbot, page, 2)
    for stored in store.load_all().stored:
        recording = stored.recording
        assert recording.info.trim is not None
        assert 0.4 < recording.trimmed().seconds < 1.3
        assert recording.seconds > recording.trimmed().seconds


@pytest.mark.parametrize("by", ["key", "button"])
def test_a_take_thrown_away_during_the_series_is_made_once_more(
    qtbot: QtBot, page: RecordPage, store: GatedStore, camera: FakeCamera, by: str
) -> None:
    page.form.takes.setValue(2)
    page.form.rest_s.setValue(1.0)
    camera.hold()
    qtbot.keyClick(page, Qt.Key.Key_Space)
    camera.give(0.6)  # a take and half of the rest
    qtbot.waitUntil(lambda: len(page.takes.cards) == 1)
    if by == "key":
        qtbot.keyClick(page, Qt.Key.Key_Backspace)
    else:
        page.takes.cards[0]._discard.click()
    camera.go_on()
    qtbot.waitUntil(lambda: len(page.takes.cards) == 2)
    qtbot.waitUntil(lambda: not page._running)
    qtbot.waitUntil(lambda: files(store) == 2)
    assert [card.take.number for card in page.takes.cards] == [2, 1]


def test_m_asks_for_a_minute_of_nothing(qtbot: QtBot, page: RecordPage, session: LiveSession) -> None:
    qtbot.keyClick(page, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: session.recorder_status().gesture == "none")
    status = session.recorder_status()
    assert status.takes == 6
    assert status.prompt
    qtbot.waitUntil(lambda: status.prompt in page.series_status.phase.text())
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page._running)


def test_escape_leaves_the_name_so_that_m_is_a_key_again(qtbot: QtBot, page: RecordPage, session: LiveSession) -> None:
    field = page.form.gesture.lineEdit()
    assert field is not None
    field.clear()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    in_focus = QApplication.focusWidget()
    assert in_focus is not None
    qtbot.keyClick(in_focus, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: session.recorder_status().gesture == "none")
    qtbot.waitUntil(page.series_status.isVisible)
    page.end()
    qtbot.waitUntil(field.hasFocus)
    assert field.text() == ""  # the next gesture can be named at once


def test_none_is_offered_first_and_has_a_length_of_its_own(page: RecordPage) -> None:
    assert page.form.gesture.itemText(0) == "no gesture"
    page.form.automatic.setChecked(True)
    page.form.choose("none")
    assert page.form.series().take_s == 5.0
    page.form.choose("wave")
    assert page.form.series().take_s is None


def test_a_new_gesture_close_to_a_known_one_is_said_after_its_second_take(
    qtbot: QtBot, page: RecordPage, tasks: TaskRunner, tracker: BlindableTracker
) -> None:
    page.form.automatic.setChecked(True)
    tracker.swipes = True
    page.form.choose("swipe")
    record(qtbot, page, 3)
    assert page.similarity_warning.words == ""
    page.form.choose("wave")
    with qtbot.waitSignal(page.similarity_warning.compared):
        record(qtbot, page, 2)
    assert "swipe" in page.similarity_warning.words
    assert not page.grab().isNull()
    page.similarity_warning._close.click()
    record(qtbot, page, 1)
    tasks.finish()
    assert page.similarity_warning.words == ""


def test_leaving_the_page_pauses_the_series_and_go_on_is_one_click(
    qtbot: QtBot, page: RecordPage, session: LiveSession, work: RunningWork, store: GatedStore
) -> None:
    page.form.take_s.setValue(30)
    page.start()
    qtbot.waitUntil(lambda: session.recorder_status().phase is Phase.TAKE and WorkKind.SERIES in work.running)
    page.hide()
    qtbot.waitUntil(lambda: WorkKind.SERIES in work.running and work.running[WorkKind.SERIES].paused)
    assert work.running[WorkKind.SERIES].text == "wave paused, 0 of 3 recorded"
    page.show()
    assert page.series_status.note.text() == LEFT
    assert page.series_status.note.isVisible()
    assert session.recorder_status().phase is Phase.PAUSED
    qtbot.mouseClick(page.series_status.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.recorder_status().phase is Phase.TAKE)
    qtbot.waitUntil(page.series_status.go_on.isHidden)
    assert page.series_status.note.isHidden()


def test_a_series_that_is_left_as_it_begins_is_paused_too(qtbot: QtBot, page: RecordPage, session: LiveSession) -> None:
    page.form.take_s.setValue(30)
    page.start()
    page.hide()
    qtbot.waitUntil(lambda: session.recorder_status().phase is Phase.PAUSED)


def test_escape_asks_before_it_ends_a_series_of_some_time(
    qtbot: QtBot, page: RecordPage, session: LiveSession, clock: StepClock
) -> None:
    page.form.take_s.setValue(30)
    page.start()
    qtbot.waitUntil(lambda: session.recorder_status().phase is Phase.TAKE)
    qtbot.waitUntil(page.series_status.isVisible)
    clock.seconds = 30
    for _ in range(2):  # a second one does no more than the first
        qtbot.keyClick(page, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: session.recorder_status().phase is Phase.PAUSED)
        assert "0 of 3 takes are recorded" in page.series_status.note.text()
    qtbot.waitUntil(page.series_status.go_on.isVisible)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.recorder_status().phase is Phase.TAKE)
    assert page.series_status.note.isHidden()
    page.end()
    qtbot.waitUntil(lambda: not page._running)


def test_an_odd_take_says_so_at_once_and_is_kept_or_recorded_again(
    qtbot: QtBot, page: RecordPage, store: GatedStore, tracker: BlindableTracker
) -> None:
    tracker.blinks = True
    record(qtbot, page, 2)
    first, second = page.takes.cards
    qtbot.waitUntil(lambda: "lost" in first.accessibleDescription() and "lost" in second.accessibleDescription())
    assert "take 1 (hand lost), take 2 (hand lost)" in page.summary.doubtful.text()
    page.keep_take(second.take)
    qtbot.waitUntil(lambda: "lost" not in second.accessibleDescription())
    assert files(store) == 2
    tracker.blinks = False
    qtbot.waitUntil(lambda: not page._running)
    page.record_again(first.take)
    qtbot.waitUntil(lambda: page.takes.newest is not None and page.takes.newest.order == 2)
    qtbot.waitUntil(lambda: not page._running and files(store) == 2)
    assert page.form.gesture.currentText() == "wave"


def test_a_finished_series_tells_what_was_saved_and_leads_on(qtbot: QtBot, page: RecordPage) -> None:
    assert not page.summary.has_takes
    record(qtbot, page, 2)
    qtbot.waitUntil(lambda: page.summary.words.text() == "✓ 2 takes of “wave” saved")
    with qtbot.waitSignal(page.training_wanted):
        page.summary.train.click()
    page.summary.another.click()
    assert page.form.gesture.currentText() == ""

"""What went wrong is mended from the Recognise page by keyboard, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.prediction import Event
from gesture_app.gui.recognise.page import RecognisePage
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.session_takes import TakeState
from gesture_app.live.session import LiveSession
from gesture_app.storage.recordings.store import RecordingStore
from tests.fakes import FakeCamera, FakeRecogniser, FakeTracker, a_card, a_hand, tracked

CTRL = Qt.KeyboardModifier.ControlModifier


class SwipingTracker(FakeTracker):
    """A hand that goes from side to side for half a second, and is away for half a second; or never there."""

    def __init__(self) -> None:
        self.blind = False

    def track(self, frame: Frame) -> TrackedFrame:
        share = frame.time % 1.2 / 0.5
        return tracked(frame.time, right=None if self.blind or share > 1 else a_hand(0.2 + 0.6 * share))


class Performed:
    """An action that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def perform(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def tracker() -> SwipingTracker:
    return SwipingTracker()


@pytest.fixture
def action() -> Performed:
    return Performed()


@pytest.fixture
def session(camera: FakeCamera, tracker: SwipingTracker, action: Performed) -> Iterator[LiveSession]:
    session = LiveSession(lambda source: camera, lambda: tracker, "monday", (action,), retry_s=0.05)
    yield session
    camera.go_on()
    session.stop()


@pytest.fixture
def store(tmp_path: Path) -> RecordingStore:
    (tmp_path / "recordings").mkdir()
    return RecordingStore(tmp_path / "recordings")


@pytest.fixture
def recordings(store: RecordingStore) -> RecordingStore:
    return store


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, session: LiveSession, updates: LiveUpdates) -> RecognisePage:
    """On a running session without a model, which has seen a swipe."""
    page = RecognisePage(context)
    qtbot.addWidget(page)
    page.resize(420, 600)
    page.show()
    page.activateWindow()
    session.start("camera")
    updates.start()
    qtbot.waitUntil(lambda: len(session.recent_frames.frames()) > 130)
    return page


def focused(page: RecognisePage) -> object:
    return QApplication.focusWidget() or page


def fire(session: LiveSession) -> None:
    """From now on the model says "fist" in turn with nothing."""
    session.use_recogniser(FakeRecogniser(a_card("fist"), steps=8))


def cease(qtbot: QtBot, session: LiveSession, updates: LiveUpdates, camera: FakeCamera) -> None:
    """Let nothing fire any more, hear of all that fired, and stop the clock, so that none of it grows old."""
    session.use_recogniser(None)
    qtbot.waitUntil(lambda: updates.newest is not None and updates.newest.card is None)
    camera.hold()
    updates.poll()


def test_a_miss_is_saved_as_the_gesture_it_was_and_can_be_taken_back(
    qtbot: QtBot, page: RecognisePage, store: RecordingStore
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: page.corrections.panel.asking)
    assert page.corrections.panel.player is not None
    qtbot.keyClicks(focused(page), "swipe left")
    qtbot.keyClick(focused(page), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: store.gestures() == {"swipe_left": 1})
    (stored,) = store.load_all().stored
    assert stored.recording.info.session == "monday"
    assert stored.recording.info.trim is not None
    assert stored.recording.trimmed().seconds < stored.recording.seconds
    assert 0.3 < stored.recording.trimmed().seconds < 1.3, "one swipe, not all ten seconds"
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: store.gestures() == {})


def test_a_moment_keeps_the_source_it_came_from(
    qtbot: QtBot, page: RecognisePage, store: RecordingStore, session: LiveSession, camera: FakeCamera
) -> None:
    before = camera.name
    qtbot.keyClick(page, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: page.corrections.panel.asking)
    camera.name = "another"
    session.use_source("another")
    qtbot.waitUntil(lambda: page.corrections._context.updates.status.name == "another")
    qtbot.keyClicks(focused(page), "wave")
    qtbot.keyClick(focused(page), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: store.gestures() == {"wave": 1})
    (stored,) = store.load_all().stored
    assert stored.recording.info.source == before
    assert stored.recording.info.trim is not None


def test_escape_saves_nothing_and_an_older_movement_can_be_chosen(
    qtbot: QtBot, page: RecognisePage, store: RecordingStore
) -> None:
    qtbot.waitUntil(lambda: page.corrections._session.recent_frames.frames()[-1].time > 3)
    qtbot.keyClick(page, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: page.corrections.panel.asking)
    newest = page.corrections.panel.details.text()
    qtbot.keyClick(focused(page), Qt.Key.Key_PageUp)
    assert page.corrections.panel.details.text() != newest
    qtbot.keyClick(focused(page), Qt.Key.Key_Escape)
    assert not page.corrections.panel.asking
    assert page.events.isVisible()
    assert store.gestures() == {}


def test_arrow_keys_choose_among_known_gestures_and_enter_alone_saves_nothing(
    qtbot: QtBot, page: RecognisePage, store: RecordingStore
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: page.corrections.panel.asking)
    qtbot.keyClick(focused(page), Qt.Key.Key_Return)
    assert page.corrections.panel.asking
    qtbot.keyClick(focused(page), Qt.Key.Key_Down)
    qtbot.keyClick(focused(page), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: store.gestures() == {"none": 1})


def test_a_false_alarm_is_saved_as_none_with_one_key_and_only_once(
    qtbot: QtBot,
    page: RecognisePage,
    store: RecordingStore,
    session: LiveSession,
    updates: LiveUpdates,
    camera: FakeCamera,
) -> None:
    fire(session)
    qtbot.waitUntil(lambda: page.events.rowCount() >= 1)
    cease(qtbot, session, updates, camera)
    fired = page.events.rowCount()
    for saved in range(1, fired + 1):
        qtbot.keyClick(page, Qt.Key.Key_N)
        qtbot.waitUntil(lambda saved=saved: store.gestures() == {"none": saved})  # type: ignore[misc]
    qtbot.keyClick(page, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: "already" in page.corrections.message)
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: store.gestures().get("none", 0) == fired - 1)


def test_n_pressed_in_a_hurry_saves_each_false_alarm_once(
    qtbot: QtBot,
    page: RecognisePage,
    store: RecordingStore,
    session: LiveSession,
    updates: LiveUpdates,
    camera: FakeCamera,
) -> None:
    fire(session)
    qtbot.waitUntil(lambda: page.events.rowCount() >= 1)
    cease(qtbot, session, updates, camera)
    fired = page.events.rowCount()
    for _ in range(fired + 3):
        page.corrections.save_nothing()  # no time for the first answer in between
    qtbot.waitUntil(lambda: "already" in page.corrections.message)
    qtbot.waitUntil(lambda: store.gestures() == {"none": fired})
    assert len(page.corrections._session_takes.in_state(*TakeState)) == fired


def test_without_a_hand_nothing_is_saved_and_it_says_so(
    qtbot: QtBot, page: RecognisePage, store: RecordingStore, session: LiveSession, tracker: SwipingTracker
) -> None:
    tracker.blind = True
    session.use_source("again")

    def no_hand_in_sight() -> bool:
        frames = session.recent_frames.frames()
        return len(frames) > 10 and not any(any(frame.present) for frame in frames)

    qtbot.waitUntil(no_hand_in_sight)
    for key in (Qt.Key.Key_W, Qt.Key.Key_N):
        page.corrections._show_message("")
        qtbot.keyClick(page, key)
        qtbot.waitUntil(lambda: "No hand" in page.corrections.message)
    assert store.gestures() == {}


def test_the_idle_watch_keeps_what_fires_and_no_action_happens(
    qtbot: QtBot,
    page: RecognisePage,
    store: RecordingStore,
    session: LiveSession,
    action: Performed,
    updates: LiveUpdates,
    camera: FakeCamera,
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: session.watch_status().on)
    fire(session)
    qtbot.waitUntil(lambda: page.undecided() >= 2)
    assert action.events == []
    qtbot.keyClick(page, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: not session.watch_status().on)
    cease(qtbot, session, updates, camera)
    assert "false alarm" in page.corrections.message
    waiting = page.undecided()
    qtbot.keyClick(page, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: store.gestures() == {"none": 1})
    qtbot.keyClick(page, Qt.Key.Key_Delete)
    assert page.undecided() == waiting - 2
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    assert page.undecided() == waiting - 1
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: store.gestures() == {})
    assert page.undecided() == waiting

"""The live thread keeps going: through lost cameras, changes of model and slow listeners."""

import threading
from collections import deque
from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import CameraError, TrackerError
from gesture_app.core.prediction import Event, GestureEnd, Prediction
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.live import camera_thread as frame_feed
from gesture_app.live.recent_frames import MOST_FRAMES
from gesture_app.live.recorder import Phase, Series, background_series
from gesture_app.live.session import LiveSession
from gesture_app.live.update import SourceState
from tests.fakes import FakeCamera, FakeRecogniser, FakeTracker, a_card
from tests.waiting import eventually as until


@pytest.fixture
def cameras():
    return {"one": FakeCamera("one"), "two": FakeCamera("two"), "short": FakeCamera("short", frames=20)}


@pytest.fixture
def session(cameras):
    def open_camera(source):
        if source not in cameras:
            raise CameraError(f"There is no {source}.", "Choose another.")
        return cameras[source]

    session = LiveSession(open_camera, FakeTracker, "monday", retry_s=0.05)
    yield session
    for camera in cameras.values():
        camera.go_on()
    session.stop()
    assert not [thread for thread in threading.enumerate() if thread.name in ("live", "camera")]


def is_(session, state):
    status = session.source_status()
    return status is not None and status.state is state


def test_frames_events_and_predictions_arrive(session):
    session.start("one", FakeRecogniser())
    until(lambda: session.snapshot() is not None and session.snapshot().frames > 80)
    update = session.take_update()
    assert {event.label for event in update.events} >= {"fist"}
    assert len(update.predictions) > 10
    snapshot = session.snapshot()
    assert snapshot.card.id == "fake"
    assert snapshot.fps == pytest.approx(100)
    assert set(snapshot.stages_ms) == {"track", "features", "lstm", "trigger"}


def test_a_camera_that_is_gone_comes_back_by_itself(session, cameras):
    session.start("one", FakeRecogniser())
    until(lambda: is_(session, SourceState.RUNNING))
    cameras["one"].lost = True
    until(lambda: is_(session, SourceState.LOST))
    assert session.source_status().trouble.hint
    before = session.snapshot().frames
    cameras["one"].lost = False
    until(lambda: is_(session, SourceState.RUNNING))
    until(lambda: session.snapshot().frames > before + 5)


def test_a_source_that_does_not_exist_is_said_and_another_can_be_chosen(session):
    session.start("nothing", None)
    until(lambda: is_(session, SourceState.LOST))
    assert "no nothing" in session.source_status().trouble.sentence
    session.use_source("two")
    until(lambda: is_(session, SourceState.RUNNING))
    assert session.source_status().name == "two"


def test_a_source_that_ends_says_so(session):
    session.start("short", None)
    until(lambda: is_(session, SourceState.ENDED))


def test_a_new_model_is_taken_between_two_frames_and_none_is_missed(session):
    session.start("one", FakeRecogniser())
    until(lambda: session.snapshot() is not None)
    session.use_recogniser(FakeRecogniser(a_card("ok", id="new")))
    until(lambda: session.snapshot().card.id == "new")
    first = session.snapshot().frames
    until(lambda: session.snapshot().frames > first + 20)
    times = [frame.time for frame in session.recent_frames.frames()]
    assert np.diff(times) == pytest.approx(0.01)
    session.take_update()
    until(lambda: session.take_update().events)


class CountingRecogniser(FakeRecogniser):
    """Says how often it was made to forget; a steady score of 0.5 for fist."""

    resets = 0

    def reset(self):
        super().reset()
        self.resets += 1

    def _predict(self, time, fresh):
        return Prediction(time, np.array([0.5, 0.5, 0.0], np.float32), fresh)


def test_other_thresholds_hold_from_the_next_frame_on_and_nothing_is_forgotten(session):
    recogniser = CountingRecogniser()
    session.start("one", recogniser)
    until(lambda: session.snapshot() is not None and session.snapshot().frames > 20)
    resets, card = recogniser.resets, session.snapshot().card
    session.use_thresholds("another model", (0.1, 0.1, 0.1))
    session.use_thresholds("fake", (0.1, 0.1))
    first = session.snapshot().frames
    until(lambda: session.snapshot().frames > first + 20)
    assert session.take_update().events == ()
    session.use_thresholds("fake", (0.6, 0.4, 0.6))
    events = []
    until(lambda: events.extend(session.take_update().events) or events)
    assert events[0].label == "fist"
    assert recogniser.resets == resets
    assert session.snapshot().card is card


def test_the_users_thresholds_outlive_a_change_of_source(session):
    session.start("one", CountingRecogniser())
    session.use_thresholds("fake", (0.6, 0.4, 0.6))
    events = []

    def fired(times):
        events.extend(session.take_update().events)
        return len(events) >= times

    until(lambda: fired(1))
    session.use_source("two")
    until(lambda: session.source_status().name == "two" and fired(2))


def test_recording_goes_on_beside_recognition(session):
    session.start("one", FakeRecogniser())
    session.record(Series("wave", takes=2, countdown_s=0.05, take_s=0.3, rest_s=0.05))
    takes, predictions = [], []

    def recorded():
        update = session.take_update()
        takes.extend(update.takes)
        predictions.extend(update.predictions)
        return len(takes) == 2

    until(recorded)
    assert all(len(take.frames) > 10 for take in takes)
    assert predictions


def test_a_take_names_the_source_it_was_made_on_also_after_a_quick_change(session):
    session.start("one", None)
    session.record(Series("wave", takes=1, countdown_s=0.0, take_s=0.2, rest_s=0.05))
    until(lambda: session.recorder_status().take == 1)
    until(lambda: session.recorder_status().take == 0)
    history = session.recent_frames.history()
    session.use_source("two")
    until(lambda: session.source_status().name == "two" and is_(session, SourceState.RUNNING))
    (take,) = session.take_update().takes
    assert (take.info.session, take.info.source, take.info.tracker) == ("monday", "one", "fake tracker")
    assert history.stream.source == "one"
    assert session.recent_frames.history().stream.source == "two"


def test_a_change_of_source_ends_the_series(session):
    session.start("one", None)
    session.record(Series("wave", takes=2, countdown_s=0.0, take_s=30.0, rest_s=0.05))
    until(lambda: session.recorder_status().take == 1)
    session.use_source("two")
    until(lambda: session.source_status().name == "two" and session.recorder_status().take == 0)
    assert session.take_update().takes == ()


def test_a_tracker_that_cannot_start_is_told_not_lost():
    def no_tracker():
        raise TrackerError("The hand model is missing.", "Make it again.")

    session = LiveSession(lambda source: FakeCamera(), no_tracker, "monday")
    session.start("one")
    until(lambda: session.take_update().failure is not None)
    assert "missing" in session.take_update().failure.sentence
    session.stop()


class BrokenRecogniser(FakeRecogniser):
    """A recogniser with a bug."""

    def step(self, features):
        raise ZeroDivisionError("bug")


class BrokenReceiver:
    """A receiver with a bug."""

    def receive(self, happened, tracked, meant):
        raise ZeroDivisionError("bug")


def test_a_bug_in_recognition_is_told_instead_of_a_frozen_picture(session):
    session.start("one", BrokenRecogniser())
    until(lambda: session.take_update().failure is not None)
    assert "bug" in session.take_update().failure.sentence
    assert is_(session, SourceState.LOST)
    assert session.recorder_status().phase is Phase.OFF


def test_a_bug_in_a_receiver_does_not_end_recognition(cameras):
    session = LiveSession(cameras.__getitem__, FakeTracker, "monday", receivers=(BrokenReceiver(),))
    session.start("one", FakeRecogniser())
    events = []
    until(lambda: events.extend(session.take_update().events) or len(events) >= 2)
    assert session.take_update().failure is None
    session.stop()


class Notes:
    """Notes what a receiver gets."""

    def __init__(self):
        self.happened, self.meant = [], True

    def receive(self, happened, tracked, meant):
        self.happened.extend(happened)
        self.meant = meant


def test_receivers_get_events_with_their_ends_and_whether_gestures_are_meant(cameras):
    notes = Notes()
    session = LiveSession(cameras.__getitem__, FakeTracker, "monday", receivers=(notes,), retry_s=0.05)
    session.start("one", FakeRecogniser(steps=100, programme=(1,)))  # holds one gesture without end
    until(lambda: notes.happened)
    (event,) = notes.happened
    cameras["one"].lost = True
    until(lambda: len(notes.happened) == 2)
    assert notes.happened[1].event == event
    cameras["one"].lost = False
    session.watch_for_false_alarms(True)
    until(lambda: not notes.meant)
    session.watch_for_false_alarms(False)
    until(lambda: notes.meant)
    session.record(Series("wave", takes=1, countdown_s=5.0, take_s=0.6, rest_s=0.05))
    until(lambda: not notes.meant)
    session.stop()
    kinds = [type(one) for one in notes.happened]
    assert kinds == [Event, GestureEnd] * (len(kinds) // 2)
    update = session.take_update()
    assert [*update.events] == notes.happened[::2]
    assert [*update.ends] == notes.happened[1::2]


def test_a_camera_lost_within_a_take_costs_the_take_not_the_series(session, cameras):
    cameras["one"].hold()
    session.start("one", None)
    session.record(Series("wave", takes=1, countdown_s=0.05, take_s=0.6, rest_s=0.05))
    cameras["one"].give(0.3)
    until(lambda: session.recorder_status().phase is Phase.TAKE)
    cameras["one"].lost = True
    until(lambda: is_(session, SourceState.LOST))
    assert session.recorder_status().phase is Phase.COUNTDOWN
    cameras["one"].lost = False
    cameras["one"].go_on()
    takes = []
    until(lambda: takes.extend(session.take_update().takes) or takes)
    times = [frame.time for frame in takes[0].frames]
    assert times == sorted(set(times))
    assert times[-1] - times[0] == pytest.approx(0.6, abs=0.015)


def test_a_series_can_be_ended_while_the_camera_is_away(session, cameras):
    session.start("one", None)
    session.record(Series("wave", takes=5, countdown_s=60.0, take_s=0.6, rest_s=0.05))
    until(lambda: session.recorder_status().phase is Phase.COUNTDOWN)
    cameras["one"].lost = True
    until(lambda: is_(session, SourceState.LOST))
    session.stop_recording()
    until(lambda: session.recorder_status().phase is Phase.OFF)


def test_a_camera_that_hangs_does_not_hold_up_the_next(session, cameras, monkeypatch):
    monkeypatch.setattr(frame_feed, "CLOSING_S", 600.0)  # whoever waited for it would wait longer than this test does
    hanging = threading.Event()
    cameras["slow"] = FakeCamera("slow")
    cameras["slow"].open = hanging.wait
    session.start("slow", None)
    until(lambda: is_(session, SourceState.OPENING))
    session.use_source("two")
    until(lambda: is_(session, SourceState.RUNNING))
    assert not hanging.is_set()
    cameras["slow"].lost = True
    hanging.set()
    until(lambda: sum(thread.name == "camera" for thread in threading.enumerate()) == 1)


def test_scores_nobody_fetches_are_dropped_but_events_are_kept(session):
    session._predictions = deque(maxlen=20)
    session.start("one", FakeRecogniser())
    until(lambda: session.snapshot() is not None and session.snapshot().frames > 250)
    update = session.take_update()
    assert len(update.events) >= 2
    assert len(update.predictions) == 20


class OddClock(FakeCamera):
    """Stamps in nanoseconds since 1970; every tenth is no number, and every seventh repeats the one before."""

    def read(self):
        frame = super().read()
        stamp = 1.7e18 + 1e9 * frame.time if self._count % 7 else 1.7e18
        return replace(frame, time=float("nan") if self._count % 10 == 0 else stamp)


def test_recognition_and_recording_go_on_behind_a_camera_whose_clock_is_odd(session, cameras):
    cameras["odd"] = OddClock("odd")
    session.start("odd", FakeRecogniser())
    session.record(Series("wave", 1, 0.1, 0.5, 0.1))
    takes = []
    until(lambda: takes.extend(session.take_update().takes) or takes)
    recording_of(takes[0].frames, RecordingInfo("wave", "s", "odd", "fake", (64, 48), "2025-01-01T00:00:00+00:00"))
    until(lambda: session.take_update().events)
    assert session.take_update().failure is None
    assert len(session.recent_frames.frames()) <= MOST_FRAMES


class FakePerformer(FakeCamera):
    """Remembers what it was asked to perform."""

    def __init__(self) -> None:
        super().__init__("drawn")
        self.cues: list[str | None] = []

    def perform_gesture(self, gesture: str | None) -> None:
        self.cues.append(gesture)


def test_a_hand_that_can_be_asked_performs_what_is_recorded_in_the_takes_only(session, cameras):
    cameras["drawn"] = performer = FakePerformer()
    session.start("drawn", None)
    until(lambda: is_(session, SourceState.RUNNING))
    session.record(Series("ahoy", 2, 0.1, 0.2, 0.1, performance="wave"))
    until(lambda: performer.cues[-1:] == [None])
    assert performer.cues == ["", "wave", "", "wave", None]
    session.record(background_series())
    until(lambda: performer.cues[-1] == "none")


def test_a_source_that_is_known_early_is_opened_while_the_rest_loads():
    cameras = {name: FakeCamera() for name in ("one", "two")}
    for source, opened in (("one", ["one"]), ("two", ["one", "two"])):
        asked = []

        def open_camera(name, asked=asked):
            asked.append(name)
            return cameras[name]

        session = LiveSession(open_camera, FakeTracker, "monday")
        session.load("one")
        session.start(source, FakeRecogniser())
        until(lambda session=session: session.snapshot() is not None and session.snapshot().card is not None)
        until(lambda session=session, source=source: session.source_status().source == source)
        session.stop()
        assert asked == opened


def test_a_camera_is_turned_at_once_and_begins_a_new_stream():
    class Sideways(FakeCamera):
        def __init__(self, degrees):
            super().__init__()
            self.degrees = degrees

        def read(self):
            frame = super().read()
            return frame and replace(frame, image=np.rot90(frame.image, -self.degrees // 90))

    session = LiveSession(lambda source: FakeCamera(), FakeTracker, "monday", turned=lambda _, by: Sideways(by))
    session.start("one")
    until(lambda: session.snapshot() is not None)
    assert session.snapshot().frame.size == (64, 48)
    session.turn(90)
    until(lambda: session.snapshot().frame.size == (48, 64))
    session.turn(0)
    until(lambda: session.snapshot().frame.size == (64, 48))
    session.stop()


def test_a_hand_performs_what_the_user_asks_for_until_something_is_recorded(session, cameras):
    cameras["drawn"] = performer = FakePerformer()
    session.start("drawn", None)
    until(lambda: is_(session, SourceState.RUNNING))
    session.perform("fist")
    until(lambda: performer.cues == ["fist"])
    session.record(Series("ahoy", 1, 0.0, 0.1, 0.0, performance="wave"))
    until(lambda: performer.cues[-1] is None)
    session.perform("ahoy")
    until(lambda: performer.cues[-1] == "wave")

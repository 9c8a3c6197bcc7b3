"""What the session did arrives as signals, nothing twice."""

from gesture_app.core.errors import TrackerError
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.live.recorder import Phase, Series
from gesture_app.live.session import LiveSession
from gesture_app.live.update import SourceState
from tests.fakes import FakeRecogniser, a_card


def test_everything_the_session_publishes_is_heard_once(session, updates, camera, qtbot):
    heard = {name: [] for name in ("snapshot", "predictions", "fired", "take", "source", "model", "recorder")}
    for name, seen in heard.items():
        getattr(updates, name).connect(seen.append)
    recogniser = FakeRecogniser(a_card("fist", "wave"))
    session.start("fake", recogniser)
    updates.start()
    qtbot.waitUntil(lambda: bool(heard["snapshot"]))
    camera.hold()
    session.record(Series("fist", 1, 0.1, 0.3, 0.0))
    camera.give(0.25)
    qtbot.waitUntil(lambda: Phase.TAKE in {status.phase for status in heard["recorder"]})
    camera.go_on()
    qtbot.waitUntil(lambda: len(heard["fired"]) >= 2 and bool(heard["take"]))
    session.stop()
    updates.poll()
    assert [event.label for event in heard["fired"][:2]] == ["fist", "wave"]
    assert len(heard["take"]) == 1
    assert [status.phase for status in heard["recorder"]][-1] is Phase.OFF
    assert heard["model"] == [recogniser.card]
    assert heard["source"][-1].state is SourceState.RUNNING
    times = [snapshot.frame.time for snapshot in heard["snapshot"]]
    assert times == sorted(set(times))
    steps = [prediction.time for batch in heard["predictions"] for prediction in batch]
    assert steps == sorted(set(steps))


def test_a_live_thread_that_cannot_start_is_told_of_once(camera, qtbot):
    def no_tracker():
        raise TrackerError("The hand model is missing.")

    session = LiveSession(lambda source: camera, no_tracker, "monday")
    updates, heard = LiveUpdates(session), []
    updates.failed.connect(heard.append)
    session.start("fake")
    updates.start()
    qtbot.waitUntil(lambda: bool(heard))
    updates.poll()
    updates.stop()
    assert [error.sentence for error in heard] == ["The hand model is missing."]

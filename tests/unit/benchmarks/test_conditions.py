"""A stream seen otherwise is the same stream in what matters."""

import numpy as np
import pytest

from benchmarks import conditions
from gesture_app.core.hands import Landmark
from gesture_app.core.prediction import Event
from tests.made_up_takes import a_take


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def stream(rng):
    return a_take("swipe_left", rng)


@pytest.mark.parametrize("rate", [15.0, 30.0, 60.0])
def test_at_another_rate_the_hand_is_where_it_was(stream, rate):
    seen = conditions.at_rate(stream, rate)
    np.testing.assert_allclose(np.diff(seen.time), 1 / rate)
    assert stream.seconds - seen.seconds < 1 / rate
    expected = np.interp(seen.time, stream.time, stream.landmarks[:, 1, 8, 0])
    np.testing.assert_allclose(seen.landmarks[:, 1, 8, 0], expected, atol=1e-5)


def test_a_hand_that_comes_and_goes_does_so_at_any_rate(stream):
    lost = stream.landmarks.copy()
    lost[20:30] = np.nan
    gone = conditions.at_rate(conditions.stream_recording(stream.time, lost, stream.info), 60.0)
    assert gone.present.any(1).mean() == pytest.approx(1 - 10 / len(stream.time), abs=0.02)


def test_dropped_frames_and_jitter_leave_a_recording(rng, stream):
    dropped = conditions.with_dropped_frames(stream, rng)
    assert set(dropped.time) < set(stream.time)
    jittered = conditions.with_jitter(stream, rng)
    assert (np.abs(jittered.time - stream.time) <= 0.3 / 30 + 1e-9).all()
    assert not np.array_equal(jittered.time, stream.time)


@pytest.mark.parametrize("change", [conditions.mirrored, conditions.by_the_other_hand])
def test_changed_twice_it_is_as_it_was(stream, change):
    once, twice = change(stream), change(change(stream))
    assert once.present[:, 0].all()
    assert not once.present[:, 1].any()
    np.testing.assert_allclose(twice.landmarks, stream.landmarks, atol=1e-6)


def test_a_mirror_turns_the_way_round_and_the_other_hand_does_not(stream):
    def way(recording, side):
        return np.diff(recording.landmarks[:, side, Landmark.WRIST, 0])

    np.testing.assert_allclose(way(conditions.mirrored(stream), 0), -way(stream, 1), atol=1e-6)
    np.testing.assert_allclose(way(conditions.by_the_other_hand(stream), 0), way(stream, 1), atol=1e-6)


def events(*said):
    return [Event(time, time, label, 1.0) for label, time in said]


@pytest.mark.parametrize(
    ("others", "share"),
    [
        (events(("a", 1.2), ("b", 5.0)), 1.0),
        (events(("a", 1.4), ("b", 5.0)), 0.5),
        (events(("b", 1.0), ("b", 5.0)), 0.5),
        (events(("a", 1.0), ("a", 1.1), ("b", 5.0)), 0.8),
        ([], 0.0),
    ],
)
def test_events_agree_in_label_and_time(others, share):
    assert conditions.agreement(events(("a", 1.0), ("b", 5.0)), others) == share


def test_two_silent_runs_agree():
    assert conditions.agreement([], []) == 1.0

"""Nothing that looks like a gesture may be taught as meaningless."""

import numpy as np
import pytest

from gesture_app.learning.background_samples import BackgroundMaker, minimum_jerk_path
from gesture_app.learning.take_sequence import take_sequence_of
from tests.made_up_takes import GESTURES, a_take

RATE = 20.0


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def tracks_of(gestures, rng, count=4):
    return [
        sequence
        for g in gestures
        for _ in range(count)
        if (sequence := take_sequence_of(a_take(g, rng), RATE)) is not None
    ]


def test_a_single_gesture_yields_no_slack_hands_that_look_like_it(rng):
    pose = tracks_of(["fist"], rng)
    held = BackgroundMaker([type(t)(t.gesture, t.session, t.points[12:40], False) for t in pose], [], RATE)
    assert all(held.slack(rng, 1.0) is None for _ in range(5))


def test_recorded_nothing_is_used(rng):
    sequences = tracks_of(GESTURES, rng)
    assert BackgroundMaker(sequences, sequences[:1], RATE).recorded(rng, 1.0) is not None
    assert BackgroundMaker(sequences, [], RATE).recorded(rng, 1.0) is None


def test_a_reach_goes_from_one_pose_to_the_other_without_jumps(rng):
    (sequence,) = tracks_of(["fist"], rng, 1)
    way = minimum_jerk_path(sequence.points[0], sequence.points[-1], 12)
    steps = np.abs(np.diff(np.concatenate([sequence.points[:1], way, sequence.points[-1:]]), axis=0))
    assert np.nanmax(steps) < 0.25 * np.nanmax(np.abs(sequence.points[-1] - sequence.points[0])) + 0.01

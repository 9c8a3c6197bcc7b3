"""What the network sees must not depend on the camera's rate, the hand's place, or who holds it."""

import numpy as np
import pytest

from gesture_app.core.features import DISPLACEMENT, FEATURE_SIZE, PER_HAND, FeatureStream, features_of
from gesture_app.core.hands import Side, TrackedFrame
from gesture_app.core.recording import RecordingInfo, recording_of
from tests.fakes import a_hand, tracked
from tests.made_up_takes import by_the_other_hand

SIZE = (64, 48)
INFO = RecordingInfo("wave", "s", "test", "test", SIZE, "2025-01-01T00:00:00+00:00")


def swipe(times, side=Side.RIGHT, direction=1.0, size=0.2):
    """A hand that crosses the picture in a second, seen at these times."""
    frames = []
    for time in times:
        hand = a_hand(x=0.5 + direction * 0.3 * np.sin(np.pi * (min(time, 1.0) - 0.5)), size=size)
        frames.append(tracked(float(time), **{"left" if side is Side.LEFT else "right": hand}))
    return frames


def values(frames, rate=20.0):
    return features_of(recording_of(frames, INFO), rate)


def test_a_block_is_the_same_as_frame_by_frame():
    rng = np.random.default_rng(0)
    frames = swipe(np.cumsum(rng.uniform(0.01, 0.06, 60)))
    frames[20:24] = [TrackedFrame.without_hands(frame.time, SIZE) for frame in frames[20:24]]
    block = features_of(recording_of(frames, INFO), 20.0)
    stream = FeatureStream(20.0)
    start = frames[0].time
    single = [
        stream.push(TrackedFrame(f.time - start, f.landmarks, f.world_landmarks, f.handedness, SIZE)) for f in frames
    ]
    np.testing.assert_allclose(np.concatenate([step.values for step in single]), block.values, atol=1e-5)
    np.testing.assert_allclose(np.concatenate([step.time for step in single]), block.time, atol=1e-9)


@pytest.mark.parametrize("fps", [15, 60])
def test_the_same_movement_at_another_frame_rate_gives_the_same_features(fps):
    at_30, other = (values(swipe(np.arange(0, 1.2, 1 / rate))) for rate in (30, fps))
    count = min(len(at_30), len(other))
    assert abs(len(at_30) - len(other)) <= 1
    np.testing.assert_allclose(at_30.values[:count], other.values[:count], atol=0.12)


def test_jitter_and_dropped_frames_hardly_change_the_features():
    rng = np.random.default_rng(1)
    even = np.arange(0, 1.2, 1 / 30)
    shaken = np.sort(even + rng.uniform(-0.008, 0.008, len(even)))[rng.random(len(even)) > 0.15]
    shaken -= shaken[0]
    steady, rough = values(swipe(even)), values(swipe(shaken))
    count = min(len(steady), len(rough))
    assert np.abs(steady.values[:count] - rough.values[:count]).mean() < 0.05


def test_place_and_size_in_the_picture_do_not_matter():
    times = np.arange(0, 1, 1 / 30)
    still = [tracked(float(t), right=a_hand(0.3, 0.4, 0.1)) for t in times]
    elsewhere = [tracked(float(t), right=a_hand(0.7, 0.8, 0.25)) for t in times]
    np.testing.assert_allclose(values(still).values, values(elsewhere).values, atol=1e-3)


def test_the_other_hand_has_the_same_shape_and_its_own_direction():
    frames = swipe(np.arange(0, 1, 1 / 30))
    right, left = values(frames).values, values(by_the_other_hand(frames)).values
    np.testing.assert_allclose(left[:, :PER_HAND], right[:, PER_HAND : 2 * PER_HAND], atol=0.1)
    sideways = DISPLACEMENT.start
    backwards = values(swipe(np.arange(0, 1, 1 / 30), direction=-1.0)).values
    assert left[15, sideways] * right[15, PER_HAND + sideways] > 0
    assert backwards[15, PER_HAND + sideways] * right[15, PER_HAND + sideways] < 0


def test_a_short_loss_is_bridged_and_a_long_one_starts_afresh():
    frames = swipe(np.arange(0, 2, 1 / 30))
    short = [f if not 0.5 < f.time < 0.7 else TrackedFrame.without_hands(f.time, SIZE) for f in frames]
    long = [f if not 0.5 < f.time < 1.2 else TrackedFrame.without_hands(f.time, SIZE) for f in frames]
    assert values(short).fresh.sum() == 1
    assert len(values(short)) == len(values(frames))
    assert values(long).fresh.sum() == 2
    assert len(list(values(long).stretches())) == 2


def test_without_hands_there_is_nothing_to_see():
    stream = FeatureStream(20.0)
    for time in range(5):
        features = stream.push(TrackedFrame.without_hands(time / 30, SIZE))
        assert features.values.shape == (0, FEATURE_SIZE)


def test_a_frame_from_the_past_is_ignored():
    stream = FeatureStream(20.0)
    stream.push(tracked(1.0, right=a_hand()))
    assert len(stream.push(tracked(0.5, right=a_hand()))) == 0
    assert len(stream.push(tracked(1.0, right=a_hand()))) == 0

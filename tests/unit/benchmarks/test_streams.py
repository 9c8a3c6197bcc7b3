"""A composed stream shows what its truth says, when it says so."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.streams import composed, slack_hands
from gesture_app.core.errors import RecordingError
from gesture_app.core.hands import LANDMARK_COUNT, Landmark
from tests.made_up_takes import takes

REST_S = 5.0


@pytest.fixture
def some():
    return takes(2)


def stream_of(some, seed=0):
    return composed(some, slack_hands(some), REST_S, np.random.default_rng(seed))


def test_every_take_is_shown_where_the_truth_says_and_rest_follows(some):
    stream = stream_of(some)
    time, landmarks = stream.recording.time, stream.recording.landmarks
    assert sorted(shown.gesture for shown in stream.truth) == sorted(take.info.gesture for take in some)
    ends = [0.0, *(shown.end for shown in stream.truth)]
    for shown, before in zip(stream.truth, ends, strict=False):
        assert before < shown.start < shown.end
        last = int(np.searchsorted(time, shown.end - 1e-6))
        originals = [take.landmarks for take in some if take.info.gesture == shown.gesture]
        assert any(np.allclose(landmarks[last - len(one) : last], one, atol=1e-5, equal_nan=True) for one in originals)
    assert REST_S - 0.1 < time[-1] - stream.truth[-1].end < REST_S + 5


def test_the_same_seed_gives_the_same_stream(some):
    one, same, other = stream_of(some), stream_of(some), stream_of(some, 1)
    assert one.truth == same.truth
    np.testing.assert_array_equal(one.recording.landmarks, same.recording.landmarks)
    assert one.truth != other.truth


def test_takes_of_pictures_of_another_shape_keep_their_proportions(some):
    wide = [replace(some[0], info=replace(some[0].info, frame_size=(1280, 720))), *some[1:]]
    stream = stream_of(wide).recording
    assert stream.info.frame_size == some[1].info.frame_size
    palm = some[0].landmarks[:, 1, Landmark.INDEX_MCP, 0] - some[0].landmarks[:, 1, Landmark.PINKY_MCP, 0]
    stretched = palm * (1280 / 720) / (64 / 48)
    shown = stream.landmarks[:, 1, Landmark.INDEX_MCP, 0] - stream.landmarks[:, 1, Landmark.PINKY_MCP, 0]
    assert np.isin(np.round(stretched, 4), np.round(shown, 4)).mean() > 0.9


def test_only_hands_the_person_uses_rest_in_the_picture(some):
    slack = slack_hands(some)
    assert np.isnan(slack[0]).all()
    assert np.isfinite(slack[1]).all()


def test_takes_without_a_hand_make_no_stream(some):
    nowhere = np.full((len(some[0].time), 2, LANDMARK_COUNT, 3), np.nan, np.float32)
    with pytest.raises(RecordingError, match="hand"):
        stream_of([replace(some[0], landmarks=nowhere)])

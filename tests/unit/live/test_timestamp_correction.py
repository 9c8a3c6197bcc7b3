"""Whatever a source says of its time, stream time rises and never leaps; what is sound stays as it is."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture_app.core.clock import LATEST_S, LONGEST_PAUSE_S
from gesture_app.core.frame import Frame
from gesture_app.live.camera_thread import CameraThread, frames_of
from gesture_app.live.pipeline import RecognitionPipeline
from gesture_app.live.timestamp_correction import TimestampCorrector
from tests.fakes import FakeRecogniser, FakeTracker, a_hand, tracked

IMAGE = np.zeros((48, 64, 3), np.uint8)


def frame(stamp, captured_at=0.0):
    return Frame(IMAGE, stamp, captured_at, tracked(stamp, right=a_hand()))


def corrected(stamps, live=True):
    corrector = TimestampCorrector(live)
    return [corrector.correct(frame(stamp, place / 30)) for place, stamp in enumerate(stamps)]


class StampedCamera:
    """Gives frames with these stamps, then ends."""

    name = "stamped"

    def __init__(self, stamps, live=False):
        self.stamps, self.live = stamps, live

    def open(self):
        self.left = iter(enumerate(self.stamps))

    def read(self):
        place, stamp = next(self.left, (0, None))
        return None if stamp is None else frame(stamp, place / 30)

    def close(self):
        pass


GOOD = [place / 30 for place in range(120)]


@given(st.lists(st.floats(), max_size=60), st.lists(st.floats(), min_size=60, max_size=60), st.booleans())
@settings(deadline=None, max_examples=300)
def test_stream_time_rises_and_never_leaps(stamps, captured, live):
    corrector = TimestampCorrector(live)
    frames = [corrector.correct(frame(stamp, at)) for stamp, at in zip(stamps, captured, strict=False)]
    times = [one.time for one in frames]
    assert all(map(math.isfinite, times))
    assert all(0 < later - earlier <= LONGEST_PAUSE_S * 1.001 for earlier, later in pairwise(times))
    assert all(one.hands.time == one.time for one in frames)


@given(st.floats(-1, LATEST_S), st.lists(st.floats(1e-3, LONGEST_PAUSE_S / 2), max_size=30), st.booleans())
@settings(deadline=None)
def test_sound_stamps_stay_as_they_are(start, ways, live):
    corrector = TimestampCorrector(live)
    for stamp in (start + np.cumsum([0.0, *ways])).tolist():
        given_frame = frame(stamp)
        assert corrector.correct(given_frame) is given_frame


ODD = {
    "nanoseconds since 1970": [1.7e18 + 1e9 * stamp for stamp in GOOD],
    "all equal": [3.0] * 120,
    "no number": [math.nan] * 120,
    "infinite": [math.inf] * 120,
    "backwards": GOOD[::-1],
    "one far ahead": [*GOOD[:60], 1e15, *GOOD[61:]],
    "one no number": [*GOOD[:60], math.nan, *GOOD[61:]],
    "one infinite": [*GOOD[:60], -math.inf, *GOOD[61:]],
    "starts again": [*GOOD[:60], *GOOD[:60]],
}


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("stamps", ODD.values(), ids=ODD)
def test_where_stamps_are_wrong_the_stream_goes_on_at_its_pace(stamps, live):
    times = [one.time for one in corrected(stamps, live)]
    assert max(np.diff(times)) < 0.1
    assert times[-1] - times[0] == pytest.approx(119 / 30, abs=0.1)


@pytest.mark.parametrize("stamps", ODD.values(), ids=ODD)
def test_recognition_goes_on_behind_a_wrong_clock(stamps):
    step = RecognitionPipeline(FakeTracker(), FakeRecogniser())
    predictions = [
        prediction
        for one in frames_of(CameraThread(StampedCamera(stamps)))
        for prediction in step.process(one).predictions
    ]
    assert 100 <= len(predictions) <= 2 * len(stamps)
    assert sum(prediction.fresh for prediction in predictions) == 1

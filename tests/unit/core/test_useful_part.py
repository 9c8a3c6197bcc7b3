"""An ordinary take is used as it is; of a long one a bounded part that shows something."""

import numpy as np
import pytest

from gesture_app.core import useful_part as module
from gesture_app.core.recording import RecordingInfo, recording_of
from gesture_app.core.segmentation import LONGEST_S
from gesture_app.core.useful_part import LONGEST_WHOLE_S, LOOKED_AT, LOOKED_AT_S, SPAN_S, SPANS, useful_part
from tests.fakes import tracked
from tests.made_up_takes import RATE, a_shape, a_take, frames_of, resting


def a_recording(frames, gesture="swipe_left", trim=None):
    return recording_of(
        frames, RecordingInfo(gesture, "monday", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00", trim)
    )


def showings(gesture, count, rest_s=1.0):
    """A gesture again and again, the hand at rest between; the frames, and from when to when each is shown."""
    rng = np.random.default_rng(3)
    slack = a_shape("slack", (0.5, 0.95), 0.18).astype(np.float32)
    frames, times = [], []
    for _ in range(count):
        start = frames[-1].time if frames else 0.0
        frames += [tracked(start + (step + 1) / RATE, right=slack) for step in range(round(rest_s * RATE))]
        shown = frames_of(gesture, rng, frames[-1].time + 1 / RATE)
        times.append((shown[0].time, shown[-1].time))
        frames += shown
    return frames, [(start - frames[0].time, end - frames[0].time) for start, end in times]


def still(seconds):
    hand = a_shape("fist", (0.5, 0.5), 0.2).astype(np.float32)
    return [tracked(step / RATE, right=hand) for step in range(round(seconds * RATE))]


def without_hands(seconds, start):
    return [tracked(start + (step + 1) / RATE) for step in range(round(seconds * RATE))]


@pytest.mark.parametrize("gesture", ["fist", "swipe_left"])
def test_an_ordinary_take_stays_as_it_is(gesture):
    take = a_take(gesture, np.random.default_rng(0))
    assert useful_part(take) is take


def test_a_trimmed_take_counts_by_what_is_left_of_it():
    frames, _ = showings("swipe_left", 20)
    used = useful_part(a_recording(frames, trim=(2.0, 12.0)))
    assert used.seconds == pytest.approx(10.0, abs=0.1)


def test_of_a_long_take_one_showing_is_used():
    frames, times = showings("swipe_left", 40)
    whole = a_recording(frames)
    used = useful_part(whole)
    assert whole.seconds > 60
    assert 0.8 < used.seconds < 3.0
    half = len(used.time) // 2
    (middle,) = np.flatnonzero((whole.landmarks[:, 1] == used.landmarks[half, 1]).all((1, 2)))
    begins = whole.time[middle] - used.time[half]
    ends = begins + used.seconds
    assert any(begins < shown < begins + 0.6 and end < ends < end + 0.8 for shown, end in times)


def test_a_pose_held_for_minutes_is_used_in_part():
    used = useful_part(a_recording(still(100), "fist"))
    assert 1.0 < used.seconds <= LONGEST_S + 0.1


def test_time_without_hands_costs_nothing_and_is_kept():
    shown = frames_of("swipe_left", np.random.default_rng(0), 20.0)
    frames = [*without_hands(19.0, 0.0), *shown, *without_hands(30.0, shown[-1].time)]
    take = a_recording(frames)
    assert useful_part(take) is take


def test_a_long_take_without_any_hand_is_left_alone():
    take = a_recording(without_hands(60, 0.0))
    assert useful_part(take) is take


def test_of_nothing_spans_spread_over_the_take_are_used():
    whole = a_recording(resting(np.random.default_rng(0), 3 * SPANS * SPAN_S), "none")
    used = useful_part(whole)
    assert len(used.time) == pytest.approx(SPANS * SPAN_S * RATE, rel=0.02)
    assert used.seconds > 0.9 * whole.seconds
    assert (np.diff(used.time) > 0.5).sum() == SPANS - 1
    assert used.landmarks[0].tobytes() == whole.landmarks[0].tobytes()
    assert used.landmarks[-1].tobytes() == whole.landmarks[-1].tobytes()


def test_two_minutes_of_nothing_stay_as_they_are():
    whole = a_recording(resting(np.random.default_rng(0), SPANS * SPAN_S - 1), "none")
    assert useful_part(whole) is whole


@pytest.mark.parametrize("minutes", [3, 12])
def test_what_is_looked_through_does_not_grow_with_the_take(monkeypatch, minutes):
    looked_at = 0

    class Counting(module.TakeSegmenter):
        def push(self, frame):
            nonlocal looked_at
            looked_at += 1
            return super().push(frame)

    monkeypatch.setattr(module, "TakeSegmenter", Counting)
    frames = still(LONGEST_WHOLE_S * 4)
    again = [
        tracked(round_ * 60 + frame.time, right=frame.landmarks[1]) for round_ in range(minutes) for frame in frames
    ]
    useful_part(a_recording(again, "fist"))
    assert looked_at <= LOOKED_AT * LOOKED_AT_S * RATE * 1.01

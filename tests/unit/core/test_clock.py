"""Clocks that are wrong are named, and none of them makes a loop long; clocks that are right are left as they are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture_app.core.clock import (
    CLOCK_BACK_S,
    FEW_FRAMES,
    HIGHEST_RATE,
    LATEST_S,
    LONGEST_PAUSE_S,
    LOWEST_RATE,
    SHORTEST_FRAME_S,
)
from gesture_app.core.errors import DamagedRecordingError, ModelError, RecordingError
from gesture_app.core.prediction import Prediction
from gesture_app.core.quality.take_stats import figures_of
from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from gesture_app.core.resampling import AWAY_S, Resampler
from gesture_app.core.segmentation import TakeSegmenter
from gesture_app.core.trigger import Trigger
from gesture_app.gui.inspect.timeline.time_axis import TimeAxis
from gesture_app.storage.importers.landmark_arrays import recording_without_clock
from tests.fakes import a_card, a_hand, tracked

INFO = RecordingInfo("wave", "s", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")
GOOD = np.arange(60) / 30
HAND = np.stack([a_hand(), a_hand()])


def made(time):
    count = len(time)
    hands = np.tile(HAND, (count, 1, 1, 1)).astype(np.float32)
    return Recording(np.asarray(time, np.float64), hands, hands, np.ones((count, 2), np.float32), INFO)


def points(count):
    return np.tile(HAND, (count, 1, 1, 1)).astype(np.float32)


def with_one(stamp, place=30):
    times = GOOD.copy()
    times[place] = stamp
    return times


ODD = {
    "nanoseconds since 1970": GOOD * 1e9 + 1.7e18,
    "microseconds since 1970": GOOD * 1e6 + 1.7e15,
    "milliseconds since 1970": GOOD * 1e3 + 1.7e12,
    "seconds since 1970": GOOD + 1.7e9,
    "nanoseconds": GOOD * 1e9,
    "one far ahead, others after it": np.append(GOOD, 1e15 + np.arange(8)),
    "one far ahead at the end": with_one(1e13, -1),
    "one at the largest number": with_one(1e308, -1),
    "all over": 1e308 * np.linspace(-1, 1, 60),
    "one infinite": with_one(np.inf, -1),
    "one is no number": with_one(np.nan),
    "one goes back": with_one(-5.0),
    "a negative start": GOOD - 1000,
    "all equal": np.full(60, 0.5),
    "beyond a week": np.append(GOOD, LATEST_S + 1),
}


@pytest.mark.parametrize("time", ODD.values(), ids=ODD)
def test_a_recording_with_a_wrong_clock_is_refused_with_a_sentence_and_a_hint(time):
    with pytest.raises(DamagedRecordingError, match=r"do not rise|make no sense") as caught:
        made(time)
    assert "nanoseconds" in caught.value.hint


def test_a_single_frame_far_away_is_refused_as_well():
    for stamp in (1e15, -1e15, np.nan, np.inf):
        with pytest.raises(DamagedRecordingError):
            made([stamp])


PACES = {
    "milliseconds": GOOD * 1000,
    "a pause of more than a day": np.append(GOOD, LONGEST_PAUSE_S + 10),
}


@pytest.mark.parametrize("time", PACES.values(), ids=PACES)
def test_frames_too_far_from_each_other_are_refused_where_frames_become_a_recording(time):
    with pytest.raises(DamagedRecordingError, match="make no sense"):
        recording_of([tracked(second, right=a_hand()) for second in time], INFO)
    with pytest.raises(DamagedRecordingError, match="make no sense"):
        recording_without_clock(points(len(time)).astype(np.float64), time, 1.0, INFO)


LEGAL = {
    "ordinary": GOOD,
    "a camera that paused for hours": np.concatenate([GOOD, GOOD + 8 * 3600]),
    "eight hours": np.linspace(0, 8 * 3600, 2000),
    "cut out of a long stream": GOOD + 3 * 3600,
    "one frame a second": np.arange(60.0),
    "few frames, far from each other": np.arange(FEW_FRAMES - 1) * 3600.0,
    "a start before 0 by rounding": GOOD - 1e-9,
}


@pytest.mark.parametrize("time", LEGAL.values(), ids=LEGAL)
def test_what_a_camera_can_do_stays_a_recording(time):
    assert np.array_equal(made(time).time, time)
    assert len(recording_of([tracked(second, right=a_hand()) for second in time], INFO).time) == len(time)


def test_any_part_of_a_recording_is_a_recording():
    sparse = made(np.concatenate([GOOD, 40_000 + np.arange(12) * 7_000.0]))
    assert len(replace(sparse, info=replace(INFO, trim=(30_000.0, LATEST_S))).trimmed().time) == 12


def test_a_take_of_tracked_frames_without_a_clock_is_refused():
    for stamps in ([0.0, np.nan, 1.0], [np.inf, np.inf], [0.0, 1e15], [1.7e18, 1.7e18 + 1e9]):
        with pytest.raises(DamagedRecordingError):
            recording_of([tracked(stamp, right=a_hand()) for stamp in stamps], INFO)


@pytest.mark.parametrize("rate", [np.nan, 1e-12, 1e-320, -15.0])
def test_an_assumed_frame_rate_that_is_none_is_refused(rate):
    with pytest.raises(DamagedRecordingError):
        recording_without_clock(points(9).astype(np.float64), np.arange(9), rate, INFO)


def most(frames, rate):
    return frames * (np.ceil(AWAY_S * rate) + 1)


@pytest.mark.parametrize("time", (ODD | PACES).values(), ids=ODD | PACES)
def test_no_clock_brings_more_steps_than_frames_allow(time):
    steps = Resampler(30.0).push(np.asarray(time), points(len(time)))
    assert len(steps.time) <= most(len(time), 30.0)
    assert np.isfinite(steps.time).all()


@settings(deadline=None, max_examples=200)
@given(st.lists(st.floats(), max_size=40), st.floats(LOWEST_RATE, HIGHEST_RATE))
def test_whatever_the_stamps_are_the_steps_are_counted(stamps, rate):
    with np.errstate(all="ignore"):
        steps = Resampler(rate).push(np.array(stamps), points(len(stamps)))
    assert len(steps.time) <= most(len(stamps), rate)
    assert np.isfinite(steps.time).all()


def by_definition(time, rate):
    """Step times and fresh starts of frames that all show a hand, counted on without any bound."""
    steps, fresh, last, clock = [], [], -np.inf, 0.0
    for now in time:
        if now - last >= AWAY_S:
            clock = now
            steps.append(now)
            fresh.append(True)
        while clock + 1 / rate <= now + 1e-6:
            clock += 1 / rate
            steps.append(clock)
            fresh.append(False)
        last = now
    return steps, fresh


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.floats(1e-4, 2.0), min_size=1, max_size=40),
    st.floats(0, LATEST_S / 2),
    st.sampled_from([LOWEST_RATE, 5.0, 15.0, 20.0, 30.0, 60.0, HIGHEST_RATE]),
)
def test_ordinary_clocks_give_the_same_steps_to_the_bit(ways, start, rate):
    time = start + np.cumsum(ways)
    steps = Resampler(rate).push(time, points(len(time)))
    assert (steps.time.tolist(), steps.fresh.tolist()) == by_definition(time.tolist(), rate)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e9, 1e15, 1.7e18])
def test_after_one_bad_stamp_the_steps_go_on(bad):
    resampler = Resampler(30.0)
    resampler.push(GOOD, points(60))
    resampler.push(np.array([bad]), points(1))
    assert len(resampler.push(GOOD + 2, points(60)).time) >= 55


def test_a_clock_that_starts_again_starts_afresh_and_fires_again():
    trigger = Trigger(("none", "fist"), (0.6, 0.6), (0.0, 30.0))
    high = np.array([0.0, 0.9], np.float32)
    assert trigger.push(Prediction(1e9, high, True)) is not None
    assert trigger.push(Prediction(1e9 + 1, high, True)) is None
    assert trigger.push(Prediction(0.5, high, True)) is not None
    resampler = Resampler(30.0)
    resampler.push(GOOD + 2 * CLOCK_BACK_S, points(60))
    assert resampler.push(GOOD, points(60)).fresh[0]


@pytest.mark.parametrize("rate", [0.0, -1.0, 1e-12, 1e12, np.nan, np.inf])
def test_a_rate_that_no_network_has_is_refused(rate):
    with pytest.raises(ValueError, match="rate"):
        Resampler(rate)
    with pytest.raises(ModelError):
        replace(a_card(), rate=rate)


@pytest.mark.parametrize("seconds", [np.nan, np.inf, 1e15, -1.0, 0.0])
def test_a_take_of_a_fixed_length_lasts_no_longer_than_half_an_hour(seconds):
    with pytest.raises(RecordingError, match="cannot last"):
        TakeSegmenter(seconds)


def test_frames_at_nearly_one_time_do_not_come_infinitely_fast():
    figures = figures_of(made(np.arange(5) * 5e-324))
    assert figures.fps <= 1 / SHORTEST_FRAME_S


@settings(deadline=None)
@given(st.floats(-LATEST_S, LATEST_S), st.floats(0, 2 * LATEST_S), st.floats(-10, 4000))
def test_an_axis_has_no_more_ticks_than_room(start, seconds, wide):
    assert len(TimeAxis(start, start + seconds, 0.0, wide).ticks()) <= max(1.0, wide) / 56 + 2

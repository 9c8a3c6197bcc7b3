"""The figures of a take say what a person would see in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.quality.take_stats import POSES_SHAPE, figures_of
from gesture_app.core.recording import RecordingInfo, recording_of
from tests.fakes import a_hand, tracked

INFO = RecordingInfo("wave", "monday", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")
PALM = float(np.hypot(*(a_hand()[9, :2] - a_hand()[0, :2]) * (64 / 48, 1)))


def take(places, times=None, **info):
    """A right hand at each place (None: no hand), 30 frames a second."""
    times = [n / 30 for n in range(len(places))] if times is None else times
    frames = [tracked(t, right=None if x is None else a_hand(x)) for t, x in zip(times, places, strict=True)]
    return recording_of(frames, replace(INFO, **info))


def test_a_still_hand_a_swipe_and_what_the_tracker_gets_wrong_once():
    assert figures_of(take([0.5] * 40)).movement == 0
    swipe = figures_of(take(np.linspace(0.2, 0.8, 41)))
    assert swipe.movement == pytest.approx(0.9 * 0.6 * 64 / 48 / PALM, rel=0.01)
    assert figures_of(take([0.5] * 20 + [0.9] + [0.5] * 20)).movement == 0


def test_only_what_counts_is_judged_and_the_whole_is_measured():
    figures = figures_of(take([None] * 30 + [0.5] * 31, trim=(1.0, 2.0)))
    assert (figures.frames, figures.hand_share) == (61, 1.0)
    assert figures.seconds == pytest.approx(2)
    assert figures.kept_seconds == pytest.approx(1)
    assert figures_of(take([None] * 30 + [0.5] * 30)).hand_share == 0.5


def test_a_frame_rate_that_fell_is_seen_and_jitter_is_not():
    jitter = np.cumsum(1 / 30 + np.random.default_rng(0).uniform(-0.008, 0.008, 60))
    steady = figures_of(take([0.5] * 60, jitter - jitter[0]))
    assert steady.fps == pytest.approx(30, rel=0.1)
    assert steady.slow_share == 0
    fallen = figures_of(take([0.5] * 61, [n / 30 for n in range(51)] + [50 / 30 + n / 6 for n in range(1, 11)]))
    assert fallen.fps == pytest.approx(30, rel=0.01)
    assert fallen.slow_share == pytest.approx(0.5, rel=0.01)


def test_a_hand_at_the_edge_is_seen():
    assert figures_of(take([0.5] * 10)).border_share == 0
    assert figures_of(take([0.5] * 5 + [1.0] * 5 + [None] * 10)).border_share == 0.5


def test_the_small_picture_shows_where_the_hand_was():
    poses = figures_of(take(np.linspace(0.2, 0.8, 41))).poses
    assert poses.shape == POSES_SHAPE
    assert np.isnan(poses[:, 0]).all()
    assert poses[:, 1, 0, 0] == pytest.approx([0.29, 0.5, 0.71], abs=0.01)


@pytest.mark.parametrize("places", [[None], [0.5], [None, None]])
def test_takes_of_next_to_nothing_have_figures(places):
    figures = figures_of(take(places))
    assert figures.fps == (30 if len(places) == 2 else 0)
    assert np.isnan(figures.poses).all() == (places != [0.5])
    assert figures.movement == 0


def test_a_hand_far_outside_or_of_no_size_is_no_trouble():
    far = take([0.5] * 5)
    far.landmarks[:] = np.where(np.isnan(far.landmarks), np.nan, 3e38)
    assert np.isfinite(figures_of(far).poses[:, 1]).all()
    assert figures_of(far).movement == 0

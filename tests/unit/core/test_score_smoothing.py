"""Averaging of scores: the same live, step by step, and over a whole take."""

import numpy as np
import pytest

from gesture_app.core.score_smoothing import ScoreSmoother

SPANS, RATE = (0.0, 0.2, 0.5), 20.0


@pytest.fixture
def scores():
    return np.random.default_rng(0).random((40, 3), dtype=np.float32)


@pytest.mark.parametrize("at_once", [1, 3, 40])
def test_every_label_is_averaged_over_its_own_span_however_the_steps_come(scores, at_once):
    average = ScoreSmoother(SPANS, RATE)
    averaged = np.concatenate([average.push(scores[i : i + at_once]) for i in range(0, len(scores), at_once)])
    for label, steps in enumerate((1, 5, 11)):
        means = [scores[max(0, end - steps) : end, label].sum() / steps for end in range(1, len(scores) + 1)]
        assert averaged[:, label] == pytest.approx(means, abs=1e-6)
    assert average.push(scores[:0]).shape == (0, 3)


def test_before_the_first_step_there_was_nothing(scores):
    averaged = ScoreSmoother(SPANS, RATE).push(np.ones((3, 3), np.float32))
    assert averaged[:, 2] == pytest.approx([1 / 11, 2 / 11, 3 / 11])


def test_what_was_forgotten_counts_no_more(scores):
    average = ScoreSmoother(SPANS, RATE)
    first = average.push(scores)
    average.push(np.ones((20, 3), np.float32))
    average.reset()
    assert average.push(scores) == pytest.approx(first)


@pytest.mark.parametrize(("seconds", "passed"), [(0.1, False), (0.6, True)])
def test_a_short_peak_stays_low_and_a_long_one_does_not(seconds, passed):
    peak = np.zeros((60, 3), np.float32)
    peak[20 : 20 + round(seconds * RATE)] = 0.9
    assert (ScoreSmoother(SPANS, RATE).push(peak)[:, 2].max() > 0.6) == passed


def test_one_bad_step_does_not_break_a_gesture():
    scores = np.full((20, 3), 0.95, np.float32)
    scores[12] = 0.1
    assert (ScoreSmoother(SPANS, RATE).push(scores)[12:, 2] > 0.7).all()

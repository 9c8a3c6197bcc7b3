"""Thresholds separate a gesture from everything else, and spans follow how long it lasts."""

import numpy as np
import pytest

from gesture_app.learning.calibration import (
    LONGEST_SPAN_S,
    SHORTEST_SPAN_S,
    USUAL_THRESHOLD,
    averaging_span,
    choose_thresholds,
)

LABELS = ("none", "fist", "wave")


def test_a_threshold_lies_between_its_gesture_and_everything_else():
    def scores(fist, wave):
        return np.array([0.0, fist, wave])

    shown = [("fist", scores(0.95, 0.0))] * 3 + [("wave", scores(0.7, 0.9))] * 3
    nothing = [scores(0.2, 0.1)] * 10
    _, fist, wave = choose_thresholds(LABELS, shown, nothing)
    assert 0.7 < fist <= 0.9
    assert wave == USUAL_THRESHOLD


@pytest.mark.parametrize(("missed", "moves"), [(1, False), (6, True)])
def test_a_threshold_leaves_the_usual_one_only_where_that_brings_much(missed, moves):
    shown = [("fist", np.array([0.0, 0.95, 0.0]))] * (40 - missed) + [("fist", np.array([0.0, 0.52, 0.0]))] * missed
    _, fist, _ = choose_thresholds(LABELS, shown, [])
    assert (fist < USUAL_THRESHOLD) == moves


def named_for(seconds, rate):
    """A gesture's score in a take that names it for so long, with a flicker before."""
    over = np.full(round(seconds * rate), 0.9)
    return np.concatenate([np.zeros(5), [0.9], np.zeros(5), over, np.zeros(5)])


@pytest.mark.parametrize("rate", [20.0, 40.0])
def test_long_gestures_are_averaged_over_longer_than_swift_ones(rate):
    spans = [averaging_span([named_for(seconds, rate)] * 5, rate) for seconds in (0.3, 0.9, 1.5, 10.0)]
    assert spans == sorted(spans)
    assert spans[0] == SHORTEST_SPAN_S < spans[1] < spans[2] < spans[3] == LONGEST_SPAN_S


def test_one_odd_take_does_not_decide_the_span_of_a_gesture():
    usual = [named_for(1.2, 20.0)] * 9
    span = averaging_span(usual, 20.0)
    assert averaging_span([*usual, named_for(10.0, 20.0)], 20.0) == span
    assert averaging_span([*usual, named_for(0.1, 20.0)], 20.0) == span


@pytest.mark.parametrize("takes", [[], [np.zeros(40)]])
def test_a_gesture_never_named_in_its_own_takes_still_has_a_span(takes):
    assert averaging_span(takes, 20.0) == SHORTEST_SPAN_S

"""A model is judged by what it fires, not by what it would prefer."""

import numpy as np
import pytest

from gesture_app.core.features import Features
from gesture_app.core.prediction import Prediction
from gesture_app.learning.evaluation import (
    LONGEST_SPAN_S,
    SHORTEST_SPAN_S,
    USUAL_THRESHOLD,
    averaging_span,
    choose_thresholds,
    classify_take,
    detect_events,
    evaluate,
)
from tests.fakes import FakeRecogniser, a_card

LABELS = ("none", "fist", "wave")


def some_features(steps=30):
    points = np.zeros((steps, 2, 21, 3), np.float32)
    return Features(np.arange(steps) / 20, np.zeros((steps, 1), np.float32), np.arange(steps) == 0, points)


@pytest.mark.parametrize(
    ("said", "gesture", "named"),
    [(1, "fist", "fist"), (2, "fist", "wave"), (0, "fist", "none"), (0, "none", "none"), (1, "none", "fist")],
)
def test_a_take_is_named_by_what_fires(said, gesture, named):
    result = evaluate(FakeRecogniser(a_card(), steps=1000, programme=[said]), [(gesture, some_features())])
    assert result.confusion[LABELS.index(gesture), LABELS.index(named)] == 1
    assert result.accuracy == (gesture == named)


def test_of_two_gestures_that_fire_the_one_that_then_scores_higher_names_the_take():
    class SoonSureOfWave(FakeRecogniser):
        def step(self, features):
            fist, wave = np.array([0.3, 0.65, 0.05], np.float32), np.array([0.05, 0.05, 0.9], np.float32)
            rising = [fist] * 10 + [np.array([0.3, 0.05, 0.62], np.float32)] + [wave] * (len(features) - 11)
            return [Prediction(float(time), scores) for time, scores in zip(features.time, rising, strict=True)]

    recogniser = SoonSureOfWave(a_card())
    fist, wave = detect_events(recogniser, some_features())
    assert fist.confidence > wave.confidence
    assert classify_take(recogniser, some_features()) == "wave"


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
def test_a_gesture_never_named_in_its_own_takes_has_a_span_all_the_same(takes):
    assert averaging_span(takes, 20.0) == SHORTEST_SPAN_S

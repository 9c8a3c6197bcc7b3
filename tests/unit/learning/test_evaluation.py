"""A model is judged by what it fires, not by what it would prefer."""

import numpy as np
import pytest

from gesture_app.core.features import Features
from gesture_app.core.prediction import Prediction
from gesture_app.learning.evaluation import classify_take, detect_events, evaluate
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


@pytest.mark.parametrize("later", [0.9, 0.65])
def test_of_two_gestures_that_fire_the_later_one_names_the_take_however_high_it_scores(later):
    class SoonSureOfWave(FakeRecogniser):
        def step(self, features):
            fist, wave = np.array([0.2, 0.75, 0.05], np.float32), np.array([0.05, 0.05, later], np.float32)
            rising = [fist] * 10 + [wave] * (len(features) - 10)
            return [Prediction(float(time), scores) for time, scores in zip(features.time, rising, strict=True)]

    recogniser = SoonSureOfWave(a_card())
    assert [event.label for event in detect_events(recogniser, some_features())] == ["fist", "wave"]
    assert classify_take(recogniser, some_features()) == "wave"


def test_the_gesture_that_fires_first_names_the_take_if_it_outlasts_the_other():
    class AgainAFist(FakeRecogniser):
        def step(self, features):
            fist, wave = np.array([0.2, 0.7, 0.1], np.float32), np.array([0.2, 0.1, 0.7], np.float32)
            shown = [fist] * 10 + [wave] * 5 + [fist] * (len(features) - 15)
            return [Prediction(float(time), scores) for time, scores in zip(features.time, shown, strict=True)]

    assert classify_take(AgainAFist(a_card()), some_features()) == "fist"

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

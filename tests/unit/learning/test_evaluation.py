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


def named_by(shown):
    """The label of a take with these scores."""

    class Showing(FakeRecogniser):
        def step(self, features):
            return [Prediction(float(time), scores) for time, scores in zip(features.time, shown, strict=True)]

    recogniser = Showing(a_card())
    assert {event.label for event in detect_events(recogniser, some_features(len(shown)))} == {"fist", "wave"}
    return classify_take(recogniser, some_features(len(shown)))


FIST, WAVE = np.array([0.2, 0.75, 0.05], np.float32), np.array([0.3, 0.05, 0.65], np.float32)


def test_of_two_gestures_that_fire_the_later_one_names_the_take_even_if_it_scores_lower():
    assert named_by([FIST] * 15 + [WAVE] * 15) == "wave"


def test_a_hand_on_its_way_back_does_not_name_the_take():
    assert named_by([WAVE] * 25 + [FIST] * 5) == "wave"

"""A model is judged by what it fires, not by what it would prefer."""

import numpy as np
import pytest

from gesture_app.core.features import Features
from gesture_app.learning.evaluation import evaluate, thresholds_of
from tests.fakes import FakeRecogniser, a_card

LABELS = ("none", "fist", "wave")


def some_features(steps=30):
    return Features(np.arange(steps) / 20, np.zeros((steps, 1), np.float32), np.arange(steps) == 0)


@pytest.mark.parametrize(
    ("said", "gesture", "named"),
    [(1, "fist", "fist"), (2, "fist", "wave"), (0, "fist", "none"), (0, "none", "none"), (1, "none", "fist")],
)
def test_a_take_is_named_by_what_fires(said, gesture, named):
    result = evaluate(FakeRecogniser(a_card(), steps=1000, programme=[said]), [(gesture, some_features())])
    assert result.confusion[LABELS.index(gesture), LABELS.index(named)] == 1
    assert result.accuracy == (gesture == named)


def test_a_threshold_lies_between_its_gesture_and_everything_else():
    def scores(fist, wave):
        return np.array([0.0, fist, wave])

    shown = [("fist", scores(0.95, 0.0))] * 3 + [("wave", scores(0.7, 0.9))] * 3
    nothing = [scores(0.2, 0.1)] * 10
    _, fist, wave = thresholds_of(LABELS, shown, nothing)
    assert 0.7 < fist <= 0.9
    assert wave == 0.75

"""Which hand made a gesture: the one whose own score was clearly higher while it was made."""

import numpy as np
import pytest

from gesture_app.core.hand_used import HandEvidence
from gesture_app.core.prediction import Event, HandUsed, Prediction


def evidence_of(stretches, step_s=0.05):
    """Evidence of (seconds, left, right) stretches of the score of label 1."""
    evidence, time = HandEvidence(), 0.0
    for seconds, left, right in stretches:
        for _ in range(round(seconds / step_s)):
            time += step_s
            by_hand = np.array([[0, left], [0, right]], np.float32)
            evidence.push(Prediction(time, np.array([0, 1], np.float32), False, by_hand))
    return evidence, time


@pytest.mark.parametrize(
    ("stretches", "hand"),
    [
        ([(1, 1.0, 0.0)], HandUsed.LEFT),  # the only visible hand
        ([(1, 0.0, 1.0)], HandUsed.RIGHT),
        ([(1, 0.05, 0.9)], HandUsed.RIGHT),  # the other hand rests in view
        ([(1, 0.8, 0.9)], HandUsed.BOTH),
        ([(2, 0.0, 1.0), (0.4, 1.0, 0.0)], HandUsed.LEFT),  # what was before the gesture does not count
    ],
)
def test_the_hand_that_scored(stretches, hand):
    evidence, now = evidence_of(stretches)
    assert evidence.hand_of(Event(now, now - 0.4, "fist", 0.9), 1) is hand


def test_a_hand_is_unknown_without_scores_by_hand():
    evidence = HandEvidence()
    evidence.push(Prediction(1.0, np.array([0, 1], np.float32)))
    assert evidence.hand_of(Event(1.0, 0.9, "fist", 0.9), 1) is None


def test_a_source_whose_time_starts_again_is_another():
    evidence, _ = evidence_of([(1, 1.0, 0.0)])
    evidence.push(Prediction(0.1, np.array([0, 1], np.float32), True, np.array([[0, 0], [0, 1]], np.float32)))
    assert evidence.hand_of(Event(0.1, 0.1, "fist", 0.9), 1) is HandUsed.RIGHT

"""Streams of held-out takes tell a good model from a deaf one and from one that cannot be silent."""

import numpy as np
import pytest

from gesture_app.core.prediction import Prediction
from gesture_app.learning.held_out_metrics import MOST_PEAKS, peaks_of, score_composed_streams
from gesture_app.learning.take_sequence import take_sequence_of
from tests.fakes import a_card
from tests.made_up_takes import GESTURES, takes


class Says:
    """A recogniser that always gives these scores to its labels, the background first."""

    def __init__(self, *scores):
        self.card = a_card(*GESTURES)
        self._scores = np.array(scores, np.float32)

    def reset(self):
        pass

    def step(self, features):
        return [
            Prediction(float(time), self._scores, bool(fresh))
            for time, fresh in zip(features.time, features.fresh, strict=True)
        ]


@pytest.fixture(scope="module")
def held_out():
    return [take_sequence_of(take, 30.0) for take in takes(2, seed=3)]


def test_a_deaf_model_misses_every_gesture_and_a_restless_one_fires_at_rest(held_out):
    deaf = score_composed_streams(Says(0.9, 0, 0, 0, 0), held_out, held_out, seed=0)
    assert deaf.shown.total() == 32  # eight takes, four times each
    assert deaf.detected.total() == deaf.false.total() == 0
    restless = score_composed_streams(Says(0.0, 0.9, 0, 0, 0), held_out, held_out, seed=0)
    assert restless.false[GESTURES[0]] >= restless.streams
    assert restless.shown == deaf.shown
    assert restless.seconds == deaf.seconds


def test_a_model_that_knows_its_takes_detects_them_in_streams(learned):
    assert learned.streams.recall > 0.8
    assert learned.streams.delay(50) < 0.5


def test_every_held_out_take_is_named_and_counted_once(learned):
    assert len(learned.judged) == learned.evaluation.recordings
    right = sum(take.named == take.gesture for take in learned.judged)
    assert right / len(learned.judged) == learned.evaluation.accuracy


def test_very_many_peaks_become_evenly_chosen_ones():
    peaks = peaks_of([("fist", np.array([0.1, n / 2000], np.float32)) for n in range(2000)])
    assert MOST_PEAKS / 2 < len(peaks) <= MOST_PEAKS
    assert peaks[-1].scores[1] > 0.95
    assert peaks_of([]) == ()

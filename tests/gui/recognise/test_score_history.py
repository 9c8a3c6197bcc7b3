"""The scores of the last seconds: what is kept, what is forgotten, what is drawn."""

import numpy as np

from gesture_app.core.prediction import Prediction
from gesture_app.gui.recognise.score_history import ScoreHistory


def predictions(times, score=0.5):
    return [Prediction(float(time), np.array([1 - score, score], np.float32)) for time in times]


def test_the_window_holds_the_last_seconds_however_long_it_runs():
    history = ScoreHistory(2, seconds=2, rate=10)
    for step in range(500):
        history.push(predictions([step / 10]))
    time, scores = history.window(49.95)
    assert time[0] <= 47.95 < time[1]
    assert time[-1] == 49.9
    assert scores.shape == (len(time), 2)


def test_scores_of_another_model_are_passed_over():
    history = ScoreHistory(2, 2, 10)
    history.push([Prediction(0.0, np.ones(5, np.float32))])
    assert len(history.window(0.0)[0]) == 0


def test_a_clock_that_went_back_begins_anew():
    history = ScoreHistory(2, 10, 10)
    history.push(predictions([5.0, 5.1]))
    history.push(predictions([0.1]))
    assert history.window(0.1)[0].tolist() == [0.1]

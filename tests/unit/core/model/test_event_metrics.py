"""Events against truth: each event counts once, and no fault of a model hides in another figure."""

from __future__ import annotations

import pytest

from gesture_app.core.ground_truth import Performance
from gesture_app.core.model.event_metrics import Tally, score_events, sum_of
from gesture_app.core.prediction import Event

LABELS = ("none", "fist", "wave")
FIST = Performance("fist", 2.0, 4.0)
WAVE = Performance("wave", 6.0, 8.0)
UNKNOWN = Performance(None, 10.0, 12.0)


def scored(*events, truth=(FIST, WAVE, UNKNOWN), seconds=60.0):
    return score_events([Event(time, time, label, 0.9) for label, time in events], truth, LABELS, seconds)


@pytest.mark.parametrize(
    ("events", "tally", "accepted"),
    [
        ([], Tally(2, 0, 0, 0, 0), 0),
        ([("fist", 3.0), ("wave", 7.0)], Tally(2, 2, 0, 0, 0), 0),
        ([("fist", 2.0), ("wave", 8.5)], Tally(2, 2, 0, 0, 0), 0),  # at once, and at the last moment
        ([("fist", 1.9), ("wave", 8.6)], Tally(2, 0, 0, 0, 2), 0),  # too early, too late
        ([("wave", 3.0), ("fist", 7.0)], Tally(2, 0, 2, 0, 0), 0),  # taken for each other
        ([("wave", 3.0), ("fist", 3.5)], Tally(2, 1, 1, 0, 0), 0),  # right in the end
        ([("fist", 3.0), ("fist", 3.5), ("fist", 4.2)], Tally(2, 1, 0, 2, 0), 0),
        ([("fist", 0.5), ("wave", 30.0)], Tally(2, 0, 0, 0, 2), 0),  # at rest
        ([("fist", 10.5), ("fist", 11.0), ("wave", 12.4)], Tally(2, 0, 0, 0, 0), 1),  # one unknown gesture
    ],
)
def test_every_event_is_counted_once(events, tally, accepted):
    score = scored(*reversed(events))
    assert score.tally() == tally
    assert (score.unknown, score.unknown_accepted) == (1, accepted)


def test_faults_are_told_by_gesture():
    score = scored(("wave", 3.0), ("wave", 6.5), ("fist", 20.0))
    assert score.tally("fist") == Tally(shown=1, detected=0, wrong=1, repeated=0, false=1)
    assert score.tally("fist").missed == 1
    assert score.tally("wave") == Tally(shown=1, detected=1, wrong=0, repeated=0, false=0)


def test_an_event_on_the_edge_is_not_lost_to_rounding():
    truth = [Performance("fist", 0.1 + 0.2, 0.7)]  # 0.30000000000000004
    assert scored(("fist", 0.3), truth=truth).tally().detected == 1
    assert scored(("fist", 1.2 + 1e-12), truth=truth).tally().detected == 1


def test_an_event_between_two_gestures_is_claimed_by_one_of_them_only():
    again = Performance("fist", 4.2, 6.0)
    assert scored(("fist", 4.3), truth=(FIST, again)).tally() == Tally(2, 1, 0, 0, 0)


def test_a_gesture_the_model_does_not_know_is_unknown_and_the_background_is_rest():
    truth = (Performance("salute", 2.0, 4.0), Performance("none", 6.0, 8.0))
    score = scored(("fist", 3.0), ("wave", 7.0), truth=truth)
    assert (score.unknown, score.unknown_accepted) == (1, 1)
    assert score.tally() == Tally(shown=0, detected=0, wrong=0, repeated=0, false=1)


def test_rates_and_delays():
    score = scored(("fist", 3.0), ("fist", 3.2), ("wave", 7.8), ("wave", 20.0), seconds=120.0)
    assert score.recall == 1.0
    assert score.precision == 0.5
    assert score.false_per_hour == 30.0
    assert score.delay(50) == pytest.approx(-0.6)
    assert score.delay(95) == pytest.approx(-0.24)


def test_where_there_is_nothing_to_measure_no_figure_is_given():
    score = score_events([], [], LABELS, 0.0)
    assert (score.recall, score.precision, score.false_per_hour, score.delay(50)) == (None,) * 4
    assert sum_of([]).recall is None


def test_streams_are_summed_and_not_averaged():
    much = scored(("fist", 3.0), ("wave", 7.0), ("wave", 30.0), seconds=90.0)
    little = scored(("wave", 3.0), truth=[FIST], seconds=10.0)
    both = sum_of([much, little])
    assert both.streams == 2
    assert both.tally() == Tally(shown=3, detected=2, wrong=1, repeated=0, false=1)
    assert both.tally("fist").shown == 2
    assert both.false_per_hour == 36.0
    assert len(both.delays) == 2

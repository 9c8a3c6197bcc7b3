"""What counts as missed by a hair, and what does not: a user is told to change something on the strength of it."""

import numpy as np
import pytest

from gesture_app.core.near_misses import ANSWERED_S, KEPT, NearMisses
from gesture_app.core.prediction import Event, Prediction

LABELS = ("none", "fist", "wave")
THRESHOLDS = (0.6, 0.6, 0.6)
RATE = 20.0


class Stream:
    """Scores of fist and wave over time, pushed into the counter, the clock going on with them."""

    def __init__(self, misses):
        self.misses, self.now, self.found = misses, 0.0, []

    def show(self, seconds, fist=0.0, wave=0.0, fresh=False):
        for step in range(round(seconds * RATE)):
            self.now += 1 / RATE
            scores = np.array([1 - fist - wave, fist, wave], np.float32)
            self.misses.push([Prediction(self.now, scores, fresh and step == 0)])
            self.found += self.misses.advance(self.now)
        return self

    def rise(self, peak, **others):
        """Up, a moment at the peak, down again, and a rest."""
        for share in (0.3, 0.7, 1.0, 1.0, 0.6, 0.2):
            self.show(0.1, fist=share * peak, **others)
        return self.show(ANSWERED_S + 0.5)


@pytest.fixture
def stream():
    return Stream(NearMisses(LABELS, THRESHOLDS))


@pytest.mark.parametrize(("peak", "count"), [(0.59, 1), (0.52, 1), (0.5, 0), (0.6, 0), (0.9, 0), (0.2, 0)])
def test_only_a_peak_a_hair_below_counts_and_it_counts_once(stream, peak, count):
    stream.show(1).rise(peak)
    assert len(stream.misses.of("fist")) == len(stream.found) == count
    if count:
        (miss,) = stream.found
        assert miss.score == pytest.approx(peak)
        assert miss.time == pytest.approx(1.3, abs=0.11)


def test_what_has_not_fallen_yet_does_not_count(stream):
    stream.show(5, fist=0.58)
    assert stream.found == []
    stream.show(2)
    assert len(stream.found) == 1


def test_a_score_that_hovers_near_the_threshold_counts_once(stream):
    for level in (0.58, 0.45, 0.57, 0.4, 0.59):
        stream.show(0.4, fist=level)
    stream.show(2)
    assert len(stream.found) == 1
    assert stream.found[0].score == pytest.approx(0.59)


@pytest.mark.parametrize("when", [0.5, 1.3, 2.0])
@pytest.mark.parametrize("label", ["fist", "wave"])
def test_a_user_who_got_an_answer_shortly_before_meanwhile_or_after_missed_nothing(stream, label, when):
    stream.show(1)
    stream.misses.fired(Event(when, when, label, 0.9))
    stream.rise(0.58)
    assert stream.found == []


def test_an_event_long_before_or_after_changes_nothing(stream):
    stream.misses.fired(Event(0.1, 0.0, "wave", 0.9))
    stream.show(3).rise(0.58)
    stream.misses.fired(Event(stream.now, stream.now, "wave", 0.9))
    assert len(stream.show(2).found) == 1


def test_where_another_gesture_scored_higher_it_was_that_one(stream):
    stream.show(1)
    stream.misses.use_thresholds((0.6, 0.4, 0.9))
    stream.rise(0.38, wave=0.5)
    assert [miss.gesture for miss in stream.found] == []


def test_hands_that_leave_end_the_rise(stream):
    stream.show(1).show(0.4, fist=0.58)
    stream.now += 3.0
    stream.found += stream.misses.advance(stream.now)
    assert len(stream.found) == 1
    stream.show(0.4, fist=0.57, fresh=True)
    stream.now += 0.6
    stream.show(2, fresh=True)
    assert len(stream.found) == 2


def test_another_source_begins_anew(stream):
    stream.show(5, fist=0.58)
    stream.now = 0.0
    stream.show(3)
    assert stream.found == []


def test_another_threshold_keeps_what_would_still_be_a_near_miss(stream):
    for peak in (0.59, 0.55, 0.52):
        stream.show(1).rise(peak)
    assert len(stream.misses.of("fist")) == 3
    stream.misses.use_thresholds((0.6, 0.56, 0.6))
    assert [miss.score for miss in stream.misses.of("fist")] == pytest.approx([0.55, 0.52])


def test_lowered_it_would_have_fired_every_time(stream):
    for peak in (0.59, 0.53, 0.56):
        stream.show(1).rise(peak)
    assert stream.misses.most == "fist"
    lower = stream.misses.lower("fist")
    assert 0.5 < lower < min(miss.score for miss in stream.misses.of("fist"))
    stream.misses.forget("fist")
    assert stream.misses.most == ""
    assert stream.misses.lower("fist") == 0.6


def test_it_does_not_grow_without_end(stream):
    for _ in range(KEPT + 5):
        stream.rise(0.58)
    assert len(stream.misses.of("fist")) == KEPT
    assert len(stream.misses._fired) == len(stream.misses._ended) == 0

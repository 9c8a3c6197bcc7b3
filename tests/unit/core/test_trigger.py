"""When scores become events: the table of rules a user feels at once when one of them is wrong."""

import numpy as np
import pytest

from gesture_app.core.prediction import Prediction
from gesture_app.core.trigger import Trigger, TriggerRule

LABELS = ("none", "fist", "wave")
AT_ONCE = (0.0,) * 3
RULE = TriggerRule(rearm_share=0.5, rearm_s=0.15, rest_s=0.3)


def fired(scores_of_fist, rate=30.0, label=1, again_s=AT_ONCE):
    """Labels and times of the events that scores of one gesture lead to, given as (seconds, score) stretches."""
    trigger = Trigger(LABELS, (0.6,) * 3, again_s, RULE)
    events, time = [], 0.0
    for seconds, score in scores_of_fist:
        for _ in range(round(seconds * rate)):
            scores = np.zeros(3, np.float32)
            scores[label] = score
            scores[0] = 1 - score
            time += 1 / rate
            event = trigger.push(Prediction(time, scores))
            if event is not None:
                events.append(event)
    return events


@pytest.mark.parametrize("rate", [15.0, 30.0, 60.0])
@pytest.mark.parametrize(
    ("stretches", "count"),
    [
        ([(1, 0.0), (3, 0.9)], 1),  # a pose held for long fires once
        ([(1, 0.9), (1, 0.0), (1, 0.9)], 2),  # the same gesture made twice fires twice
        ([(1, 0.59)], 0),  # under the threshold
        ([(1, 0.9), (1, 0.45), (1, 0.9)], 1),  # never low enough to arm again
        ([(1, 0.9), (0.07, 0.0), (1, 0.9)], 1),  # low too briefly to arm again
    ],
)
def test_events_of_one_gesture_at_any_frame_rate(stretches, count, rate):
    assert len(fired(stretches, rate)) == count


def test_the_background_never_fires():
    assert fired([(2, 1.0)], label=0) == []


def test_nothing_fires_while_resting_after_an_event():
    trigger = Trigger(LABELS, (0.6,) * 3, AT_ONCE, RULE)
    times = []
    for step in range(60):
        time = step / 30
        scores = np.array([0, 0.9, 0.05] if time < 0.3 else [0, 0.05, 0.9], np.float32)
        if (event := trigger.push(Prediction(time, scores))) is not None:
            times.append((event.label, event.time))
    (first, first_at), (second, second_at) = times
    assert (first, second) == ("fist", "wave")
    assert second_at - first_at >= RULE.rest_s - 1e-6


def test_hands_that_return_arm_everything_again():
    trigger = Trigger(LABELS, (0.6,) * 3, AT_ONCE, RULE)
    high = np.array([0, 0.9, 0.1], np.float32)
    events = [trigger.push(Prediction(step / 30, high, fresh=step in (0, 30))) for step in range(60)]
    assert [event.label for event in events if event] == ["fist", "fist"]


@pytest.mark.parametrize(("dip", "count"), [(0.4, 1), (2.0, 2)])
def test_a_slow_gesture_that_dips_in_the_middle_is_one(dip, count):
    assert len(fired([(0.5, 0.9), (dip, 0.0), (0.5, 0.9)], again_s=(0, 1.5, 0))) == count


def test_a_hand_lost_in_the_middle_of_a_slow_gesture_does_not_make_two_of_it():
    trigger = Trigger(LABELS, (0.6,) * 3, (0, 1.5, 0), RULE)
    high = np.array([0, 0.9, 0.1], np.float32)
    found = [trigger.push(Prediction(time, high, fresh=time in (0.0, 1.0))) for time in (0.0, 0.1, 1.0, 1.2, 1.6)]
    assert [event.label for event in found if event] == ["fist"]


def test_an_event_tells_when_the_score_began_to_rise():
    (event,) = fired([(1, 0.0), (0.5, 0.4), (1, 0.9)])
    assert event.start == pytest.approx(1.0, abs=0.05)
    assert event.time == pytest.approx(1.5, abs=0.05)


def test_a_gesture_of_the_user_comes_before_one_of_the_starter():
    for starter, fires in ((("fist",), "wave"), (("wave",), "fist"), ((), "fist")):
        trigger = Trigger(("none", "fist", "wave"), (0.6,) * 3, AT_ONCE, RULE, starter=starter)
        event = trigger.push(Prediction(0.0, np.array([0.0, 0.9, 0.7], np.float32), fresh=True))
        assert event.label == fires


def happened(stretches, label=1, end_s=0.25):
    """Events and ends in order, of the scores of one gesture given as (seconds, score) stretches at 30 a second."""
    trigger = Trigger(LABELS, (0.6,) * 3, AT_ONCE, TriggerRule(rearm_s=0.15, end_s=end_s))
    found, time = [], 0.0
    for seconds, score in stretches:
        for _ in range(round(seconds * 30)):
            time += 1 / 30
            if score is None:  # no hand, so there is no prediction
                trigger.advance(time)
                found += trigger.take_ends()
                continue
            scores = np.zeros(3, np.float32)
            scores[label], scores[0] = score, 1 - score
            event = trigger.push(Prediction(time, scores))
            found += [*trigger.take_ends(), *([event] if event else [])]
    return found


@pytest.mark.parametrize(
    ("stretches", "end"),
    [
        ([(1, 0.0), (3, 0.9), (1, 0.0)], 4.25),  # let go
        ([(1, 0.0), (2, 0.9), (0.1, 0.0), (1, 0.9), (1, 0.0)], 4.35),  # a short dip ends nothing
        ([(1, 0.0), (3, 0.9), (1, None)], 4.5),  # the hand has left the picture
    ],
)
def test_a_gesture_ends_once_when_it_is_no_longer_made(stretches, end):
    event, *ends = happened(stretches)
    assert event.label == "fist"
    (only,) = ends
    assert only.event is event
    assert only.time == pytest.approx(end, abs=0.07)


def test_a_gesture_that_is_held_has_not_ended():
    assert len(happened([(1, 0.0), (20, 0.9)])) == 1


def test_a_gesture_ends_when_another_fires_and_when_it_is_interrupted():
    trigger = Trigger(LABELS, (0.6,) * 3, AT_ONCE, RULE)
    first = trigger.push(Prediction(0.0, np.array([0, 0.9, 0], np.float32)))
    assert trigger.push(Prediction(0.2, np.array([0, 0.35, 0.5], np.float32))) is None
    second = trigger.push(Prediction(0.4, np.array([0, 0.35, 0.65], np.float32)))
    (end,) = trigger.take_ends()
    assert (end.event, end.time) == (first, 0.4)
    trigger.interrupt()
    trigger.interrupt()
    assert [end.event for end in trigger.take_ends()] == [second]

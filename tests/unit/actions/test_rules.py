"""Which events act: hand, sequence, rest, arming, profiles, toggle."""

import pytest

from gesture_app.actions.rules import ActionRules, DecisionStep
from gesture_app.core.prediction import Event, GestureEnd, HandUsed
from tests.unit.actions.conftest import actions_from


def entry(gesture, keys, more="", where="everywhere"):
    return f'[[{where}.actions]]\ngesture = "{gesture}"\nkeys = "{keys}"\n{more}\n'


class Play:
    """Rules of a text, with events at will."""

    def __init__(self, text):
        self.rules = ActionRules(actions_from(text))

    def make(self, gesture, time, hand=None):
        event = Event(time, time, gesture, 0.9, hand)
        return [(one.step, one.binding.action.what) for one in self.rules.on_event(event, lambda _: True)]

    def end(self, gesture, fired, time, hand=None):
        end = GestureEnd(time, Event(fired, fired, gesture, 0.9, hand))
        return [(one.step, one.binding.action.what) for one in self.rules.on_end(end)]


def done(*keys):
    return [(DecisionStep.PERFORM, key) for key in keys]


def test_only_the_hand_that_is_asked_for():
    play = Play(entry("fist", "a", 'hand = "left"') + entry("fist", "b"))
    assert play.make("fist", 1, HandUsed.LEFT) == done("a", "b")
    assert play.make("fist", 2, HandUsed.RIGHT) == done("b")
    assert play.make("fist", 3, HandUsed.BOTH) == done("b")


def test_a_sequence_within_its_time_and_in_its_order():
    play = Play('[[everywhere.actions]]\ngestures = ["fist", "fist", "wave"]\nwithin_s = 1\nkeys = "a"\n')
    times = [("fist", 0), ("fist", 0.5), ("wave", 1.0), ("wave", 1.2), ("fist", 3), ("fist", 3.5), ("wave", 5)]
    assert [bool(play.make(*one)) for one in times] == [False, False, True, False, False, False, False]
    assert [bool(play.make(*one)) for one in (("fist", 6), ("wave", 6.1), ("fist", 6.2), ("wave", 6.3))] == [False] * 4


def test_rest_is_kept():
    play = Play(entry("fist", "a", "rest_s = 2"))
    assert [bool(play.make("fist", time)) for time in (0, 1, 1.9, 2.1, 3)] == [True, False, False, True, False]


def test_actions_count_for_a_while_after_the_arming_gesture():
    play = Play('[settings]\narming = "wave"\narmed_s = 3\n' + entry("fist", "a") + entry("ok", "w", 'when = "held"'))
    assert play.make("fist", 0) == []
    assert play.rules.armed_s() == 0
    assert play.make("wave", 1) == []
    assert play.rules.armed_s() == 3
    assert play.make("fist", 3) == done("a")  # and they count three seconds more
    assert play.make("fist", 5.5) == done("a")
    assert play.make("fist", 9) == []
    play.make("wave", 10)
    play.make("ok", 11)
    play.rules.advance(60)
    assert play.rules.armed_s() > 0  # while it is held
    assert play.end("ok", 11, 60) == [(DecisionStep.END, "w")]
    play.rules.advance(64)
    assert play.rules.armed_s() == 0


def test_a_profile_lies_above_everywhere_gesture_by_gesture():
    play = Play(entry("fist", "a") + entry("wave", "b") + "[profiles.x]\n" + entry("fist", "c", where="profiles.x"))
    assert play.make("fist", 0) == done("a")
    play.rules.use_profile("x")
    assert play.make("fist", 1) == done("c")
    assert play.make("wave", 2) == done("b")


@pytest.mark.parametrize("when", ["held", "toggle"])
def test_what_is_held_ends_once(when):
    play = Play(entry("fist", "w", f'when = "{when}"'))
    assert play.make("fist", 1) == [(DecisionStep.BEGIN, "w")]
    ended = [(DecisionStep.END, "w")]
    assert play.end("fist", 1, 2) == (ended if when == "held" else [])
    assert play.make("fist", 3) == ([(DecisionStep.BEGIN, "w")] if when == "held" else ended)
    assert [(one.step, one.binding.action.what) for one in play.rules.end_all()] == (ended if when == "held" else [])
    assert play.rules.end_all() == []


def test_disabled_bindings_do_nothing_and_hide_nothing():
    play = Play(entry("fist", "a") + "[profiles.x]\n" + entry("fist", "c", "enabled = false", where="profiles.x"))
    play.rules.use_profile("x")
    assert play.make("fist", 1) == done("a")


def test_a_stream_that_starts_again_keeps_no_rest():
    play = Play(entry("fist", "a", "rest_s = 60"))
    assert play.make("fist", 100) == done("a")
    play.rules.advance(0)
    assert play.make("fist", 1) == done("a")

"""What the last seconds show becomes takes: each movement by itself, the newest first, with room around it."""

import numpy as np

from gesture_app.core.prediction import Event
from gesture_app.core.retrospective_take import around_event, retrospective_takes
from tests.fakes import a_hand, tracked


def seconds_with(*movements, length=10.0, fps=30):
    """Return frames with a hand that moves from left to right in each (start, end)."""
    frames = []
    for number in range(round(length * fps)):
        time = 100 + number / fps
        shown = next(((a, b) for a, b in movements if a <= number / fps < b), None)
        share = 0 if shown is None else (number / fps - shown[0]) / (shown[1] - shown[0])
        frames.append(tracked(time, right=None if shown is None else a_hand(0.2 + 0.6 * share)))
    return frames


def test_each_movement_is_found_the_newest_first_with_room_around_it():
    frames = seconds_with((2.0, 3.0), (6.0, 7.0))
    newest, older = retrospective_takes(frames)
    for late, start in ((newest, 106.0), (older, 102.0)):
        begin, end = (late.frames[0].time + edge for edge in late.trim)
        assert abs(begin - start) < 0.3
        assert abs(end - (start + 1.0)) < 0.5
        assert late.frames[0].time < begin
        assert late.frames[-1].time > end


def test_a_movement_still_under_way_is_found():
    (late,) = retrospective_takes(seconds_with((9.0, 10.1)))
    assert late.frames[-1].time > 109.9


def test_without_a_hand_there_is_nothing_to_save():
    assert retrospective_takes(seconds_with()) == []
    assert retrospective_takes([]) == []
    assert around_event(seconds_with(), Event(105.0, 104.0, "fist", 0.9)) is None


def test_a_hand_that_only_rests_gives_its_last_seconds():
    frames = [tracked(number / 30, right=a_hand()) for number in range(300)]
    (late,) = retrospective_takes(frames)
    assert late.trim[1] - late.trim[0] > 2


def test_the_moment_of_an_event_is_what_led_to_it():
    frames = seconds_with((4.0, 6.0))
    late = around_event(frames, Event(105.5, 105.2, "fist", 0.9))
    begin, end = (late.frames[0].time + edge for edge in late.trim)
    assert begin < 104.0 < 105.5 < end < 106.2
    long_up = around_event(frames, Event(105.5, 20.0, "fist", 0.9))
    assert np.isclose(long_up.frames[0].time, 105.5 - 3.0 - 1.5 - 0.75, atol=0.05)

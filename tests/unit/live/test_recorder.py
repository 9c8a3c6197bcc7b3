"""A series: countdown, take, rest, in real seconds whatever the frame rate; nothing half-finished comes out."""

import numpy as np
import pytest

from gesture_app.core.recording import StreamInfo
from gesture_app.live.recorder import Awaited, Phase, Recorder, Series, background_series
from tests.fakes import a_hand, tracked

STREAM = StreamInfo("monday", "test", "test tracker")
SERIES = Series("wave", takes=3, countdown_s=1.0, take_s=2.0, rest_s=0.5)


def run(recorder, seconds, fps=30.0, start=0.0):
    """Takes and the order of phases seen."""
    takes, phases = [], []
    for step in range(round(seconds * fps)):
        clock = start + step / fps
        take = recorder.push(tracked(clock, right=a_hand()), clock, STREAM)
        if take is not None:
            takes.append(take)
        phase = recorder.status().phase
        if not phases or phases[-1] != phase:
            phases.append(phase)
    return takes, phases


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_whole_series(fps):
    recorder = Recorder()
    recorder.start(SERIES)
    takes, phases = run(recorder, 12.0, fps)
    assert [take.number for take in takes] == [1, 2, 3]
    once = [Phase.TAKE, Phase.REST]
    assert phases == [Phase.COUNTDOWN, *once, *once, Phase.TAKE, Phase.OFF]
    for take in takes:
        assert take.frames[-1].time - take.frames[0].time == pytest.approx(2.0, abs=2 / fps)
        assert (take.info.session, take.info.source, take.info.tracker) == ("monday", "test", "test tracker")
        assert take.info.frame_size == take.frames[0].frame_size
    assert not recorder.running


def test_a_pause_repeats_the_take_from_its_countdown():
    recorder = Recorder()
    recorder.start(SERIES)
    run(recorder, 2.0)
    recorder.pause(True)
    takes, phases = run(recorder, 5.0, start=2.0)
    assert (takes, phases) == ([], [Phase.PAUSED])
    recorder.pause(False)
    takes, phases = run(recorder, 3.5, start=7.0)
    assert phases[:2] == [Phase.COUNTDOWN, Phase.TAKE]
    assert takes[0].number == 1
    assert takes[0].frames[0].time > 7.9


def test_stopping_drops_what_is_not_finished():
    recorder = Recorder()
    recorder.start(SERIES)
    run(recorder, 2.0)
    recorder.stop()
    assert run(recorder, 3.0, start=2.0) == ([], [Phase.OFF])
    assert recorder.status().phase is Phase.OFF


def test_the_status_counts_down_and_tells_which_take():
    recorder = Recorder()
    recorder.start(SERIES)
    run(recorder, 0.5)
    status = recorder.status()
    assert (status.take, status.takes, status.gesture) == (1, 3, "wave")
    assert status.seconds_left == pytest.approx(0.5, abs=0.1)


BY_ITSELF = Series("wave", takes=2, countdown_s=0.5, take_s=None, rest_s=1.0)
REST, UP, RIGHT = (0.5, 0.9), (0.5, 0.4), (0.8, 0.4)


class Person:
    """A right hand that goes from place to place in front of a recorder, at 30 frames a second."""

    def __init__(self, series=BY_ITSELF):
        self.recorder = Recorder()
        self.recorder.start(series)
        self.takes, self.clock, self.place = [], 0.0, REST

    def wait(self, seconds, visible=True):
        for _ in range(round(seconds * 30)):
            self._see(self.place if visible else None)
        return self

    def go(self, place, seconds=0.4):
        start = np.array(self.place)
        for share in np.linspace(0, 1, round(seconds * 30) + 1)[1:]:
            self._see(tuple(start + share * (np.array(place) - start)))
        self.place = place
        return self

    def _see(self, place):
        self.clock += 1 / 30
        hand = None if place is None else a_hand(*place)
        take = self.recorder.push(tracked(self.clock, right=hand), self.clock, STREAM)
        if take is not None:
            self.takes.append(take)

    @property
    def trims(self):
        """From when to when each take counts, in the recorder's time."""
        return [tuple(round(take.frames[0].time + edge, 1) for edge in take.info.trim) for take in self.takes]


def test_a_pose_that_is_held_is_a_take_and_its_way_down_is_none():
    person = Person().wait(1.5).go(UP).wait(2.3).go(REST).wait(1.5).go(UP).wait(2.0)
    assert [take.number for take in person.takes] == [1, 2]
    assert not person.recorder.running
    (start, end), _ = person.trims
    assert start == pytest.approx(1.4, abs=0.2)
    assert end == pytest.approx(2.9, abs=0.3)
    assert person.takes[0].frames[0].time < start - 0.4, "more is kept than what counts"


def test_a_movement_that_leaves_the_picture_is_a_take():
    person = Person().wait(1.5, visible=False)
    for _ in range(2):
        person.place = UP
        person.go(RIGHT, 0.5).wait(2.0, visible=False)
    assert [take.number for take in person.takes] == [1, 2]
    assert all(0.4 < end - start < 1.3 for start, end in person.trims)


def test_a_pose_shown_when_the_take_begins_and_held_for_ever_gives_every_take():
    person = Person().wait(0.2).go(UP, 0.2).wait(8.0)
    assert [take.number for take in person.takes] == [1, 2]


@pytest.mark.parametrize(("visible", "awaited"), [(True, Awaited.MOVEMENT), (False, Awaited.HAND)])
def test_a_take_waits_for_a_hand_that_moves_and_says_so(visible, awaited):
    person = Person().wait(20.0, visible=visible)
    assert person.takes == []
    status = person.recorder.status()
    assert (status.phase, status.awaited) == (Phase.TAKE, awaited)
    assert status.waited_s > 15


def test_the_hand_on_its_way_down_when_the_rest_is_over_is_no_take():
    person = Person().wait(1.5).go(UP).wait(1.3)
    assert len(person.takes) == 1
    person.wait(0.8).go(REST, 0.5).wait(2.0)
    assert [take.number for take in person.takes] == [1]
    person.go(UP).wait(1.3)
    assert [take.number for take in person.takes] == [1, 2]


def test_what_was_seen_before_the_camera_came_back_does_not_count():
    person = Person().wait(1.0).go(UP).wait(0.3)
    person.recorder.start_take_again()
    person.clock, person.place = 0.0, REST
    person.wait(1.5).go(RIGHT).wait(2.0)
    assert len(person.takes) == 1
    assert person.takes[0].frames[-1].time > person.takes[0].frames[0].time


def test_a_take_thrown_away_is_made_once_more():
    person = Person().wait(1.5).go(UP).wait(1.4)
    person.recorder.count_back()
    person.wait(0.7).go(REST).wait(1.0).go(UP).wait(1.5).go(REST).wait(2.0).go(UP).wait(1.5)
    assert [take.number for take in person.takes] == [1, 1, 2]


def test_every_prompt_has_its_countdown():
    session = background_series()
    recorder = Recorder()
    recorder.start(session)
    takes, phases = run(recorder, 63.0)
    assert [take.gesture for take in takes] == ["none"] * 6
    assert phases == [Phase.COUNTDOWN, Phase.TAKE] * 6 + [Phase.OFF]
    recorder.start(session)
    assert recorder.status().prompt == session.prompts[0]

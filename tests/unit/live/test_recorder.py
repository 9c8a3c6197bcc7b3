"""A series: countdown, take, rest, in real seconds whatever the frame rate; nothing half-finished comes out."""

import pytest

from gesture_app.live.recorder import Phase, Recorder, Series
from tests.fakes import a_hand, tracked

SERIES = Series("wave", takes=3, countdown_s=1.0, take_s=2.0, rest_s=0.5)


def run(recorder, seconds, fps=30.0, start=0.0):
    """Takes and the order of phases seen."""
    takes, phases = [], []
    for step in range(round(seconds * fps)):
        clock = start + step / fps
        take = recorder.push(tracked(clock, right=a_hand()), clock)
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

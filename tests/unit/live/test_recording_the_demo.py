"""Takes that begin and end by themselves, with the real tracker: a held pose and a movement of the drawn hand."""

import pytest

from gesture_app.core.recording import StreamInfo, recording_of
from gesture_app.live.recorder import Recorder, Series
from gesture_app.sources import hand_tracker
from gesture_app.vision.demo.camera import DemoCamera


@pytest.mark.parametrize("gesture", ["fist", "swipe_left"])
def test_every_performance_is_one_take_and_its_trim_holds_the_gesture(gesture):
    camera, tracker, recorder = DemoCamera(f"{gesture}*2", seed=0), hand_tracker(2), Recorder()
    recorder.start(Series(gesture, takes=2, countdown_s=0.5, take_s=None, rest_s=0.3))
    stream = StreamInfo("monday", camera.name, tracker.name)
    camera.open()
    takes = []
    while (frame := camera.read()) is not None:
        take = recorder.push(tracker.track(frame), frame.time, stream)
        takes += [take] if take is not None else []
    tracker.close()
    camera.close()
    assert [take.number for take in takes] == [1, 2]
    for take, shown in zip(takes, camera.performed, strict=True):
        first = take.frames[0].time
        start, end = (first + edge for edge in take.info.trim)
        overlap = min(end, shown.end) - max(start, shown.start)
        assert overlap > 0.5 * (shown.end - shown.start)
        recording = recording_of(take.frames, take.info)
        assert recording.trimmed().hand_share > 0.7
        assert recording.seconds > recording.trimmed().seconds

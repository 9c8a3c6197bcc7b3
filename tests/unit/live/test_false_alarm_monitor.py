"""What fires while nothing is meant is kept with the seconds around it, and counted; nothing piles up."""

import numpy as np

from gesture_app.core.frame import Frame
from gesture_app.core.prediction import Event
from gesture_app.core.recording import StreamInfo
from gesture_app.live.false_alarm_monitor import MOST_WAITING, FalseAlarmMonitor
from gesture_app.live.recent_frames import MOST_FRAMES, RecentFrames
from tests.fakes import a_hand, tracked


class Desk:
    """Frames at 30 a second through recent frames and monitor."""

    def __init__(self):
        self.recent = RecentFrames(lambda image: b"jpeg")
        self.recent.begin(StreamInfo("monday", "one", "tracker"))
        self.watch = FalseAlarmMonitor(self.recent)
        self.time = 0.0

    def run(self, seconds, *events_at):
        end = self.time + seconds
        waiting = [self.time + at for at in events_at]
        while self.time < end:
            self.time += 1 / 30
            frame = Frame(np.zeros((48, 64, 3), np.uint8), self.time, 0.0)
            self.recent.push(frame, tracked(self.time, right=a_hand()))
            due = [at for at in waiting if at <= self.time]
            waiting = [at for at in waiting if at > self.time]
            self.watch.push(self.time, tuple(Event(self.time, self.time - 0.3, "fist", 0.8) for _ in due))


def test_the_seconds_around_what_fired_are_kept_and_counted_by_the_hour():
    desk = Desk()
    desk.run(5.0, 1.0)
    desk.watch.switch(True)
    desk.run(120.0, 50.0, 80.0)
    assert desk.watch.status.fired == 2
    assert 58 < desk.watch.status.per_hour < 62
    first, second = desk.watch.found
    assert abs((second.event.time - first.event.time) - 30) < 0.1
    times = [frame.time for frame in first.take.frames]
    assert times[0] < first.event.start - 1 < first.event.time + 1 < times[-1]


def test_switched_off_it_keeps_what_has_fired_and_nothing_more():
    desk = Desk()
    desk.watch.switch(True)
    desk.run(10.0, 9.8)
    desk.watch.switch(False)
    desk.run(5.0, 1.0)
    assert len(desk.watch.found) == 1
    assert desk.watch.status.fired == 1


def test_nothing_piles_up_while_nobody_looks():
    desk = Desk()
    desk.watch.switch(True)
    desk.run(MOST_WAITING + 20.0, *np.arange(1.0, MOST_WAITING + 15.0))
    assert len(desk.watch.found) == MOST_WAITING
    assert desk.watch.status.fired > MOST_WAITING


def test_the_last_ten_seconds_are_there_and_no_more():
    desk = Desk()
    desk.run(25.0)
    times = [frame.time for frame in desk.recent.frames()]
    assert 9.9 < times[-1] - times[0] <= 10.0
    assert len(times) < MOST_FRAMES
    desk.recent.begin(StreamInfo("monday", "another", "tracker"))
    assert desk.recent.frames() == ()


def test_a_false_alarm_names_the_source_it_fired_on_also_after_a_change_of_source():
    desk = Desk()
    desk.watch.switch(True)
    desk.run(5.0, 4.9)
    desk.watch.interrupt()
    desk.recent.begin(StreamInfo("monday", "another", "tracker"))
    desk.run(1.0)
    (alarm,) = desk.watch.found
    assert (alarm.take.info.source, alarm.take.gesture) == ("one", "none")


def test_pictures_are_there_only_while_they_are_wanted():
    desk = Desk()
    desk.run(2.0)
    frames = desk.recent.frames()
    assert desk.recent.history().pictures_of(frames) == ()
    desk.recent.keep_pictures(True)
    desk.run(2.0)
    frames = desk.recent.frames()[-30:]
    times = [picture.time for picture in desk.recent.history().pictures_of(frames)]
    assert 14 <= len(times) <= 16
    assert 0 <= times[0] < 0.1
    desk.recent.keep_pictures(False)
    assert desk.recent.history().pictures_of(frames) == ()

"""Late frames of a live camera are dropped and counted; those of a file never are; trouble reaches who waits."""

import threading
import time

import pytest

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame
from gesture_app.live.camera_thread import CameraThread
from tests.fakes import FakeCamera


class FileCamera(FakeCamera):
    """A file: as fast as one reads, every frame counts."""

    def __init__(self, frames):
        super().__init__(fps=1e6, frames=frames)
        self.live = False


class BrokenCamera(FakeCamera):
    """A camera with a bug."""

    def read(self):
        raise ZeroDivisionError("bug")


def all_of(feed, pause=0.0):
    frames = []
    while not feed.ended:
        frame = feed.next(0.5)
        if frame is not None:
            frames.append(frame)
        time.sleep(pause)
    return frames


def test_every_frame_of_a_file_arrives_in_order_however_slow_the_reader():
    feed = CameraThread(FileCamera(50))
    frames = all_of(feed, pause=0.002)
    feed.close()
    assert [frame.time for frame in frames] == sorted({frame.time for frame in frames})
    assert len(frames) == 50
    assert feed.dropped == 0


def test_a_slow_reader_of_a_live_camera_gets_the_newest_and_the_rest_is_counted():
    feed = CameraThread(FakeCamera(fps=200))
    first = feed.next(1.0)
    time.sleep(0.3)
    second = feed.next(1.0)
    feed.close()
    missed = round((second.time - first.time) * 200) - 1
    assert missed > 10
    assert abs(feed.dropped - missed) <= 2


def test_a_camera_that_goes_away_says_so_after_its_last_frame():
    feed = CameraThread(FakeCamera(fps=500, frames=3, then_lost=True))
    with pytest.raises(CameraLostError):
        all_of(feed)
    feed.close()


def test_a_camera_that_cannot_be_opened():
    camera = FakeCamera()
    camera.lost = True
    feed = CameraThread(camera)
    with pytest.raises(CameraError, match="busy"):
        feed.next(1.0)
    feed.close()


def test_a_bug_in_a_camera_is_not_swallowed():
    feed = CameraThread(BrokenCamera())
    with pytest.raises(CameraLostError, match="bug"):
        feed.next(1.0)
    feed.close()


def test_closing_ends_the_thread_though_nobody_reads():
    feed = CameraThread(FileCamera(1000))
    assert isinstance(feed.next(1.0), Frame)
    feed.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "camera"]

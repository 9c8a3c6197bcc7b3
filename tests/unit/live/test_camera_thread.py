"""Late frames of a live camera are dropped and counted; those of a file never are; trouble reaches who waits."""

import socket
import threading

import pytest

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.core.frame import Frame
from gesture_app.live.camera_thread import CLOSING_S, READ_AHEAD, CameraThread
from gesture_app.vision.network_stream import NetworkStream
from tests.fakes import FakeCamera
from tests.waiting import eventually


class FileCamera(FakeCamera):
    """A file: as fast as one reads, every frame counts."""

    def __init__(self, frames):
        super().__init__(fps=1e6, frames=frames)
        self.live = False


class BrokenCamera(FakeCamera):
    """A camera with a bug."""

    def read(self):
        raise ZeroDivisionError("bug")


def next_of(feed):
    return eventually(lambda: feed.next(0.02))


def all_of(feed, before_each=lambda taken: None):
    frames = []
    while not feed.ended:
        before_each(len(frames))
        frame = feed.next(0.02)
        if frame is not None:
            frames.append(frame)
    return frames


def test_every_frame_of_a_file_arrives_in_order_however_slow_the_reader():
    camera = FileCamera(50)
    feed = CameraThread(camera)
    frames = all_of(feed, lambda taken: eventually(lambda: camera.given >= min(50, taken + READ_AHEAD)))
    feed.close()
    assert [frame.time for frame in frames] == sorted({frame.time for frame in frames})
    assert len(frames) == 50
    assert feed.dropped == 0


def test_a_slow_reader_of_a_live_camera_gets_the_newest_and_the_rest_is_counted():
    camera = FakeCamera(fps=200, live=True)
    camera.hold()
    feed = CameraThread(camera)
    camera.give(1 / 200)
    first = next_of(feed)
    camera.give(30 / 200)
    eventually(lambda: feed.dropped == 29)
    second = next_of(feed)
    camera.go_on()
    feed.close()
    assert second.time - first.time == pytest.approx(30 / 200)


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
        next_of(feed)
    feed.close()


def test_a_bug_in_a_camera_is_not_swallowed():
    feed = CameraThread(BrokenCamera())
    with pytest.raises(CameraLostError, match="bug"):
        next_of(feed)
    feed.close()


def test_closing_ends_the_thread_though_nobody_reads():
    feed = CameraThread(FileCamera(1000))
    assert isinstance(next_of(feed), Frame)
    feed.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "camera"]


def test_closing_does_not_wait_for_a_server_that_never_answers():
    assert CLOSING_S <= 1, "the program closes in two seconds, whatever a camera does"
    with socket.create_server(("127.0.0.1", 0)) as server:
        feed = CameraThread(NetworkStream(f"http://127.0.0.1:{server.getsockname()[1]}/", answer_s=600))
        connection, _ = server.accept()  # and no word
        feed.close()
        assert not feed.ended, "the camera is still being opened"
        connection.close()
    eventually(feed._finished.is_set)

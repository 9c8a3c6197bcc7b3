"""A camera that is mounted sideways: turned, the real tracker finds the same hand in it as in the upright picture."""

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.hands import Landmark, Side
from gesture_app.sources import hand_tracker, open_source
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.opencv import cv2
from gesture_app.vision.turned_camera import TurnedCamera, turned

FRAMES = 40


class MountedCamera:
    """The drawn hand, filmed by a camera that stands on its side."""

    name, live = "mounted", False

    def __init__(self, degrees):
        self._camera, self._turns = DemoCamera("open_palm"), degrees // 90

    def open(self):
        self._camera.open()

    def read(self):
        frame = self._camera.read()
        return frame and replace(frame, image=np.ascontiguousarray(np.rot90(frame.image, self._turns)))

    def close(self):
        self._camera.close()


def tracked_in(camera):
    camera.open()
    tracker = hand_tracker()
    try:
        frames = [camera.read() for _ in range(FRAMES)]
        return [tracker.track(frame) for frame in frames]
    finally:
        tracker.close()
        camera.close()


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_camera_shows_an_upright_hand(degrees):
    upright = tracked_in(DemoCamera("open_palm"))[-1]
    found = tracked_in(TurnedCamera(MountedCamera(degrees), degrees))[-1]
    assert found.frame_size == upright.frame_size
    assert found.present == upright.present
    np.testing.assert_allclose(found.landmarks, upright.landmarks, atol=0.02)
    hand = found.landmarks[Side.RIGHT if found.present[Side.RIGHT] else Side.LEFT]
    assert hand[Landmark.WRIST, 1] > hand[Landmark.MIDDLE_TIP, 1]


def test_recordings_and_the_drawn_hand_stay_as_they_are():
    drawn = DemoCamera("")
    assert turned(drawn, 90) is drawn
    assert turned(MountedCamera(90), 0).name == "mounted"


def test_a_video_is_turned_where_it_is_opened(tmp_path):
    file = tmp_path / "sideways.mp4"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"mp4v"), 30, (64, 48))
    for _ in range(3):
        writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    for rotate, size in ((0, (64, 48)), (90, (48, 64)), (180, (64, 48))):
        camera = open_source(str(file), rotate=rotate)
        camera.open()
        assert camera.read().size == size
        camera.close()

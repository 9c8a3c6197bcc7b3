"""A recording played as a camera."""

from __future__ import annotations

import numpy as np

from gesture_app.core.recording import Recording, RecordingInfo, recording_of
from gesture_app.vision.recording_camera import RecordingCamera
from tests.fakes import a_hand, tracked


def a_recording(frame_size: tuple[int, int] = (1280, 720)) -> Recording:
    frames = [tracked(time, right=a_hand(x=0.3 + time)) for time in (0.0, 0.04, 0.11, 0.5)]
    return recording_of(frames, RecordingInfo("wave", "s", "webcam", "t", frame_size, "2025-01-01T00:00:00+00:00"))


def test_it_gives_the_recorded_hands_at_their_times_then_ends_and_starts_anew() -> None:
    recording = a_recording()
    camera = RecordingCamera(recording, "wave 3")
    assert not camera.live
    for _ in range(2):
        camera.open()
        frames = [camera.read() for _ in range(4)]
        assert camera.read() is None
        assert [frame.time for frame in frames if frame] == recording.time.tolist()
        for frame, landmarks in zip(frames, recording.landmarks, strict=True):
            assert frame is not None
            assert frame.hands is not None
            np.testing.assert_array_equal(frame.hands.landmarks, landmarks)
    camera.close()
    assert camera.read() is None


def test_its_picture_has_the_recordings_shape_and_a_bounded_size() -> None:
    for frame_size, shown in (((1280, 720), (640, 360)), ((320, 240), (320, 240)), ((10, 10**9), (1, 640))):
        camera = RecordingCamera(a_recording(frame_size), "wave")
        camera.open()
        frame = camera.read()
        assert frame is not None
        assert frame.size == shown

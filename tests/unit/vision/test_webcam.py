"""Webcams, with a video file in the place of the device: finding, first picture, times, loss and return."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.errors import CameraError, CameraLostError
from gesture_app.vision.opencv import cv2
from gesture_app.vision.webcam import Webcam, WebcamInfo, list_webcams

DESK = WebcamInfo(0, "Integrated Camera", cv2.CAP_V4L2)
C920 = WebcamInfo(2, "Logitech HD Pro Webcam C920", cv2.CAP_V4L2)
C920E = WebcamInfo(4, "Logitech HD Pro Webcam C920e", cv2.CAP_V4L2)


class Devices:
    """Cameras that play a video; each opening plays it from the start."""

    def __init__(self, video: Path, *webcams: WebcamInfo) -> None:
        self.video = video
        self.webcams = webcams
        self.connected: list[WebcamInfo] = []
        self.captures: list[cv2.VideoCapture] = []

    def connect(self, webcam: WebcamInfo) -> cv2.VideoCapture:
        self.connected.append(webcam)
        self.captures.append(cv2.VideoCapture(str(self.video), cv2.CAP_FFMPEG))
        return self.captures[-1]

    def camera(self, which: int | str) -> Webcam:
        return Webcam(which, webcams=lambda: self.webcams, connect=self.connect)


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Devices:
    monkeypatch.setattr("gesture_app.vision.webcam.FIRST_PICTURE_S", 0.1)
    monkeypatch.setattr("gesture_app.vision.webcam.LOST_AFTER_S", 0.1)
    path = tmp_path / "device.avi"
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for _ in range(5):
        writer.write(np.full((48, 64, 3), (0, 0, 200), np.uint8))
    writer.release()
    return Devices(path, DESK, C920, C920E)


def read_on(camera: Webcam) -> None:
    for _ in range(10):
        camera.read()


def test_listing_cameras_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    numbers = [webcam.number for webcam in list_webcams()]
    assert numbers == sorted(set(numbers))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("which", "found"),
    [(0, DESK), (2, C920), ("integrated camera", DESK), ("c920e", C920E), ("Logitech HD Pro Webcam C920", C920)],
)
def test_a_camera_is_found_by_number_or_name(devices: Devices, which: int | str, found: WebcamInfo) -> None:
    devices.webcams = (C920E, C920, DESK)
    camera = devices.camera(which)
    camera.open()
    assert devices.connected == [found]
    assert camera.name == found.name
    camera.close()


@pytest.mark.parametrize("which", [7, "Brio"])
def test_a_camera_that_does_not_exist_names_those_that_do(devices: Devices, which: int | str) -> None:
    with pytest.raises(CameraError, match=f"(?i)camera .*{which}.* found") as caught:
        devices.camera(which).open()
    assert "2 (Logitech HD Pro Webcam C920)" in caught.value.hint
    assert not devices.connected


def test_without_any_camera_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="Camera 0 was not found") as caught:
        Devices(tmp_path / "nothing").camera(0).open()
    assert "Connect a camera" in caught.value.hint


def test_a_system_that_cannot_list_its_cameras_opens_them_by_number(devices: Devices) -> None:
    devices.webcams = ()
    camera = devices.camera(1)
    camera.open()
    assert camera.read() is not None
    camera.close()


def test_a_busy_camera_is_not_a_missing_one(devices: Devices) -> None:
    devices.video = devices.video.with_name("busy")
    with pytest.raises(CameraError, match=r"Integrated Camera.* sends no frames") as caught:
        devices.camera(0).open()
    assert "other programs" in caught.value.hint
    assert not devices.captures[0].isOpened()


def test_frames_are_rgb_and_stamped_when_they_come(devices: Devices) -> None:
    camera = devices.camera(0)
    camera.open()
    frames = [camera.read() for _ in range(4)]
    camera.close()
    assert frames[0] is not None
    assert frames[0].image[0, 0].tolist() == pytest.approx([200, 0, 0], abs=6)
    for before, after in itertools.pairwise(frame for frame in frames if frame):
        assert 0 < after.time - before.time == pytest.approx(after.captured_at - before.captured_at)


def test_a_camera_that_is_pulled_out_is_lost_and_can_be_opened_again(devices: Devices) -> None:
    camera = devices.camera(0)
    camera.open()
    with pytest.raises(CameraLostError, match="Integrated Camera"):
        read_on(camera)
    camera.open()
    assert camera.read() is not None
    camera.close()
    camera.close()
    with pytest.raises(CameraLostError):
        camera.read()

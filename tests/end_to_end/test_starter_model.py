"""The model that people start with, on still pictures of a hand that are each held for 1.5 s, as in a video."""

import json

import cv2
import numpy as np
import pytest

from gesture_app.cli import entry
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.demo.gestures import HOLDS
from gesture_app.vision.demo.motion import RATE

HELD_S, AWAY_S = 1.5, 1.2
BEFORE_THE_END_S = 0.3
"""of a drawn performance: the pose is complete there"""
PERSON = 31

pytestmark = pytest.mark.timeout(900)


def picture_of(pose):
    """Return one picture of a drawn hand that shows the pose, and one without a hand."""
    camera = DemoCamera(pose, PERSON)
    camera.open()
    frames = []
    while (frame := camera.read()) is not None:
        frames.append(frame)
    end = camera.performed[0].end
    camera.close()
    return frames[round((end - BEFORE_THE_END_S) * RATE)].image, frames[0].image


def test_the_starter_names_a_still_picture_of_each_pose(tmp_path, capfd):
    video = tmp_path / "pictures.mp4"
    writer = cv2.VideoWriter(str(video), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), RATE, (640, 480))
    for pose in HOLDS:
        shown, away = picture_of(pose)
        for picture, seconds in ((away, AWAY_S), (shown, HELD_S)):
            for _ in range(round(seconds * RATE)):
                writer.write(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2BGR))
    writer.release()
    assert entry.run(["recognize", str(video), "--json", "--workspace", str(tmp_path / "workspace")]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["label"] for line in lines if line["event"] == "gesture"] == [*HOLDS]

"""The real tracker finds the drawn hand, on the right side and where it is."""

from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.hands import Landmark
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.hand_tracker import MediaPipeHandTracker

HAND_MODEL = Path(__file__).parents[4] / "models" / "hand_landmarker.task"


@pytest.mark.parametrize(
    ("script", "seed"),
    [
        ("fist,thumb_up", 1),
        ("pinch,call", 2),
        ("swipe_left,zoom_in", 3),
        ("thumb_down,grab", 4),
    ],
)
def test_the_tracker_finds_the_drawn_hand(script: str, seed: int) -> None:
    camera, tracker = DemoCamera(script, seed), MediaPipeHandTracker(HAND_MODEL)
    camera.open()
    times, joints, found = [], [], []
    while (frame := camera.read()) is not None:
        hands = tracker.track(frame)
        times.append(frame.time)
        joints.append(camera.joints)
        found.append(hands.landmarks * (*frame.size, 1))
    tracker.close()
    time, true, seen = np.array(times), np.array(joints), np.array(found)  # [T], [T, 2, 21, 3], [T, 2, 21, 3]
    performing = np.any([(item.start <= time) & (time < item.end) for item in camera.performed], axis=0)
    main = int(np.argmax(~np.isnan(true[performing, :, 0, 0]).sum(0)))
    true, seen = true[performing, main, :, :2], seen[performing, main, :, :2]
    on_its_side = ~np.isnan(seen[:, 0, 0])
    assert on_its_side.mean() >= 0.97
    palm = np.linalg.norm(true[:, Landmark.MIDDLE_MCP] - true[:, Landmark.WRIST], axis=1).mean()
    assert np.linalg.norm(seen - true, axis=2)[on_its_side].mean() <= 0.12 * palm

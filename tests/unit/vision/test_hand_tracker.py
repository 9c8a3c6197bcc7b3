"""The real MediaPipe on the drawn hand: true sides, times, one hand or two, and files that are no model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.errors import TrackerError
from gesture_app.core.frame import Frame
from gesture_app.core.hands import Side
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.hand_tracker import HAND_MODEL_SHA256, MediaPipeHandTracker, hand_model_checksum

MODEL = Path(__file__).parents[3] / "models" / "hand_landmarker.task"


@pytest.fixture(scope="module")
def tracker() -> Iterator[MediaPipeHandTracker]:
    tracker = MediaPipeHandTracker(MODEL)
    yield tracker
    tracker.close()


@pytest.fixture(autouse=True)
def _afresh(tracker: MediaPipeHandTracker) -> None:
    tracker.look_for(1)
    tracker.reset()


def shown(script: str, seed: int) -> list[tuple[Frame, np.ndarray]]:
    """Some frames in a row with a hand in full view, and where its joints truly are [2, 21, 3] in pixels."""
    camera = DemoCamera(script, seed)
    camera.open()
    frames = []
    while (frame := camera.read()) is not None and len(frames) < 25:
        inside = ((camera.joints[..., :2] > 0) & (camera.joints[..., :2] < frame.size)).all((1, 2))
        if inside.any():
            frames.append((frame, camera.joints.copy()))
    camera.close()
    return frames


def mirrored(frame: Frame) -> Frame:
    return Frame(np.ascontiguousarray(frame.image[:, ::-1]), frame.time, frame.captured_at)


def test_it_sees_the_users_true_hand_where_it_is(tracker: MediaPipeHandTracker) -> None:
    for seed in (1, 2):
        tracker.reset()
        frames = shown("open_palm", seed)
        found = [(tracker.track(frame), joints) for frame, joints in frames]
        assert np.mean([any(hands.present) for hands, _ in found]) > 0.9
        for hands, joints in found[5:]:
            side = Side.RIGHT if np.isnan(joints[Side.LEFT]).all() else Side.LEFT
            assert hands.present[side]
            assert not hands.present[1 - side]
            places = hands.landmarks[side, :, :2] * hands.frame_size
            palm = np.linalg.norm(joints[side, 9, :2] - joints[side, 0, :2])
            assert np.linalg.norm(places - joints[side, :, :2], axis=1).mean() < 0.3 * palm
            assert hands.handedness[side] > 0.5


def test_in_a_mirror_it_is_the_other_hand(tracker: MediaPipeHandTracker) -> None:
    frames = [frame for frame, _ in shown("open_palm", 1)]
    seen = {tracker.track(frame).present for frame in frames[5:]}
    tracker.reset()
    assert {tracker.track(mirrored(frame)).present for frame in frames[5:]} == {present[::-1] for present in seen}


def test_times_may_start_again_after_a_reset_and_stand_still_without_harm(tracker: MediaPipeHandTracker) -> None:
    frames = [frame for frame, _ in shown("open_palm", 1)]
    first = [tracker.track(frame).landmarks for frame in frames]
    tracker.reset()
    again = [tracker.track(frame).landmarks for frame in frames]
    np.testing.assert_allclose(again, first, atol=1e-4)
    late = frames[-1].time
    for time in (late + 0.0001, late + 0.0002, late + 0.0003):  # within one of MediaPipe's milliseconds
        hands = tracker.track(Frame(frames[-1].image, time, 0.0))
        assert hands.time == time
        assert any(hands.present)


def test_it_looks_for_two_hands_when_told_to_and_keeps_their_sides(tracker: MediaPipeHandTracker) -> None:
    frames = shown("open_palm", 1)
    used = Side.RIGHT if np.isnan(frames[0][1][Side.LEFT]).all() else Side.LEFT
    beside_a_mirror = [
        Frame(np.hstack((frame.image, frame.image[:, ::-1])), frame.time, frame.captured_at) for frame, _ in frames
    ]
    assert all(sum(tracker.track(frame).present) <= 1 for frame in beside_a_mirror[:8])
    tracker.look_for(2)
    found = [tracker.track(frame) for frame in beside_a_mirror[8:]]
    assert all(all(hands.present) for hands in found[3:])
    for hands in found[3:]:
        assert hands.landmarks[used, 0, 0] < 0.5 < hands.landmarks[1 - used, 0, 0]


def test_a_picture_without_a_hand_and_one_that_is_not_contiguous(tracker: MediaPipeHandTracker) -> None:
    empty = tracker.track(Frame(np.zeros((90, 120, 3), np.uint8), 0.0, 0.0))
    assert empty.present == (False, False)
    assert empty.frame_size == (120, 90)
    frame, _ = shown("open_palm", 1)[10]
    hands = tracker.track(Frame(frame.image[:, ::-1], 1.0, 0.0))
    assert sum(hands.present) == 1


def test_the_shipped_model_is_the_one_that_is_named(tracker: MediaPipeHandTracker) -> None:
    assert hand_model_checksum(MODEL) == HAND_MODEL_SHA256
    assert tracker.name.startswith("mediapipe 0.10.")
    assert tracker.name.endswith(HAND_MODEL_SHA256[:8])


def test_a_file_that_is_no_hand_model_gets_a_sentence(tmp_path: Path) -> None:
    whole = MODEL.read_bytes()
    contents = {"empty.task": b"", "half.task": whole[: len(whole) // 2], "text.task": b"not a model" * 1000}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for name in (*contents, "missing.task", "."):
        with pytest.raises(TrackerError) as caught:
            MediaPipeHandTracker(tmp_path / name)
        assert "make_hand_landmarker" in caught.value.hint


def test_starting_is_quiet_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    MediaPipeHandTracker(MODEL, hands=2).close()
    assert capfd.readouterr().err == ""

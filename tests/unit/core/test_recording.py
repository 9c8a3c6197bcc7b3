"""A recording refuses what no camera can have seen, and says so when a take shows no hand."""

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.gestures import gesture_name
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import Recording, RecordingInfo, recording_of, trouble_with
from tests.fakes import a_hand, tracked

INFO = RecordingInfo("wave", "s", "test", "test", (64, 48), "2025-01-01T00:00:00+00:00")


def a_recording(seen=10, unseen=0):
    frames = [tracked(i / 30, right=a_hand()) for i in range(seen)]
    frames += [TrackedFrame.without_hands((seen + i) / 30, (64, 48)) for i in range(unseen)]
    return recording_of(frames, INFO)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"time": np.zeros(10)}, "do not rise"),
        ({"time": np.full(10, np.nan)}, "do not rise"),
        ({"time": np.zeros(0)}, "frames"),
        ({"landmarks": np.zeros((10, 2, 20, 3), np.float32)}, "shape"),
        ({"landmarks": np.full((10, 2, 21, 3), np.inf, np.float32)}, "infinitely"),
        ({"landmarks": np.full((10, 2, 21, 3), 3e38, np.float32)}, "infinitely"),
        ({"world_landmarks": np.full((10, 2, 21, 3), -3e38, np.float32)}, "infinitely"),
        ({"handedness": np.zeros((9, 2), np.float32)}, "shape"),
    ],
)
def test_what_no_camera_can_have_seen_is_refused(change, words):
    good = a_recording()
    parts = {name: getattr(good, name) for name in ("time", "landmarks", "world_landmarks", "handedness", "info")}
    with pytest.raises(DamagedRecordingError, match=words):
        Recording(**{**parts, **change})


def test_a_take_without_a_hand_is_said_to_be_so():
    assert "No hand" in trouble_with(a_recording(seen=0, unseen=10))
    assert "lost in 70 %" in trouble_with(a_recording(seen=3, unseen=7))
    assert trouble_with(a_recording(seen=8, unseen=2)) == ""


def test_only_the_part_that_counts_is_judged():
    recording = a_recording(seen=10, unseen=30)
    trimmed = replace(recording, info=replace(INFO, trim=(0.0, 0.3)))
    assert trouble_with(trimmed) == ""
    assert trimmed.trimmed().seconds == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "手" * 86, "a\0b", "a\x1bb", "a\ud800b"])
def test_texts_that_are_no_names(name):
    with pytest.raises(RecordingError):
        gesture_name(name)


def test_names_are_stored_alike():
    assert gesture_name(" Swipe  Left ") == "swipe_left"
    assert gesture_name("grüß_dich") == "grüß_dich"
    assert gesture_name("नमस्ते") == "नमस्ते"
    assert gesture_name("caf\u0065\u0301") == "café"

"""The moving picture of the README is what was filmed."""

import cv2
import numpy as np

from tools.animated_png import write_animated_png


def test_a_reader_sees_the_frames_and_their_durations(tmp_path):
    rng = np.random.default_rng(0)
    first = rng.integers(256, size=(30, 40, 3), dtype=np.uint8)
    moved = first.copy()
    moved[5:9, 20:33] = 200
    frames, durations = [first, moved, moved, first], [100, 250, 40, 100]
    write_animated_png(tmp_path / "moving.png", frames, durations)
    read, animation = cv2.imreadanimation(str(tmp_path / "moving.png"))
    assert read
    assert list(animation.durations) == durations
    for frame, expected in zip(animation.frames, frames, strict=True):
        np.testing.assert_array_equal(frame[:, :, 2::-1], expected)

"""A clip beside a take runs as long as the take and shows what the camera saw."""

import numpy as np
import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.core.ring_buffer import Picture
from gesture_app.vision.clip import RATE, WIDTH, clip_of, small_jpeg
from gesture_app.vision.opencv import cv2


def a_picture(red):
    image = np.zeros((480, 640, 3), np.uint8)
    image[..., 0] = red
    return small_jpeg(image)


def test_the_film_is_as_long_as_the_take_and_keeps_its_times(tmp_path):
    pictures = [Picture(0.2, a_picture(40)), Picture(1.0, a_picture(220))]
    path = tmp_path / "x.clip.mp4"
    path.write_bytes(clip_of(pictures, 2.0))
    clip = cv2.VideoCapture(str(path))
    assert clip.get(cv2.CAP_PROP_FRAME_COUNT) == pytest.approx(2.0 * RATE, abs=1)
    reds = []
    while (got := clip.read())[0]:
        assert got[1].shape == (WIDTH * 3 // 4, WIDTH, 3)
        reds.append(float(got[1][..., 2].mean()))
    clip.release()
    assert all(red < 90 for red in reds[: int(RATE) - 1])
    assert all(red > 150 for red in reds[int(RATE) + 1 :])


def test_pictures_that_cannot_be_read_are_passed_over():
    assert clip_of([Picture(0.0, b""), Picture(0.1, b"no jpeg"), Picture(0.2, a_picture(9))], 1.0)
    with pytest.raises(RecordingError, match="has no frames"):
        clip_of([Picture(0.0, b"")], 1.0)

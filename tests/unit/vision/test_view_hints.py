"""Hints on what makes recognition hard: drawn hands far, near, dark, cut off and doubled, seen by the real tracker."""

from itertools import count

import numpy as np
import pytest

from gesture_app.core.frame import Frame
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.view_hints import LEAST_RATE, ViewTrouble, ViewWatch, view_hint
from gesture_app.sources import hand_tracker
from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.opencv import cv2

RATE = 30.0
HOLDING = 54
"""the number of a frame in which the drawn person holds an open palm"""
LONG = round(2.5 * RATE)
SHORT = round(0.6 * RATE)


@pytest.fixture(scope="module")
def palm():
    """A picture of an open palm."""
    camera = DemoCamera("open_palm", seed=3)
    camera.open()
    for _ in range(HOLDING):
        frame = camera.read()
    camera.close()
    return frame.image


def far(image):
    height, width = image.shape[:2]
    small = cv2.resize(image, None, fx=0.26, fy=0.26, interpolation=cv2.INTER_AREA)
    whole = np.full_like(image, np.median(image.reshape(-1, 3), 0).astype(np.uint8))
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    whole[top : top + small.shape[0], left : left + small.shape[1]] = small
    return whole


def near(image):
    height, width = image.shape[:2]
    part = image[height * 3 // 10 : height * 7 // 10, width * 3 // 10 : width * 7 // 10]
    return cv2.resize(part, (width, height))


def dark(image):
    return (image * 0.13).astype(np.uint8)


def cut_off(image):
    down = 200
    return np.vstack([np.repeat(image[:1], down, 0), image[:-down]])


def doubled(image):
    half = cv2.resize(image, (image.shape[1] // 2, image.shape[0] // 2))
    return np.hstack([half, half])


def hints_of(images, hands=1, fps=RATE):
    """The hints of pictures, as the live thread finds them."""
    tracker, watch = hand_tracker(hands), ViewWatch()
    try:
        frames = [Frame(np.ascontiguousarray(image), number / RATE, 0.0) for number, image in enumerate(images)]
        return [watch.push(frame, tracker.track(frame), fps) for frame in frames]
    finally:
        tracker.close()


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (far, ViewTrouble.TOO_FAR),
        (near, ViewTrouble.TOO_NEAR),
        (dark, ViewTrouble.TOO_DARK),
        (cut_off, ViewTrouble.PARTLY_SEEN),
        (doubled, ViewTrouble.TWO_PEOPLE),
    ],
)
def test_what_makes_recognition_hard_is_named_after_a_while(palm, change, trouble):
    hints = hints_of([change(palm)] * LONG, hands=2 if change is doubled else 1)
    assert set(hints[:SHORT]) == {""}
    assert hints[-1] == view_hint(trouble, RATE)


def test_a_dark_room_is_named_without_a_hand(palm):
    nobody = np.full_like(palm, 12)
    assert hints_of([nobody] * LONG)[-1] == view_hint(ViewTrouble.TOO_DARK, RATE)


def test_ordinary_gestures_cause_no_hint():
    camera = DemoCamera("open_palm,swipe_left,wave,zoom_in,idle:3", seed=3)
    camera.open()
    images = [frame.image for frame in iter(camera.read, None)]
    assert set(hints_of(images, hands=2)) == {""}


def test_a_hint_does_not_flicker_and_goes_when_the_trouble_is_over(palm):
    image, hands = dark(palm), TrackedFrame.without_hands(0.0, (640, 480))
    numbers, watch = count(), ViewWatch()

    def push(image, seconds, fps=RATE):
        return [watch.push(Frame(image, next(numbers) / RATE, 0.0), hands, fps) for _ in range(round(seconds * RATE))]

    assert push(image, 2)[-1] == view_hint(ViewTrouble.TOO_DARK, RATE)
    assert push(palm, 0.3)[-1]
    assert push(image, 0.3)[-1]
    assert not push(palm, 2)[-1]


def test_few_frames_are_named_with_their_number_which_stays(palm):
    hands, watch = TrackedFrame.without_hands(0.0, (640, 480)), ViewWatch()
    slow = LEAST_RATE - 3
    hints = [watch.push(Frame(palm, n / slow, 0.0), hands, slow + 0.6 * (n > 40)) for n in range(60)]
    assert hints[0] == ""
    assert hints[-1].startswith("Only 9 frames a second.")


def test_a_replayed_recording_has_no_hints():
    hands, watch = TrackedFrame.without_hands(0.0, (64, 48)), ViewWatch()
    black = np.zeros((48, 64, 3), np.uint8)
    assert {watch.push(Frame(black, n / RATE, 0.0, hands), hands, 5.0) for n in range(LONG)} == {""}

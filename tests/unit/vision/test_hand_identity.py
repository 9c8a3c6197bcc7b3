"""Which hand is which: synthetic hands that cross, vanish, come back and are labelled wrongly."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from gesture_app.core.hands import Hand, Side, TrackedFrame
from gesture_app.vision.hand_identity import HandIdentity
from tests.fakes import a_hand

SIZE = (640, 480)
RATES = (15, 60)
at_both_rates = pytest.mark.parametrize("fps", RATES)

LEFT, RIGHT = 0.03, 0.97
Scene = Callable[[float], list[Hand]]


def detected(x: float, right_score: float, y: float = 0.6) -> Hand:
    points = a_hand(x, y)
    return Hand(points, points * 0.1, right_score)


def film(scene: Scene, seconds: float, fps: int, identity: HandIdentity | None = None) -> list[TrackedFrame]:
    """What becomes of the hands that a scene shows at each time; in every other frame they come in another order."""
    identity = identity or HandIdentity()
    frames = []
    for index in range(round(seconds * fps)):
        time = index / fps
        hands = scene(time)
        frames.append(identity.assign(time, hands[:: 1 if index % 2 else -1], SIZE))
    return frames


def wrist_x(frame: TrackedFrame, side: Side) -> float:
    return float(frame.landmarks[side, 0, 0])


@at_both_rates
def test_hands_that_cross_keep_their_sides(fps: int) -> None:
    def crossing(time: float) -> list[Hand]:
        return [detected(0.25 + 0.5 * time, RIGHT), detected(0.75 - 0.5 * time, LEFT, y=0.65)]

    for frame in film(crossing, 1.0, fps):
        assert frame.present == (True, True)
        assert wrist_x(frame, Side.RIGHT) == pytest.approx(0.25 + 0.5 * frame.time)
        assert wrist_x(frame, Side.LEFT) == pytest.approx(0.75 - 0.5 * frame.time)


@at_both_rates
def test_a_hand_hidden_while_they_cross_comes_back_to_its_side(fps: int) -> None:
    def crossing(time: float) -> list[Hand]:
        right, left = detected(0.25 + 0.5 * time, RIGHT), detected(0.75 - 0.5 * time, LEFT)
        return [right] if 0.4 < time < 0.6 else [right, left]

    for frame in film(crossing, 1.0, fps):
        assert wrist_x(frame, Side.RIGHT) == pytest.approx(0.25 + 0.5 * frame.time)
        assert frame.present[Side.LEFT] == (not 0.4 < frame.time < 0.6)


@at_both_rates
def test_a_hand_that_is_away_briefly_and_comes_back_mislabelled_is_still_itself_beside_the_other(fps: int) -> None:
    def scene(time: float) -> list[Hand]:
        right, left = detected(0.3, RIGHT), detected(0.7, RIGHT if 0.7 < time < 0.8 else LEFT)
        return [right] if 0.5 < time < 0.7 else [right, left]

    for frame in film(scene, 1.2, fps):
        assert wrist_x(frame, Side.RIGHT) == pytest.approx(0.3)
        assert np.isnan(wrist_x(frame, Side.LEFT)) == (0.5 < frame.time < 0.7)


@at_both_rates
def test_a_few_wrong_labels_move_no_hand(fps: int) -> None:
    def scene(time: float) -> list[Hand]:
        wrong = 0.5 < time < 0.7 or 0.9 < time < 1.0
        return [detected(0.3 + 0.4 * time, LEFT if wrong else RIGHT)]

    assert all(frame.present == (False, True) for frame in film(scene, 1.3, fps))


@at_both_rates
def test_a_wrong_label_in_the_first_frames_is_corrected_for_good(fps: int) -> None:
    def scene(time: float) -> list[Hand]:
        return [detected(0.4, LEFT if time < 0.12 else RIGHT)]

    present = [frame.present for frame in film(scene, 1.5, fps)]
    assert present[0] == (True, False)
    assert set(present[round(0.7 * fps) :]) == {(False, True)}
    assert sum(before != after for before, after in pairwise(present)) == 1


@at_both_rates
def test_both_sides_are_exchanged_when_both_hands_were_taken_for_the_other(fps: int) -> None:
    def scene(time: float) -> list[Hand]:
        swapped = time < 0.1
        return [detected(0.3, LEFT if swapped else RIGHT), detected(0.7, RIGHT if swapped else LEFT)]

    frames = film(scene, 1.0, fps)
    assert wrist_x(frames[0], Side.LEFT) == pytest.approx(0.3)
    assert wrist_x(frames[-1], Side.RIGHT) == pytest.approx(0.3)
    assert wrist_x(frames[-1], Side.LEFT) == pytest.approx(0.7)


@at_both_rates
def test_two_hands_both_labelled_right_take_both_sides_and_the_labels_settle_it(fps: int) -> None:
    def scene(time: float) -> list[Hand]:
        return [detected(0.3, RIGHT), detected(0.7, RIGHT if time < 0.2 else LEFT)]

    for frame in film(scene, 1.0, fps):
        assert wrist_x(frame, Side.RIGHT) == pytest.approx(0.3)
        assert wrist_x(frame, Side.LEFT) == pytest.approx(0.7)


@at_both_rates
def test_one_hand_seen_twice_stays_one(fps: int) -> None:
    """In fast movement the detector finds the same hand again a little ahead, with the same label."""

    def scene(time: float) -> list[Hand]:
        hand = detected(0.2 + 0.5 * time, RIGHT)
        ahead = detected(0.24 + 0.5 * time, 0.9)
        return [hand, ahead] if 0.3 < time < 0.5 else [hand]

    assert all(frame.present == (False, True) for frame in film(scene, 1.0, fps))


def test_a_detection_in_the_very_same_place_is_a_double_whatever_its_label() -> None:
    frame = HandIdentity().assign(0.0, [detected(0.4, RIGHT), detected(0.405, 0.4)], SIZE)
    assert frame.present == (False, True)


@at_both_rates
def test_a_fast_swipe_is_one_hand_all_the_way(fps: int) -> None:
    def swipe(time: float) -> list[Hand]:
        way = min(max((time - 0.3) / 0.25, 0.0), 1.0)
        return [detected(0.1 + 0.8 * way, RIGHT if way in (0.0, 1.0) else 0.3)]

    assert all(frame.present == (False, True) for frame in film(swipe, 1.0, fps))


@at_both_rates
def test_the_other_hand_in_the_place_where_one_went_away_is_the_other(fps: int) -> None:
    def scene(time: float) -> list[Hand]:
        if time < 0.5:
            return [detected(0.5, RIGHT)]
        return [] if time < 0.9 else [detected(0.5, LEFT)]

    frames = film(scene, 1.2, fps)
    assert all(frame.present == (False, True) for frame in frames if frame.time < 0.5)
    assert all(frame.present == (True, False) for frame in frames if frame.time > 0.91)


def test_the_frame_carries_the_hands_as_found_with_the_score_of_their_side() -> None:
    left, right = detected(0.7, 0.1), detected(0.3, 0.8)
    frame = HandIdentity().assign(2.5, [left, right], SIZE)
    assert (frame.time, frame.frame_size) == (2.5, SIZE)
    assert frame.landmarks.dtype == frame.world_landmarks.dtype == frame.handedness.dtype == np.float32
    np.testing.assert_array_equal(frame.landmarks, np.stack([left.landmarks, right.landmarks]))
    np.testing.assert_array_equal(frame.world_landmarks, np.stack([left.world_landmarks, right.world_landmarks]))
    assert frame.handedness.tolist() == pytest.approx([0.9, 0.8])
    empty = HandIdentity().assign(0.0, [], SIZE)
    assert empty.present == (False, False)
    assert np.isnan(empty.handedness).all()

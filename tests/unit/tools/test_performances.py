"""Imagined people perform the starter's gestures."""

import numpy as np
import pytest

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import Landmark, Side
from tools.performances import background, movements, tracker
from tools.performances.movements import MOVEMENTS
from tools.performances.performer import HEIGHT, Performer
from tools.performances.poses import POSES, shown
from tools.performances.takes import GESTURES, take

PEOPLE = 25
DIRECTIONS = {"swipe_left": (1, 0), "swipe_right": (-1, 0), "swipe_up": (0, -1), "swipe_down": (0, 1)}
"""in the unmirrored picture, where the user's left is on the right"""


def takes_of(gesture):
    """Return takes by many people, with the landmarks of the hand that performs [T, 21, 3]."""
    found = []
    for number in range(PEOPLE):
        person = Performer.imagined(number)
        made = take(np.random.default_rng(number), person, gesture)
        moving = max(Side, key=lambda side, made=made: np.nan_to_num(made.landmarks[:, side]).std(0).sum())
        found.append((person, made.landmarks[:, moving]))
    return found


@pytest.mark.parametrize("gesture", [*GESTURES, NONE])
def test_every_take_shows_hands(gesture):
    for number in range(PEOPLE):
        made = take(np.random.default_rng(number), Performer.imagined(number), gesture)
        assert made.info.gesture == gesture
        assert made.hand_share > 0.4
        assert 0.2 < made.seconds < 20


def test_the_same_person_and_seed_give_the_same_take():
    one, other = (take(np.random.default_rng(5), Performer.imagined(9), "wave") for _ in range(2))
    np.testing.assert_array_equal(one.landmarks, other.landmarks)


def test_people_have_hands_of_their_own():
    shapes = [Performer.imagined(number).shape.finger_bones.sum() for number in range(PEOPLE)]
    assert np.std(shapes) > 0.1


@pytest.mark.parametrize("gesture", DIRECTIONS)
def test_a_swipe_is_fastest_in_its_own_direction(gesture):
    right = 0
    for _, landmarks in takes_of(gesture):
        place = landmarks[:, Landmark.MIDDLE_MCP, :2]
        place = place[np.isfinite(place[:, 0])]
        width = max(1, len(place) // 6)
        steps = (place[width:] - place[:-width]) @ np.array(DIRECTIONS[gesture])
        right += steps.max() > -steps.min() * 0.8
    assert right >= 0.7 * PEOPLE  # hands go back as well, some nearly as fast


@pytest.mark.parametrize(("gesture", "up"), [("thumb_up", 1), ("thumb_down", -1)])
def test_a_thumb_points_where_its_name_says(gesture, up):
    for number in range(PEOPLE):
        person, rng = Performer.imagined(number), np.random.default_rng(number)
        pose, turn = shown(rng, person, gesture)
        joints = person.joints(person.posture(pose, 0, 0, turn)[None], Side.RIGHT)[0] * HEIGHT / person.palm
        way = joints[Landmark.THUMB_TIP, :2] - joints[Landmark.THUMB_MCP, :2]
        assert -up * way[1] > abs(way[0]) * 0.8


def test_circles_turn_as_the_user_sees_them():
    for gesture, sense in (("circle_clockwise", -1), ("circle_counterclockwise", 1)):
        turning = []
        for _, landmarks in takes_of(gesture):
            place = landmarks[:, Landmark.INDEX_TIP, :2]
            place = place[np.isfinite(place[:, 0])]
            place = place - place.mean(0)
            turning.append(np.sign(np.sum(place[:-1, 0] * place[1:, 1] - place[:-1, 1] * place[1:, 0])))
        assert np.mean(turning) * sense > 0.6  # clockwise in the picture is positive: y grows downwards


def test_all_gestures_have_one_name():
    assert len(set(GESTURES)) == len(POSES) + len(MOVEMENTS) == 22


def test_a_swipe_moves_further_than_a_shift_that_means_nothing():
    for number in range(PEOPLE):
        person, rng = Performer.imagined(number), np.random.default_rng(number)
        shift = background.shift(rng, person)[:, movements.PLACE] / person.palm
        swipe = MOVEMENTS["swipe_left"](rng, person)[:, movements.PLACE] / person.palm
        assert np.ptp(shift[:, 0]) < movements.SHORTEST_SWIPE[0] + 0.1  # the hand trembles
        assert np.ptp(swipe[:, 0]) > movements.SHORTEST_SWIPE[0] - 0.1


def test_a_misjudged_hand_keeps_its_bones():
    joints = np.random.default_rng(0).normal(0, 0.1, (30, 21, 3))
    found = joints.copy()
    tracker.misjudge_turn(np.random.default_rng(1), found)
    lengths = [np.linalg.norm(np.diff(points, axis=1), axis=-1) for points in (joints, found)]
    assert np.abs(found - joints).max() > 0.01
    np.testing.assert_allclose(*lengths, atol=1e-9)

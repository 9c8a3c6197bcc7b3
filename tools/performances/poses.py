"""The starter's held poses, in all the ways in which people show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from gesture_app.core.hands import Landmark, Side
from gesture_app.vision.demo import poses as drawn
from gesture_app.vision.demo.poses import CURLED, THUMB_INSIDE, THUMB_OVER, THUMB_TUCKED, Finger, Thumb, make_pose
from gesture_app.vision.demo.skeleton import Array
from tools.performances.performer import Performer

Turn = Callable[[np.random.Generator, Performer, Array], Array]
"""draws roll, pitch and yaw in degrees [3] for a pose [18]"""

ROLLED: Finger = (0, 46, 106)
"""curled, with the knuckle bent less, as in a fist seen from its side"""
HOOKED: Finger = (0, 15, 85)
HALF: Finger = (0, 40, 55)
FLAT: Finger = (0, 75, 15)
OUT: Thumb = ((58, 16), (60, 4), (56, -6))


_TRIES = 6
"""random rotations, of which the first is taken in which the thumb can be seen"""
_SHARE_SEEN = 0.7
"""of the greatest length of the thumb in the picture"""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One way to show a pose."""

    pose: Array
    turn: Turn


def upright(rng: np.random.Generator, person: Performer, pose: Array) -> Array:
    """Fingers up within some 40 degrees, palm or back to the camera."""
    roll = rng.normal(0, 12) if rng.random() < 0.7 else rng.uniform(-42, 42)
    pitch = rng.normal(0, 13) if rng.random() < 0.75 else rng.uniform(-25, 40)
    facing = rng.choice([0.0, 180.0], p=[0.68, 0.32])
    yaw = facing + (rng.normal(0, 16) if rng.random() < 0.75 else rng.uniform(-48, 48))
    return np.array([roll, pitch, yaw]) + person.tilt * [1, 0.7, 0.7]


def any_roll(rng: np.random.Generator, person: Performer, pose: Array) -> Array:
    """Upright or lying on either side."""
    turn = upright(rng, person, pose)
    if rng.random() < 0.55:
        turn[0] += rng.choice([-1, 1]) * rng.uniform(25, 100)
    return turn


def thumb_to(direction: float) -> Turn:
    """Return turns in which the thumb points to a direction, in degrees clockwise from up."""

    def turn(rng: np.random.Generator, person: Performer, pose: Array) -> Array:
        yaws = rng.choice([0.0, 180.0, rng.uniform(0, 360)], _TRIES, p=[0.4, 0.3, 0.3]) + rng.normal(0, 24, _TRIES)
        pitches = np.where(rng.random(_TRIES) < 0.6, rng.normal(0, 18, _TRIES), rng.uniform(-20, 80, _TRIES))
        flat = np.stack([np.zeros(_TRIES), pitches, yaws], 1)  # [_TRIES, 3]
        joints = person.joints(np.stack([person.posture(pose, 0, 0, one) for one in flat]), Side.RIGHT)
        ways = (joints[:, Landmark.THUMB_TIP] - joints[:, Landmark.THUMB_MCP])[:, :2]  # [_TRIES, 2]
        lengths = np.linalg.norm(ways, axis=-1)
        chosen = int(np.argmax(lengths > _SHARE_SEEN * lengths.max()))
        now = np.rad2deg(np.arctan2(ways[chosen, 0], -ways[chosen, 1]))
        return np.asarray(flat[chosen] + np.array([direction - now + rng.normal(0, 14), 0, 0]))

    return turn


def _call_turn(rng: np.random.Generator, person: Performer, pose: Array) -> Array:
    """The thumb to the ear, or the hand upright."""
    if rng.random() < 0.65:
        return thumb_to(float(rng.normal(0, 28)))(rng, person, pose)
    return any_roll(rng, person, pose)


def _fist_turn(rng: np.random.Generator, person: Performer, pose: Array) -> Array:
    """Fists are shown from all sides: palm, back, knuckles or thumb to the camera."""
    turn = upright(rng, person, pose)
    chance = rng.random()
    if chance < 0.3:
        turn[1] += rng.uniform(10, 65)
    elif chance < 0.5:
        turn[2] += rng.choice([-1, 1]) * rng.uniform(30, 90)
    return turn


def _ring_turn(rng: np.random.Generator, person: Performer, pose: Array) -> Array:
    """The ring of thumb and index finger shows."""
    turn = upright(rng, person, pose)
    turn[2] += rng.choice([0.0, -27.0, -50.0])
    return turn


def _variants(turn: Turn, *poses: Array) -> tuple[Variant, ...]:
    return tuple(Variant(pose, turn) for pose in poses)


def _call(little: Finger, thumb: Thumb) -> Array:
    return make_pose(CURLED, CURLED, CURLED, little, thumb)


_HORNS = (
    make_pose((6, 2, 4), CURLED, CURLED, (-8, 4, 6), THUMB_TUCKED),
    make_pose((6, 2, 4), CURLED, CURLED, (-8, 4, 6), THUMB_OVER),
    make_pose((2, 8, 10), (0, 66, 98), (0, 66, 98), (-14, 10, 14), ((38, 50), (4, 52), (-50, 26))),
    make_pose((4, 2, 4), (0, 60, 80), (0, 60, 80), (-10, 6, 8), THUMB_TUCKED),
    make_pose((8, 10, 16), (0, 50, 92), (0, 52, 94), (-14, 16, 24), ((36, 44), (8, 48), (-44, 22))),
)
_THUMB = (
    drawn.THUMB,
    make_pose(CURLED, CURLED, CURLED, CURLED, ((50, 14), (48, 6), (40, 0))),
    make_pose(ROLLED, ROLLED, ROLLED, ROLLED, OUT),
    make_pose((0, 56, 100), (0, 58, 104), (0, 56, 102), (0, 54, 98), ((46, 24), (34, 18), (24, 10))),
    make_pose((0, 40, 92), (0, 44, 98), (0, 48, 100), (0, 50, 96), ((62, 14), (66, 2), (70, -8))),
)
_OK = (
    drawn.OK,
    make_pose((0, 44, 66), (2, 14, 16), (-6, 8, 10), (-16, 4, 6), ((31, 58), (14, 48), (-8, 18))),
    make_pose((2, 54, 48), (2, 22, 26), (-6, 14, 16), (-16, 8, 10), ((28, 60), (16, 44), (-4, 14))),
    make_pose((2, 38, 72), (0, 4, 6), (-4, 2, 4), (-10, 2, 4), ((32, 52), (10, 50), (-14, 22))),
)
_CALL = (
    _call((-20, 6, 8), OUT),
    _call((-12, 12, 16), ((60, 16), (60, 6), (56, 0))),
    _call((-24, 2, 4), ((64, 24), (66, 14), (64, 6))),
    make_pose((0, 66, 90), (0, 70, 95), (0, 60, 85), (-18, 8, 10), OUT),
    make_pose(ROLLED, ROLLED, (0, 42, 100), (-14, 6, 10), OUT),
    make_pose((0, 38, 96), (0, 44, 102), (0, 38, 96), (-16, 14, 18), ((52, 22), (44, 16), (34, 8))),
    make_pose((0, 56, 100), (0, 60, 104), (0, 56, 100), (-10, 20, 26), OUT),
)

POSES: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        "open_palm": _variants(
            upright,
            drawn.OPEN,
            drawn.FLAT,
            drawn.FLAT,
            make_pose((1, 3, 5), (0, 2, 5), (-1, 3, 5), (-2, 5, 6), ((30, 20), (6, 14), (-8, 8))),
            make_pose((3, 3, 5), (0, 2, 5), (-2, 3, 5), (-5, 5, 6), ((34, 24), (0, 22), (-24, 12))),
            make_pose((12, 2, 4), (2, 0, 4), (-9, 2, 4), (-20, 4, 6), OUT),
            make_pose((5, 4, 6), (1, 2, 6), (-4, 4, 6), (-8, 6, 8), ((44, 16), (32, 10), (26, 6))),
        ),
        "fist": (
            *_variants(_fist_turn, drawn.FIST, make_pose(CURLED, CURLED, CURLED, CURLED, THUMB_TUCKED)),
            *_variants(
                _fist_turn,
                make_pose((0, 70, 96), (0, 74, 100), (0, 76, 100), (0, 74, 96), ((40, 30), (16, 26), (-20, 14))),
                make_pose((0, 80, 108), (0, 84, 108), (0, 84, 108), (0, 82, 106), ((38, 46), (4, 50), (-56, 24))),
            ),
        ),
        "point": _variants(
            upright,
            drawn.POINT,
            make_pose((2, 2, 4), CURLED, CURLED, CURLED, THUMB_TUCKED),
            make_pose((0, 8, 10), (0, 70, 96), (0, 72, 98), (0, 70, 92), ((40, 30), (14, 32), (-30, 18))),
        ),
        "two": _variants(
            upright,
            drawn.TWO,
            make_pose((3, 3, 5), (-2, 3, 5), CURLED, CURLED, THUMB_TUCKED),
            make_pose((14, 2, 4), (-12, 2, 4), (0, 66, 90), (0, 64, 84), THUMB_OVER),
            make_pose((9, 6, 8), (-7, 5, 8), (0, 60, 78), (0, 62, 80), ((38, 36), (10, 40), (-40, 20))),
        ),
        "three": _variants(
            upright,
            drawn.THREE,
            make_pose((12, 3, 5), (0, 2, 4), (-11, 4, 8), (0, 66, 88), ((33, 46), (-8, 50), (-66, 20))),
            make_pose((3, 4, 6), (0, 4, 6), (-3, 8, 12), (0, 60, 76), THUMB_INSIDE),
        ),
        "four": _variants(
            upright,
            drawn.FOUR,
            make_pose((3, 3, 5), (0, 3, 5), (-2, 3, 5), (-4, 5, 8), THUMB_INSIDE),
            make_pose((10, 4, 6), (3, 3, 5), (-7, 4, 6), (-16, 6, 10), ((28, 54), (-14, 54), (-66, 18))),
            make_pose((7, 3, 5), (2, 2, 5), (-4, 3, 6), (-10, 5, 8), ((32, 40), (2, 46), (-30, 26))),
        ),
        "thumb_up": _variants(thumb_to(0), *_THUMB),
        "thumb_down": _variants(thumb_to(180), *_THUMB),
        "horns": _variants(upright, *_HORNS),
        "ok": _variants(_ring_turn, *_OK),
        "call": _variants(_call_turn, *_CALL),
        "pinch": _variants(
            _ring_turn,
            drawn.PINCH,
            make_pose((-2, 46, 68), (0, 60, 80), (0, 66, 86), (0, 68, 88), ((36, 66), (14, 40), (-8, 20))),
            make_pose((-4, 54, 58), (0, 56, 70), (0, 60, 76), (0, 62, 78), ((37, 67), (16, 38), (-4, 18))),
        ),
    }
)


def shown(rng: np.random.Generator, person: Performer, gesture: str) -> tuple[Array, Array]:
    """Return a pose [18] and its turn [3] as a person shows it. People mostly keep to one way."""
    variants = POSES[gesture]
    own = np.random.default_rng((person.number, *gesture.encode()))
    usual = own.integers(len(variants))
    variant = variants[usual if rng.random() < 0.6 else rng.integers(len(variants))]
    pose = person.pose(rng, variant.pose)
    return pose, variant.turn(rng, person, pose)

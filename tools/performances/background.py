"""What people do between gestures: other hand shapes, fidgeting, talking, and movements that mean nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gesture_app.vision.demo.poses import (
    CURLED,
    STRAIGHT,
    THUMB_BESIDE,
    THUMB_INSIDE,
    THUMB_OUT,
    THUMB_OVER,
    THUMB_TUCKED,
    make_pose,
)
from gesture_app.vision.demo.skeleton import Array, BodyPart
from tools.performances.motion import RATE, Motion, steps
from tools.performances.movements import PLACE, hand_at
from tools.performances.performer import HEIGHT, Performer, turned
from tools.performances.poses import FLAT, HALF, HOOKED, OUT, shown, upright

_FINGERS = (STRAIGHT, CURLED, HALF, HOOKED, FLAT)
_THUMBS = (THUMB_OVER, THUMB_TUCKED, THUMB_BESIDE, THUMB_INSIDE, OUT, THUMB_OUT)
_SHORTEST_SHIFT = 0.15
_LONGEST_SHIFT = np.array([0.95, 0.55])
"""to the side and up or down, in palm lengths; shorter than `SHORTEST_SWIPE`"""
_KNOWN = {"11110", "11111", "00000", "00001", "10000", "11000", "11100", "10010", "00011", "01110"}
"""straight fingers of known poses, from index to little finger; the last digit is a thumb that stands out"""

I_LOVE_YOU = make_pose((6, 2, 4), CURLED, CURLED, (-10, 4, 6), OUT)
_L = make_pose((4, 2, 4), CURLED, CURLED, CURLED, OUT)
_GUN = make_pose((2, 2, 4), (0, 3, 5), CURLED, CURLED, OUT)
_THREE_WITH_THUMB = make_pose((10, 2, 4), (-6, 2, 4), CURLED, CURLED, OUT)
_MIDDLE = make_pose(CURLED, (0, 3, 5), CURLED, CURLED, THUMB_TUCKED)
_LITTLE = make_pose(CURLED, CURLED, CURLED, (-8, 4, 6), THUMB_OVER)
_C = make_pose((0, 34, 44), (0, 36, 46), (0, 38, 46), (-2, 40, 44), ((44, 50), (24, 44), (4, 24)))
_BEAK = make_pose((0, 66, 22), (0, 66, 20), (0, 66, 20), (-2, 66, 22), ((36, 66), (10, 50), (-4, 24)))
_CLAW = make_pose((8, 12, 70), (1, 10, 72), (-7, 12, 70), (-14, 14, 66), THUMB_OUT)
_OTHERS = (I_LOVE_YOU, _L, _GUN, _THREE_WITH_THUMB, _MIDDLE, _LITTLE, _C, _BEAK, _CLAW)

_O = (
    make_pose((0, 52, 60), (0, 54, 62), (0, 56, 62), (-2, 58, 60), ((36, 62), (14, 48), (-8, 18))),
    make_pose((0, 40, 50), (0, 42, 52), (0, 44, 54), (-2, 46, 52), ((40, 56), (22, 40), (2, 20))),
    make_pose((2, 62, 44), (0, 64, 46), (0, 66, 46), (-2, 66, 46), ((38, 66), (16, 44), (-2, 20))),
    make_pose((0, 44, 70), (0, 50, 72), (0, 56, 74), (-2, 62, 74), ((34, 60), (12, 46), (-12, 18))),
)
_SEVEN = (
    make_pose((6, 2, 4), (1, 2, 4), (0, 58, 64), (-14, 6, 8), ((26, 66), (-6, 58), (-40, 30))),
    make_pose((9, 3, 5), (0, 3, 5), (0, 74, 40), (-14, 8, 10), ((30, 60), (-2, 56), (-34, 28))),
    make_pose((4, 4, 6), (-1, 4, 6), (2, 66, 78), (-10, 10, 14), ((30, 64), (-8, 54), (-44, 26))),
)
_EIGHT = (
    make_pose((6, 2, 4), (0, 52, 64), (-5, 4, 6), (-12, 6, 8), ((28, 64), (4, 54), (-24, 26))),
    make_pose((12, 3, 5), (0, 72, 40), (-6, 4, 6), (-16, 6, 8), ((32, 58), (6, 50), (-20, 24))),
    make_pose((10, 4, 6), (2, 62, 76), (-6, 6, 8), (-18, 8, 12), ((34, 54), (10, 46), (-14, 22))),
    make_pose((14, 2, 4), (0, 44, 50), (-4, 4, 6), (-12, 6, 8), ((36, 52), (14, 44), (-4, 20))),
)
_TOUCHING = (_O, _SEVEN, _EIGHT)
"""fingers that touch the thumb, each much like a gesture of the starter"""


def other_shape(rng: np.random.Generator, person: Performer) -> Array:
    """Return a pose [18] that is none of the starter's."""
    chance = rng.random()
    if chance < 0.5:
        return person.pose(rng, _OTHERS[rng.integers(len(_OTHERS))])
    if chance < 0.8:
        while True:
            fingers = rng.integers(0, len(_FINGERS), 4)
            thumb = int(rng.integers(len(_THUMBS)))
            bits = "".join("1" if finger == 0 else "0" for finger in fingers) + ("1" if thumb >= 4 else "0")
            if not (set(fingers.tolist()) <= {0, 1} and bits in _KNOWN):
                index, middle, ring, little = (_FINGERS[finger] for finger in fingers)
                return person.pose(rng, make_pose(index, middle, ring, little, _THUMBS[thumb]))
    return person.slack(rng)


def _hold_other(rng: np.random.Generator, person: Performer) -> Array:
    """Hold a shape that means nothing, or a known pose that lies far on its side or upside down."""
    if rng.random() < 0.75:
        pose = other_shape(rng, person)
        turn = upright(rng, person, pose) if rng.random() < 0.6 else rng.normal(0, [60, 40, 70])
    else:
        gesture = ("open_palm", "point", "two", "three", "four", "horns", "ok")[rng.integers(7)]
        pose, turn = shown(rng, person, gesture)
        turn[0] = rng.choice([-1, 1]) * rng.uniform(75, 180)
    there = person.posture(pose, rng.normal(0, 0.6), rng.normal(0.2, 0.5), turn)
    motion = Motion(rng, there)
    if rng.random() < 0.4:
        start = turned(there, rng.normal(0, 25, 3))
        start[:18] = person.slack(rng)
        start[PLACE] += np.array([rng.normal(0, 0.5), rng.uniform(0, 2)]) * person.palm
        motion = Motion(rng, start)
        motion.move(there, rng.uniform(0.3, 0.7))
    motion.hold(rng.uniform(0.8, 2.0))
    return motion.postures()


def _hold_touching(rng: np.random.Generator, person: Performer) -> Array:
    """Hold a finger, or all of them, against the thumb. An O is mostly shown from its side."""
    shapes = _TOUCHING[rng.choice(len(_TOUCHING), p=[0.4, 0.25, 0.35])]
    turn = upright(rng, person, shapes[0])
    if shapes is _O:
        turn[2] -= rng.choice([0.0, 35.0, 65.0])
    pose = person.pose(rng, shapes[rng.integers(len(shapes))])
    motion = Motion(rng, person.posture(pose, rng.normal(0, 0.6), rng.normal(0.2, 0.5), turn))
    motion.hold(rng.uniform(0.8, 2.0))
    return motion.postures()


def _lying_thumb(rng: np.random.Generator, person: Performer) -> Array:
    """Hold a thumb to the side, neither up nor down."""
    pose, turn = shown(rng, person, "thumb_up")
    turn[0] += rng.choice([-1, 1]) * rng.uniform(70, 110)
    motion = Motion(rng, person.posture(pose, rng.normal(0, 0.6), rng.normal(0.2, 0.5), turn))
    motion.hold(rng.uniform(0.8, 1.6))
    return motion.postures()


def _anywhere(rng: np.random.Generator, person: Performer, low: float = 0.0) -> Array:
    turn = rng.normal(0, [28, 22, 40])
    pose = person.slack(rng) if rng.random() < 0.8 else other_shape(rng, person)
    return person.posture(pose, rng.normal(0, 1.3), rng.normal(0.5 + low, 0.7), turn)


def _wander(rng: np.random.Generator, person: Performer) -> Array:
    """Move a slack hand slowly from place to place."""
    motion = Motion(rng, _anywhere(rng, person))
    for _ in range(int(rng.integers(2, 5))):
        target = _anywhere(rng, person)
        way = np.linalg.norm((target - motion.posture)[PLACE]) / person.palm
        motion.move(target, max(rng.uniform(0.4, 1.2), float(way) / rng.uniform(0.8, 2.6)), rng.normal(0, 0.3))
        if rng.random() < 0.5:
            motion.hold(rng.uniform(0, 0.7))
    return motion.postures()


def _talk(rng: np.random.Generator, person: Performer) -> Array:
    """Gesticulate: short beats in many directions with a half open hand."""
    motion = Motion(rng, _anywhere(rng, person))
    for _ in range(int(rng.integers(3, 8))):
        target = turned(motion.posture, rng.normal(0, [15, 15, 20]))
        target[PLACE] += rng.normal(0, 0.45, 2) * person.palm
        if rng.random() < 0.5:
            target[:18] = person.slack(rng)
        motion.move(target, rng.uniform(0.18, 0.5), rng.normal(0, 0.4))
    return motion.postures()


def _carry(rng: np.random.Generator, person: Performer) -> Array:
    """Move a hand slowly and without a rest, in a shape that would be a gesture if it stayed in place."""
    first = hand_at(rng, person, rng.normal(0, 0.8), rng.normal(0, 0.8))
    motion = Motion(rng, first)
    for _ in range(int(rng.integers(2, 5))):
        target = turned(motion.posture, rng.normal(0, [18, 14, 22]))
        target[PLACE] = person.posture(first[:18], rng.normal(0, 1.1), rng.normal(0, 1.1), np.zeros(3))[PLACE]
        way = float(np.linalg.norm((target - motion.posture)[PLACE])) / person.palm
        motion.move(target, max(0.3, way / rng.uniform(0.6, 1.6)), rng.normal(0, 0.3))
    return motion.postures()


def _scratch(rng: np.random.Generator, person: Performer) -> Array:
    """Scratch, drum or type with slack fingers."""
    motion = Motion(rng, _anywhere(rng, person, 0.5))
    motion.move(_anywhere(rng, person, 0.5), rng.uniform(0.6, 1.2))
    count = steps(rng.uniform(0.8, 2.0))
    times = np.arange(count) / RATE
    postures = np.repeat(motion.posture[None], count, 0)
    for finger in range(4):
        beat = np.sin(2 * np.pi * rng.uniform(1.5, 4.5) * times + rng.uniform(0, 6.28))
        postures[:, 3 * finger + 1] += rng.uniform(4, 18) * np.maximum(0, beat)
    postures[:, BodyPart.X] += rng.uniform(0, 0.15) * person.palm * np.sin(2 * np.pi * rng.uniform(0.3, 4) * times)
    motion.follow(postures)
    return motion.postures()


def _push(rng: np.random.Generator, person: Performer) -> Array:
    """Tap towards the camera, or push and come back."""
    first = hand_at(rng, person, rng.normal(0, 1.9), rng.normal(0, 1.2))
    near = turned(first, rng.normal([0, 10, 0], [20, 24, 22]))
    growth = np.exp(rng.uniform(0.08, 0.65))
    near[BodyPart.SIZE] *= growth
    near[PLACE] += (growth - 1) * (first[PLACE] - HEIGHT / 2)  # what comes nearer leaves the middle of the picture
    near[PLACE] += (rng.normal(0, 0.6, 2) + np.array([0, rng.choice([-0.5, -0.2, 0.3])])) * person.palm
    motion = Motion(rng, first)
    motion.hold(rng.uniform(0, 0.6))
    for _ in range(1 if rng.random() < 0.7 else 2):
        motion.move(near, rng.uniform(0.2, 0.8) * person.tempo, rng.normal(0, 0.2))
        if rng.random() < 0.65:
            motion.hold(rng.uniform(0, 0.3))
            back = motion.posture + (first - motion.posture) * rng.uniform(0.6, 1.05)
            motion.move(back, rng.uniform(0.25, 1.0) * person.tempo, rng.normal(0, 0.2))
    motion.hold(rng.uniform(0, 0.5))
    return motion.postures()


def _rotate(rng: np.random.Generator, person: Performer) -> Array:
    """Turn the hand like a key, or the palm up and down."""
    first = turned(hand_at(rng, person, rng.normal(0, 0.6), rng.normal(0, 0.6)), rng.normal(0, [20, 15, 25]))
    by = rng.normal(0, 12, 3)
    by[rng.choice(3, p=[0.5, 0.1, 0.4])] = rng.choice([-1, 1]) * rng.uniform(30, 130)
    there = turned(first, by)
    there[PLACE] += rng.normal(0, 0.6, 2) * person.palm
    there[BodyPart.SIZE] *= np.exp(rng.normal(0, 0.08))
    motion = Motion(rng, first)
    motion.hold(rng.uniform(0, 0.6))
    motion.move(there, rng.uniform(0.3, 1.0) * person.tempo, rng.normal(0, 0.25))
    if rng.random() < 0.5:
        motion.hold(rng.uniform(0, 0.4))
        motion.move(first, rng.uniform(0.3, 1.0) * person.tempo, rng.normal(0, 0.25))
    motion.hold(rng.uniform(0, 0.5))
    return motion.postures()


def shift(rng: np.random.Generator, person: Performer) -> Array:
    """Move the hand to the side, up or down, by less than a swipe, as people do while they tap or turn the hand."""
    first = hand_at(rng, person, rng.normal(0, 0.6), rng.normal(0, 0.6))
    there = turned(first, rng.normal(0, [24, 22, 28]))
    angle = rng.uniform(0, 2 * np.pi)
    far = _SHORTEST_SHIFT + rng.random() * (_LONGEST_SHIFT - _SHORTEST_SHIFT)
    there[PLACE] += far * np.array([np.cos(angle), np.sin(angle)]) * person.palm
    there[BodyPart.SIZE] *= np.exp(rng.normal(0.1, 0.2))
    motion = Motion(rng, first)
    motion.hold(rng.uniform(0, 0.6))
    motion.move(there, rng.uniform(0.25, 0.9) * person.tempo, rng.normal(0, 0.25), rng.normal(0, 0.2))
    motion.hold(rng.uniform(0, 0.6))
    if rng.random() < 0.6:
        motion.move(first, rng.uniform(0.3, 1.1) * person.tempo, rng.normal(0, 0.25))
        motion.hold(rng.uniform(0, 0.4))
    return motion.postures()


def _raise(rng: np.random.Generator, person: Performer) -> Array:
    """Raise the hand into view, wait or form some shape, and lower it."""
    up = _anywhere(rng, person) if rng.random() < 0.6 else hand_at(rng, person, rng.normal(0, 0.6), rng.normal(0, 0.6))
    down = turned(up, rng.normal(0, 20, 3))
    down[:18] = person.slack(rng)
    down[PLACE] += np.array([rng.normal(0, 0.8), rng.uniform(1.2, 3.5)]) * person.palm
    motion = Motion(rng, down)
    motion.hold(rng.uniform(-0.3, 0.4))
    motion.move(up, rng.uniform(0.5, 1.2) * person.tempo, rng.normal(0, 0.2), rng.normal(0, 0.12))
    if rng.random() < 0.4:
        shape = turned(up, rng.normal(0, 12, 3))
        shape[:18] = other_shape(rng, person)
        motion.move(shape, rng.uniform(0.2, 0.5))
    motion.hold(rng.uniform(0.0, 1.0))
    slack = motion.posture
    slack[:18] = person.slack(rng)
    if rng.random() < 0.6:
        motion.move(slack, rng.uniform(0.1, 0.4))
    motion.move(down, rng.uniform(0.5, 1.2) * person.tempo, rng.normal(0, 0.2), rng.normal(0, 0.12))
    motion.hold(rng.uniform(-0.3, 0.4))
    return motion.postures()


def _fiddle(rng: np.random.Generator, person: Performer) -> Array:
    """Open and close the hand by halves, from one shape into another."""
    motion = Motion(
        rng,
        _anywhere(rng, person) if rng.random() < 0.5 else hand_at(rng, person, rng.normal(0, 0.6), rng.normal(0, 0.6)),
    )
    for _ in range(int(rng.integers(1, 5))):
        target = turned(motion.posture, rng.normal(0, 14, 3))
        target[:18] = person.slack(rng) if rng.random() < 0.6 else other_shape(rng, person)
        target[PLACE] += rng.normal(0, 0.3, 2) * person.palm
        motion.move(target, rng.uniform(0.25, 0.9))
        motion.hold(rng.uniform(-0.3, 0.5))
    return motion.postures()


def _sign(rng: np.random.Generator, person: Performer) -> Array:
    """Make signs of a language that the model does not know: one shape and way after the other."""
    motion = Motion(rng, _anywhere(rng, person))
    for _ in range(int(rng.integers(2, 6))):
        target = turned(_anywhere(rng, person), rng.normal(0, [30, 25, 40]))
        target[:18] = other_shape(rng, person)
        way = float(np.linalg.norm((target - motion.posture)[PLACE])) / person.palm
        motion.move(
            target, max(rng.uniform(0.2, 0.7), way / rng.uniform(1, 2.6)), rng.normal(0, 0.5), rng.normal(0, 0.15)
        )
        chance = rng.random()
        if chance < 0.5:
            motion.hold(rng.uniform(0, 0.5))
        elif chance < 0.8:  # a small movement there and back, once or twice
            for _ in range(int(rng.integers(1, 3))):
                there = turned(motion.posture, rng.normal(0, 12, 3))
                there[PLACE] += rng.normal(0, 0.35, 2) * person.palm
                here = motion.posture
                motion.move(there, rng.uniform(0.1, 0.3))
                motion.move(here, rng.uniform(0.1, 0.3))
    return motion.postures()


KINDS: tuple[tuple[float, Callable[[np.random.Generator, Performer], Array]], ...] = (
    (0.36, _hold_other),
    (0.26, _hold_touching),
    (0.04, _lying_thumb),
    (0.12, _wander),
    (0.1, _talk),
    (0.08, _carry),
    (0.06, _scratch),
    (0.24, _push),
    (0.14, _rotate),
    (0.08, shift),
    (0.14, _raise),
    (0.09, _fiddle),
    (0.15, _sign),
)


def nothing(rng: np.random.Generator, person: Performer) -> Array:
    """Return postures [T, 25] without a gesture."""
    shares = np.array([share for share, _ in KINDS])
    return KINDS[rng.choice(len(KINDS), p=shares / shares.sum())][1](rng, person)

"""The starter's movements, in all the ways in which people make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from gesture_app.vision.demo import poses as drawn
from gesture_app.vision.demo.skeleton import Array, BodyPart
from tools.performances.motion import RATE, Motion, steps
from tools.performances.performer import Performer, turned
from tools.performances.poses import POSES

PLACE = slice(BodyPart.X, BodyPart.Y + 1)
SHORTEST_SWIPE = (1.15, 0.65)
"""to the side and up or down, in palm lengths; a hand that moves less means nothing"""
_MOVING_POSES = (drawn.OPEN, drawn.FLAT, drawn.FLAT, drawn.POINT, drawn.POINT, drawn.TWO, drawn.SLACK)


def some_pose(rng: np.random.Generator) -> Array:
    """Return a pose [18] in which hands move."""
    if rng.random() < 0.8:
        return _MOVING_POSES[rng.integers(len(_MOVING_POSES))]
    variants = POSES[tuple(POSES)[rng.integers(len(POSES))]]
    return variants[rng.integers(len(variants))].pose


def hand_at(rng: np.random.Generator, person: Performer, x: float, y: float) -> Array:
    """Return the posture [25] of a hand that is about to move, at a place in palm lengths."""
    pose = some_pose(rng)
    facing = rng.choice([0.0, 180.0, rng.uniform(-90, 90)], p=[0.6, 0.15, 0.25])
    # the forearm of a raised hand leans inwards, and the fingers towards the camera
    turn = np.array([rng.normal(14, 22), rng.normal(14, 20), facing + rng.normal(0, 18)]) + 0.5 * person.tilt
    return person.posture(person.pose(rng, pose, 1.3), x, y, turn)


def _begin(rng: np.random.Generator, person: Performer, first: Array) -> Motion:
    """Let the hand appear, wait or rise before its gesture."""
    chance = rng.random()
    if chance < 0.4:
        motion = Motion(rng, first)
    elif chance < 0.7:
        motion = Motion(rng, first)
        motion.hold(rng.uniform(0.1, 0.8))
    else:
        before = turned(first, rng.normal(0, 20, 3))
        before[:18] = person.slack(rng)
        before[PLACE] += np.array([rng.normal(0, 0.8), rng.uniform(-0.2, 2.5)]) * person.palm
        motion = Motion(rng, before)
        motion.move(first, rng.uniform(0.3, 0.8) * person.tempo, rng.normal(0, 0.15))
        if rng.random() < 0.6:
            motion.hold(rng.uniform(0.05, 0.4))
    return motion


def _finish(rng: np.random.Generator, person: Performer, motion: Motion, first: Array, returns: float) -> Array:
    """Let the hand stay, go back or drop after its gesture. Return all postures [T, 25]."""
    chance = rng.random()
    if chance < returns:
        motion.hold(max(0.0, rng.uniform(-0.15, 0.4)))
        back = motion.posture + (first - motion.posture) * rng.uniform(0.5, 1.1)
        motion.move(back, rng.uniform(0.35, 1.3) * person.tempo, rng.normal(0, 0.2), rng.normal(0, 0.2))
        motion.hold(rng.uniform(0.0, 0.3))
    elif chance < returns + 0.2:
        motion.hold(rng.uniform(0.0, 0.3))
        down = turned(motion.posture, rng.normal(0, 15, 3))
        down[:18] = person.slack(rng)
        down[PLACE] += np.array([rng.normal(0, 0.6), rng.uniform(0.6, 2.5)]) * person.palm
        motion.move(down, rng.uniform(0.4, 1.0) * person.tempo)
    else:
        motion.hold(rng.uniform(0.05, 0.7))
    return motion.postures()


def _swipe(rng: np.random.Generator, person: Performer, direction: tuple[float, float]) -> Array:
    """Swipe in a direction of the unmirrored picture: from the arm, from the wrist, or both."""
    off = rng.normal(0, 0.2)
    way = np.array([[np.cos(off), -np.sin(off)], [np.sin(off), np.cos(off)]]) @ np.array(direction)
    length = float(np.exp(rng.normal(np.log(2.3 if direction[0] else 1.9), 0.42))) * person.reach**0.6
    by_wrist = rng.uniform(0, 1) ** 2
    length = max(length * (1 - 0.5 * by_wrist), SHORTEST_SWIPE[0 if direction[0] else 1])
    first = hand_at(rng, person, -way[0] * length / 2, -way[1] * length / 2 + rng.normal(0, 0.4))
    lean = np.zeros(3)
    bend = abs(rng.normal(28, 18)) + 25 * by_wrist
    if direction[0]:
        lean[0] = bend * direction[0]
        lean[1] = rng.normal(0, 12)
        lean[2] = rng.normal(0, 28)
    else:
        lean[0] = rng.normal(0, 14)
        lean[1] = -bend * direction[1] * rng.choice([-0.4, 1, 1])
        lean[2] = rng.normal(0, 20)
    first = turned(first, -lean * rng.uniform(0.2, 0.8))
    last = turned(first, lean)
    last[PLACE] += way * length * person.palm
    last[BodyPart.SIZE] *= np.exp(rng.normal(0, 0.2))
    if rng.random() < 0.25:  # the fingers open or close on the way
        last[:18] = person.pose(rng, some_pose(rng))
    motion = _begin(rng, person, first)
    if rng.random() < 0.4:  # a wind-up the other way
        back = first + (first - last) * rng.uniform(0.06, 0.3)
        motion.move(back, rng.uniform(0.12, 0.4) * person.tempo)
    seconds = float(np.exp(rng.normal(np.log(0.48), 0.4))) * person.tempo
    motion.move(last, seconds, rng.normal(0, 0.12), rng.normal(0, 0.2))
    return _finish(rng, person, motion, first, returns=0.5)


def _wave(rng: np.random.Generator, person: Performer) -> Array:
    """Swing hand or forearm from side to side."""
    first = hand_at(rng, person, rng.normal(0, 0.5), rng.normal(0, 0.4))
    if rng.random() < 0.5:
        first[:18] = person.pose(rng, drawn.OPEN if rng.random() < 0.7 else drawn.FLAT)
    motion = _begin(rng, person, first)
    rate = float(np.exp(rng.normal(np.log(2.1), 0.3))) / person.tempo**0.7
    swings = rng.uniform(1.5, 4.5)
    count = steps(swings / rate)
    times = np.arange(1, count + 1) / RATE
    drift = np.cumsum(rng.normal(0, 0.02, count))
    swing = np.sin(2 * np.pi * rate * times + (0 if rng.random() < 0.7 else rng.uniform(0, 6.28)) + drift)
    fade = np.minimum(1, np.minimum(times, times[-1] - times + 0.05) * rng.uniform(4, 12))
    strength = 1 + 0.25 * np.sin(2 * np.pi * 0.4 * times + rng.uniform(0, 6.28))
    swing = swing * fade * strength * rng.choice([-1, 1])
    by_wrist = rng.uniform(0, 1)
    across = float(np.exp(rng.normal(np.log(0.5), 0.5))) * (1.15 - by_wrist) * person.reach**0.5
    postures = np.repeat(motion.posture[None], count, 0)
    postures[:, BodyPart.X] += across * person.palm * swing
    postures[:, BodyPart.Y] += (rng.normal(0, 0.12) * across * swing + 0.15 * across * swing**2) * person.palm
    postures[:, BodyPart.ROLL] += (6 + 32 * by_wrist * rng.uniform(0.4, 1.2)) * swing
    postures[:, BodyPart.YAW] += rng.normal(0, 18) * swing
    postures[:, BodyPart.SIZE] *= np.exp(rng.normal(0, 0.06) * swing + rng.normal(0, 0.06) * swing**2)
    motion.follow(postures)
    return _finish(rng, person, motion, first, returns=0.15)


def _circle(rng: np.random.Generator, person: Performer, sense: int) -> Array:
    """Draw a circle. A sense of 1 is clockwise in the unmirrored picture."""
    pose = (drawn.POINT, drawn.POINT, drawn.POINT, drawn.TWO, drawn.OPEN, drawn.FLAT)[rng.integers(6)]
    radius = float(np.exp(rng.normal(np.log(0.65), 0.35))) * person.reach**0.6
    turn = np.array([rng.normal(0, 16), rng.normal(0, 16), rng.choice([0, 0, 0, 180, 50]) + rng.normal(0, 16)])
    phase = rng.choice([0.0, 0.0, np.pi / 2, -np.pi / 2, np.pi]) + rng.normal(0, 0.4)
    turns = rng.uniform(1.05, 2.6)
    count = steps(turns * float(np.exp(rng.normal(np.log(0.85), 0.3))) * person.tempo)
    share = np.arange(1, count + 1) / count
    eased = share - rng.uniform(0, 0.85) * np.sin(2 * np.pi * share) / (2 * np.pi)
    angle = phase + sense * 2 * np.pi * turns * eased
    size = radius * (1 + rng.normal(0, 0.15) * (share - 0.5))
    x, y = size * np.sin(angle), -size * np.cos(angle) * rng.uniform(0.6, 1.15)
    slant = rng.normal(0, 0.3)
    x, y = x * np.cos(slant) - y * np.sin(slant), x * np.sin(slant) + y * np.cos(slant)
    by_wrist = rng.uniform(0, 0.8) if rng.random() < 0.4 else 0.0
    base = person.posture(person.pose(rng, pose), rng.normal(0, 0.4), rng.normal(0, 0.4), turn)
    postures = np.repeat(base[None], count + 1, 0)
    x, y = np.append(radius * np.sin(phase), x), np.append(-radius * np.cos(phase), y)
    postures[:, BodyPart.X] += (1 - by_wrist) * x * person.palm
    postures[:, BodyPart.Y] += (1 - by_wrist) * y * person.palm
    postures[:, BodyPart.ROLL] += (40 * by_wrist + rng.uniform(0, 12)) * x / radius
    postures[:, BodyPart.PITCH] += 40 * by_wrist * y / radius
    first = postures[0]
    motion = _begin(rng, person, first)
    motion.follow(postures[1:])
    return _finish(rng, person, motion, first, returns=0.0)


def _change(rng: np.random.Generator, person: Performer, before: str, after: str) -> Array:
    """Change one pose into another, as to grab or to zoom."""
    ways = {"narrow": _NARROW, "wide": _WIDE, "open": _OPEN, "closed": _CLOSED}
    some, others = ways[before], ways[after]
    yaw = rng.choice([0.0, -27.0, -50.0, 180.0], p=[0.35, 0.35, 0.15, 0.15]) + rng.normal(0, 16)
    turn = np.array([rng.normal(0, 18), rng.normal(0, 16), yaw]) + 0.6 * person.tilt
    first = person.posture(
        person.pose(rng, some[rng.integers(len(some))]), rng.normal(0, 0.5), rng.normal(0, 0.5), turn
    )
    last = turned(first, rng.normal(0, 7, 3))
    last[:18] = person.pose(rng, others[rng.integers(len(others))])
    if before == "open" and rng.random() < 0.5:  # grabs and pulls
        last[PLACE] += rng.normal(0, 0.35, 2) * person.palm
        last[BodyPart.SIZE] *= np.exp(rng.normal(-0.05, 0.08))
        last[BodyPart.PITCH] += rng.normal(6, 8)
    # the first pose lasts briefly: a hand that only shows it has not made the gesture yet
    motion = Motion(rng, first)
    motion.hold(rng.uniform(0.03, 0.22))
    motion.move(last, float(np.exp(rng.normal(np.log(0.4), 0.3))) * person.tempo)
    motion.hold(rng.uniform(0.25, 0.6))
    return motion.postures()


_NARROW = tuple(variant.pose for variant in POSES["pinch"])
_WIDE = (
    drawn.WIDE,
    drawn.WIDE + np.array([4, -6, -6, *[0] * 9, 4, 0, 4, 0, 4, 0]),
    drawn.WIDE + np.array([0, 6, 10, 0, -10, -14, 0, -12, -16, 0, -12, -16, -4, 4, -6, 4, -8, 4]),
)
_OPEN = (drawn.OPEN, drawn.OPEN, drawn.FLAT, drawn.OPEN + np.array([0, 18, 26] * 4 + [0] * 6))
_CLOSED = tuple(variant.pose for variant in POSES["fist"])

MOVEMENTS: Mapping[str, Callable[[np.random.Generator, Performer], Array]] = MappingProxyType(
    {
        "swipe_left": partial(_swipe, direction=(1.0, 0.0)),
        "swipe_right": partial(_swipe, direction=(-1.0, 0.0)),
        "swipe_up": partial(_swipe, direction=(0.0, -1.0)),
        "swipe_down": partial(_swipe, direction=(0.0, 1.0)),
        "wave": _wave,
        "circle_clockwise": partial(_circle, sense=-1),
        "circle_counterclockwise": partial(_circle, sense=1),
        "zoom_in": partial(_change, before="narrow", after="wide"),
        "zoom_out": partial(_change, before="wide", after="narrow"),
        "grab": partial(_change, before="open", after="closed"),
    }
)
"""postures [T, 25] of each movement; the user's left is on the right of the unmirrored picture"""

"""Imagines gestures: thousands of them, each performed by hundreds of imagined people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from gesture_app.core.hands import FloatArray
from gesture_app.learning.background_samples import minimum_jerk_path
from tools.imagined_hands import (
    Bones,
    Floats,
    hands,
    rotation,
    slack_pose,
    some_bones,
    some_facing,
    some_pose,
    some_thumb,
    with_other_fingers,
    within_reach,
)

RATE = 20.0
FAMILY = 5
"""gestures in a family; they differ from its first one by little, so that the network must learn small differences"""
_WAYS = ("still", "line", "back", "circle", "wave", "arc", "crooked")
_WAY_SHARES = (0.34, 0.2, 0.12, 0.1, 0.12, 0.06, 0.06)
_CHANGES = ("direction", "order", "finger", "facing", "way", "round", "hands", "last pose", "thumb")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one hand does in a gesture."""

    poses: tuple[Floats, ...]
    """one to three, each [15]"""
    facings: tuple[Floats, ...]
    """one per pose [3, 3]"""
    way: str
    direction: float
    """radians, upwards from the right"""
    size: float
    """of its way, in palm sizes"""
    rounds: float
    """of a circle or a wave"""
    sense: int
    """1 or -1: direction of a circle"""
    phase: float
    depth: float
    """growth of the hand on its way, as it comes nearer"""
    place: Floats
    """[2]: place in the picture, palm sizes from the middle"""
    twist: float
    """radians about the forearm"""
    rocks: bool
    """the hand rocks from side to side"""
    corners: Floats
    """[3, 2]: of a crooked way"""


@dataclass(frozen=True, slots=True, eq=False)
class Gesture:
    """A movement or a pose of one hand or of both."""

    right: Part
    left: Part
    both: bool
    alike: bool
    """the left hand does what the right one does, mirrored"""
    seconds: float
    apart: Floats
    """[2]: from hand to hand, palm sizes"""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """A person's way to make gestures, and the camera's view of them."""

    seed: int
    bones: Bones
    depth: float
    """share of the third dimension that the tracker sees"""
    tempo: float
    size: float
    view: Floats
    """[3]: rotation of the camera"""
    left_handed: bool
    palm: float
    """in picture heights"""
    aspect: float
    noise: float
    """of landmarks, palm sizes"""
    sloppy: float
    """degrees by which joints differ"""


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """A gesture once, with what came before and after."""

    points: FloatArray
    """[K, 2, 21, 3] in picture heights; NaN where a hand is absent"""
    start: int
    end: int
    """steps from which and to which the gesture lasts"""


def imagined_gesture(number: int) -> Gesture:
    """Return the gesture of this number; those of one family differ by little."""
    first = _some_gesture(np.random.default_rng((17, number // FAMILY)))
    return first if number % FAMILY == 0 else _changed(first, np.random.default_rng((18, number)))


def imagined_person(number: int) -> Person:
    """Return the person of this number."""
    rng = np.random.default_rng((28, number))
    return Person(
        seed=int(rng.integers(1 << 31)),
        bones=some_bones(rng),
        depth=rng.uniform(0.5, 1.3),
        tempo=np.exp(rng.normal(0, 0.22)),
        size=np.exp(rng.normal(0, 0.25)),
        view=rng.normal(0, [0.18, 0.22, 0.08]),
        left_handed=rng.random() < 0.3,
        palm=float(np.exp(rng.normal(np.log(0.14), 0.3))),
        aspect=float(rng.choice([4 / 3, 16 / 9, 1.0])),
        noise=rng.uniform(0.004, 0.02),
        sloppy=rng.uniform(3.6, 14.4),
    )


def performed(
    rng: np.random.Generator, gesture: Gesture, person: Person, number: int, before: Gesture | None
) -> Performance:
    """Return a person's gesture, out of rest or out of the gesture `before`; hands are lost now and then."""
    shown = _alone(rng, gesture, person, number)
    if before is not None:
        shown = _after(rng, _alone(rng, before, person, number + 1_000_000), shown)
    points, chance = shown.points, rng.random()
    both = np.isfinite(points[:, :, 0, 0]).any(0).all()
    if both and chance < 0.07:  # the tracker loses one of two hands for good
        points[int(rng.integers(len(points))) if rng.random() < 0.5 else 0 :, rng.integers(2)] = np.nan
    elif not both and chance < 0.03:  # it takes one hand for both
        side = int(np.isfinite(points[:, 1, 0, 0]).any())
        doubled = rng.random(len(points)) < rng.uniform(0.2, 0.9)
        noise = rng.normal(0, 0.003, (int(doubled.sum()), 21, 3))
        points[doubled, 1 - side] = points[doubled, side] + noise
    return shown


def _some_gesture(rng: np.random.Generator) -> Gesture:
    return Gesture(
        both=rng.random() < 0.35,
        alike=rng.random() < 0.6,
        right=_some_part(rng),
        left=_some_part(rng),
        seconds=float(np.exp(rng.normal(np.log(1.1), 0.3))),
        apart=np.array([rng.uniform(1.2, 4), rng.normal(0, 0.8)]),
    )


def _some_part(rng: np.random.Generator) -> Part:
    poses, facings = [some_pose(rng)], [some_facing(rng)]
    for _ in range(int(rng.choice([0, 1, 2], p=[0.5, 0.33, 0.17]))):
        poses.append(some_pose(rng) if rng.random() < 0.6 else poses[-1])
        chance = rng.random()
        if chance < 0.4:
            facings.append(some_facing(rng))
        else:
            facings.append(rotation(rng.normal(0, 0.3, 3)) @ facings[-1] if chance < 0.64 else facings[-1])
    return Part(
        poses=tuple(poses),
        facings=tuple(facings),
        way=str(rng.choice(_WAYS, p=_WAY_SHARES)),
        direction=rng.uniform(0, 2 * np.pi) if rng.random() < 0.4 else rng.integers(8) * np.pi / 4,
        size=_some_size(rng),
        rounds=float(rng.choice([1, 1.5, 2, 3])),
        sense=int(rng.choice([-1, 1])),
        phase=rng.uniform(0, 2 * np.pi),
        depth=rng.normal(0, 0.12) if rng.random() < 0.3 else 0.0,
        place=rng.normal([0, 0], [1.0, 1.2]),
        twist=rng.normal(0, 0.5) if rng.random() < 0.3 else 0.0,
        rocks=rng.random() < 0.3,
        corners=rng.normal(0, 1.2, (3, 2)),
    )


def _some_size(rng: np.random.Generator) -> float:
    return float(np.exp(rng.normal(0.9, 0.5)))


def _changed(gesture: Gesture, rng: np.random.Generator) -> Gesture:
    """Return the gesture with one or two changes."""
    for change in rng.permutation(_CHANGES)[: 1 if rng.random() < 0.7 else 2]:
        if change == "hands":
            gesture = replace(gesture, both=not gesture.both)
        else:
            right, left = _changed_part(gesture.right, change, rng), gesture.left
            if change == "direction":
                left = replace(left, direction=left.direction + right.direction - gesture.right.direction)
            elif change == "order":
                left = replace(left, poses=left.poses[::-1], facings=left.facings[::-1])
            elif change == "round":
                left = replace(left, sense=-left.sense)
            gesture = replace(gesture, right=right, left=left)
    return gesture


def _changed_part(part: Part, change: str, rng: np.random.Generator) -> Part:
    poses = list(part.poses)
    match change:
        case "direction":
            turn = float(rng.choice([np.pi, np.pi, np.pi / 2, -np.pi / 2, np.pi / 4]))
            way = str(rng.choice(("line", "back", "wave"))) if part.way == "still" else part.way
            return replace(part, direction=part.direction + turn, way=way)
        case "order" if len(poses) > 1:
            return replace(part, poses=part.poses[::-1], facings=part.facings[::-1])
        case "order":
            return replace(part, direction=part.direction + np.pi, twist=-part.twist or rng.normal(0, 0.7))
        case "finger":
            at = int(rng.integers(len(poses)))
            poses[at] = with_other_fingers(poses[at], rng, int(rng.integers(1, 3)))
        case "thumb":
            thumb = some_thumb(rng)
            poses = [np.concatenate([pose[:12], thumb]) for pose in poses]
        case "last pose":
            poses[-1] = some_pose(rng)
        case "facing":
            turned = rotation(rng.choice([-1, 1]) * np.eye(3)[rng.integers(3)] * rng.uniform(0.9, np.pi))
            return replace(part, facings=tuple(turned @ facing for facing in part.facings))
        case "way":
            return replace(part, way=str(rng.choice(_WAYS)), size=_some_size(rng))
        case _:
            return replace(part, sense=-part.sense, way="circle" if rng.random() < 0.6 else part.way)
    return replace(part, poses=tuple(poses))


def _alone(rng: np.random.Generator, gesture: Gesture, person: Person, number: int) -> Performance:
    """Return the gesture with the way out of rest and back."""
    style = np.random.default_rng((person.seed, number))  # a person makes one gesture in one way
    seconds = gesture.seconds * person.tempo * np.exp(style.normal(0, 0.12)) * np.exp(rng.normal(0, 0.12))
    count = max(7, int(max(0.35, seconds) * RATE))
    lead, tail = int(rng.uniform(0.2, 0.7) * RATE), int(rng.uniform(0.15, 0.6) * RATE)
    points = np.full((lead + count + tail, 2, 21, 3), np.nan)
    view = rotation(person.view + rng.normal(0, 0.05, 3))
    centre = np.array([rng.uniform(0.3, 0.7) * person.aspect, rng.uniform(0.35, 0.65)])
    palm = person.palm * np.exp(rng.normal(0, 0.06))
    for side in (1, 0) if gesture.both else (1,):
        part = gesture.right if side == 1 or gesture.alike else gesture.left
        shape, way = _moved(rng, style, part, person, count)
        shape = shape @ view.T * [1, -1, person.depth]
        way = way * [1, -1]
        place = part.place * 0.5
        if gesture.both:
            place = place + gesture.apart / 2 * ([-1, 1] if side == 1 else [1, -1])
        if side == 0:
            shape = shape * [-1, 1, 1]
            way = way * [-1 if gesture.alike else 1, 1]
        size = palm * (1 + part.depth * np.sin(np.pi * np.linspace(0, 1, count)))
        at = np.concatenate([centre + place * palm + way * size[:, None], np.zeros((count, 1))], 1)  # [T, 3]
        shown = at[:, None] + shape * size[:, None, None]
        rest = _resting(rng, shown[0], centre, person, palm, side)
        points[:lead, side] = minimum_jerk_path(cast(FloatArray, rest), shown[0], lead)[:, 0]
        points[lead : lead + count, side] = shown
        points[lead + count :, side] = minimum_jerk_path(shown[-1], rest + rng.normal(0, 0.3, 3) * palm, tail)[:, 0]
        if rng.random() < 0.35:
            points[: int(lead * rng.uniform(0.2, 1)), side] = np.nan
        if rng.random() < 0.35:
            points[lead + count + int(tail * rng.uniform(0, 0.8)) :, side] = np.nan
    return Performance(_as_tracked(rng, points, gesture, person, palm), lead, lead + count)


def _moved(
    rng: np.random.Generator, style: np.random.Generator, part: Part, person: Person, count: int
) -> tuple[Floats, Floats]:
    """Return one hand's shape [T, 21, 3] in palm sizes about the wrist and its way [T, 2], y upwards in both."""
    passed = np.linspace(0, 1, count)
    poses = np.stack([pose + style.normal(0, person.sloppy, 15) for pose in part.poses])
    poses = poses + rng.normal(0, person.sloppy * 0.5, poses.shape)
    habit = rotation(style.normal(0, 0.16, 3))
    facings = np.stack([rotation(rng.normal(0, 0.08, 3)) @ habit @ facing for facing in part.facings])
    if len(poses) == 1:
        joints, turned = np.repeat(poses, count, 0), np.repeat(facings, count, 0)
    else:
        at = np.clip(passed * len(poses) - 0.5, 0, len(poses) - 1)
        low = np.minimum(at.astype(int), len(poses) - 2)
        share = np.clip((at - low - 0.25) / 0.5, 0, 1)
        share = share * share * (3 - 2 * share)
        joints = poses[low] + (poses[low + 1] - poses[low]) * share[:, None]
        turned = _nearest_rotations(facings[low] + (facings[low + 1] - facings[low]) * share[:, None, None])
    if part.rocks or part.twist:
        angle = np.sin(2 * np.pi * part.rounds * passed + part.phase) * (0.5 if part.rocks else 0) + part.twist * passed
        axis = np.array([0, 0, 1]) if part.rocks else np.array([0, 1, 0])
        turned = turned @ rotation(angle[:, None] * axis)
    size = part.size * person.size * np.exp(style.normal(0, 0.12)) * np.exp(rng.normal(0, 0.1))
    way = _way(part, passed, size, part.phase + rng.normal(0, 0.4))
    return hands(within_reach(joints), person.bones) @ np.swapaxes(turned, 1, 2), way


def _way(part: Part, passed: Floats, size: float, phase: float) -> Floats:
    """Return the way of the wrist, in palm sizes [T, 2]."""
    ahead: Floats = np.array([np.cos(part.direction), np.sin(part.direction)])
    aside: Floats = np.array([-ahead[1], ahead[0]])
    eased: Floats = (10 * passed**3 - 15 * passed**4 + 6 * passed**5)[:, None]  # minimum jerk
    match part.way:
        case "line":
            return (eased - 0.5) * ahead * size * 1.5
        case "back":
            return np.sin(np.pi * eased) * ahead * size
        case "circle":
            angle = part.sense * 2 * np.pi * part.rounds * passed + part.phase
            return np.stack([np.cos(angle), np.sin(angle)], 1) * size * 0.45
        case "wave":
            return np.sin(2 * np.pi * part.rounds * passed + phase)[:, None] * ahead * size * 0.4
        case "arc":
            return (eased - 0.5) * ahead * size + np.sin(np.pi * eased) * aside * size * 0.6 * part.sense
        case "crooked":
            corners = np.cumsum(np.concatenate([np.zeros((1, 2)), part.corners]), 0) * size * 0.4
            low = np.minimum((passed * 3).astype(int), 2)
            share = (passed * 3 - low)[:, None]
            path: Floats = corners[low] + (corners[low + 1] - corners[low]) * share * share * (3 - 2 * share)
            return path
    return np.zeros((len(passed), 2))


def _nearest_rotations(matrices: Floats) -> Floats:
    """Return the rotations nearest to blends of rotations [T, 3, 3]."""
    u, _, v = np.linalg.svd(matrices)
    u[..., -1] *= np.linalg.det(u @ v)[:, None]
    turned: Floats = u @ v
    return turned


def _slack_hand(rng: np.random.Generator, bones: Bones, turn: Floats, side: int) -> Floats:
    shape: Floats = hands(slack_pose(rng)[None], bones)[0] @ rotation(turn).T * [1 if side == 1 else -1, -1, 1]
    return shape


def _resting(rng: np.random.Generator, first: Floats, centre: Floats, person: Person, palm: float, side: int) -> Floats:
    """Return the hand before its gesture [21, 3]: slack and low in the picture, or in its pose and a little lower."""
    if rng.random() >= 0.6:
        lower: Floats = first + np.array([rng.normal(0, 0.4), rng.uniform(0.3, 1.5), 0]) * palm
        return lower
    turn = rng.normal(0, 0.5, 3) + np.array([0, rng.choice([0, np.pi / 2]), 0])
    shape = _slack_hand(rng, person.bones, turn, side) * [1, 1, person.depth]
    place = centre + np.array([rng.normal(0, 1), rng.uniform(1.5, 4)]) * palm
    slack: Floats = np.append(place, 0) + shape * palm
    return slack


def _as_tracked(rng: np.random.Generator, points: Floats, gesture: Gesture, person: Person, palm: float) -> FloatArray:
    """Return the landmarks as tracked: with noise, lost frames, the preferred hand, at times a second hand at rest."""
    count = len(points)
    noise = rng.normal(0, person.noise * rng.uniform(0.4, 1.4), points.shape)
    noise[1:] = 0.5 * (noise[1:] + noise[:-1])
    points = points + noise * [1, 1, 2] * palm
    if rng.random() < 0.15:
        lost = int(rng.integers(count))
        points[lost : lost + int(rng.integers(1, 4))] = np.nan
    if not gesture.both:
        used = 1
        if person.left_handed != (rng.random() < 0.1):
            wrist = points[:, 1, :1]
            points = np.stack([wrist + (points[:, 1] - wrist) * [-1, 1, 1], np.full((count, 21, 3), np.nan)], 1)
            used = 0
        if rng.random() < 0.15:
            side = 1 - used
            place = np.array([rng.uniform(0.2, 0.8) * person.aspect, rng.uniform(0.6, 0.95), 0])
            shape = _slack_hand(rng, person.bones, rng.normal(0, 0.5, 3), side)
            points[:, side] = place + (shape + rng.normal(0, 0.01, (count, 21, 3))) * palm
    return points.astype(np.float32)


def _after(rng: np.random.Generator, before: Performance, shown: Performance) -> Performance:
    """Return the end of another gesture, then this one."""
    end = int(rng.integers(before.start + 2, before.end + 1))
    tail = before.points[max(0, end - int(rng.integers(6, 20))) : end]
    cut = shown.start if rng.random() < 0.6 else int(rng.integers(0, shown.start + 1))
    between = minimum_jerk_path(tail[-1], shown.points[cut], int(rng.integers(3, 10)))
    offset = len(tail) + len(between) - cut
    points = np.concatenate([tail, between, shown.points[cut:]]).astype(np.float32)
    return Performance(points, shown.start + offset, shown.end + offset)

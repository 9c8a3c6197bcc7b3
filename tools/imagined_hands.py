"""Imagines hands: bones and joints, random poses, and the landmarks that a tracker would find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_KNUCKLES = np.array([[-0.30, 0.92, 0], [-0.02, 1.0, 0], [0.22, 0.93, 0], [0.42, 0.80, 0]])  # in palm sizes
_BONES = np.array([[0.45, 0.27, 0.22], [0.50, 0.31, 0.23], [0.46, 0.29, 0.22], [0.36, 0.21, 0.20]])
_THUMB_ROOT = np.array([-0.28, 0.20, 0.0])
_THUMB_BONES = np.array([0.40, 0.34, 0.28])
_LAST_JOINT = 0.65
"""share by which a finger's last joint bends with the one before"""
_BENDS = np.array([[0, 5], [75, 100], [35, 55], [5, 85], [80, 10], [15, 20]], float)
"""of a finger's first two joints in degrees: straight, folded, half, hooked, flat, slack"""
_FOLDED = (1, 1, 2, 3)
_FINGERS = (0, 0, 1, 1, 2, 3, 4, 5)
"""indices of `_BENDS`, as often as each is drawn"""
_FACING = (0.0, np.pi, np.pi / 2, -np.pi / 2)
"""palm or back to the camera, or edge on"""
JOINTS = 15
"""four times (first joint, second, spread), then the thumb's spread, turn and bend; degrees"""


@dataclass(frozen=True, slots=True, eq=False)
class Bones:
    """The proportions of a person's hand."""

    palm: Floats
    """[3]: breadth, length, depth"""
    fingers: Floats
    """[5]: lengths, the thumb last"""


def rotation(vectors: Floats) -> Floats:
    """Return rotations about axes by their lengths in radians: [..., 3] → [..., 3, 3] (Rodrigues)."""
    angle = np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9
    x, y, z = np.moveaxis(vectors / angle, -1, 0)
    nothing = np.zeros_like(x)
    cross = np.stack([nothing, -z, y, z, nothing, -x, -y, x, nothing], -1).reshape(*x.shape, 3, 3)
    angle = angle[..., None]
    turned: Floats = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    return turned


def hands(joints: Floats, bones: Bones) -> Floats:
    """Return right hands of palm size one, palm to the camera, fingers up: joints [T, 15] → [T, 21, 3], y upwards."""
    count = len(joints)
    bent = np.deg2rad(joints)
    found = np.zeros((count, 21, 3))
    first, second, spread = np.moveaxis(bent[:, :12].reshape(count, 4, 3), -1, 0)  # [T, 4]
    place = np.broadcast_to(_KNUCKLES * bones.palm, (count, 4, 3))
    found[:, [5, 9, 13, 17]] = place
    bend = np.zeros((count, 4))
    for bone, more in enumerate((first, second, _LAST_JOINT * second)):
        bend = bend + more
        along = np.stack([np.sin(spread) * np.cos(bend), np.cos(spread) * np.cos(bend), -np.sin(bend)], -1)
        place = place + along * (_BONES[:, bone] * bones.fingers[:4])[:, None]
        found[:, [6 + bone, 10 + bone, 14 + bone, 18 + bone]] = place
    away, turn, fold = bent[:, 12:].T  # [T]
    tip = np.broadcast_to(_THUMB_ROOT * bones.palm, (count, 3))
    found[:, 1] = tip
    for bone in range(3):
        along = np.stack([-np.sin(away) * np.cos(turn), np.cos(away) * np.cos(turn), -np.sin(turn)], -1)
        tip = tip + along * _THUMB_BONES[bone] * bones.fingers[4]
        found[:, 2 + bone] = tip
        away = away - fold * (0.8 if bone == 0 else 1.0)
    found[..., 0] *= -1
    return found


def some_pose(rng: np.random.Generator) -> Floats:
    """Draw the joints of a hand that makes a gesture [15]."""
    joints = np.zeros(JOINTS)
    chance = rng.random()
    if chance < 0.85:
        kinds = np.full(4, rng.integers(len(_BENDS))) if chance < 0.25 else rng.choice(_FINGERS, 4)
        bends = _BENDS[kinds]
    else:
        bends = rng.uniform([0, 0], [90, 105], (4, 2))
    joints[:12].reshape(4, 3)[:, :2] = bends + rng.normal(0, 7, (4, 2))
    joints[2:12:3] = np.array([-1, -0.3, 0.4, 1.1]) * rng.choice([0, 0, 8, 15]) + rng.normal(0, 3, 4)
    joints[12:] = some_thumb(rng)
    return joints


def some_thumb(rng: np.random.Generator) -> Floats:
    """Draw the thumb's three joints [3]."""
    return np.array([rng.uniform(5, 75), rng.uniform(-10, 60), rng.choice([0, 10, 40, 60]) + rng.normal(0, 6)])


def with_other_fingers(pose: Floats, rng: np.random.Generator, count: int) -> Floats:
    """Return the pose with `count` fingers changed from straight to folded, or back [15]."""
    joints = pose.copy()
    for finger in rng.permutation(4)[:count]:
        folded = joints[3 * finger : 3 * finger + 2].sum() > 80
        joints[3 * finger : 3 * finger + 2] = _BENDS[0 if folded else rng.choice(_FOLDED)] + rng.normal(0, 7, 2)
    if rng.random() < 0.3:
        joints[12:] = some_thumb(rng)
    return joints


def slack_pose(rng: np.random.Generator) -> Floats:
    """Draw the joints of a hand at rest [15]."""
    return np.array([20, 30, 0] * 4 + [25, 15, 10]) + rng.normal(0, 8, JOINTS)


def within_reach(joints: Floats) -> Floats:
    """Return the joints [T, 15], clipped to what hands can bend."""
    kept = joints.copy()
    fingers = kept[:, :12].reshape(-1, 4, 3)
    fingers[..., :2] = fingers[..., :2].clip(-10, 110)
    kept[:, 12:] = kept[:, 12:].clip(-20, 80)
    return kept


def some_bones(rng: np.random.Generator) -> Bones:
    """Draw the proportions of a person's hand."""
    return Bones(rng.normal(1, 0.06, 3).clip(0.85, 1.15), rng.normal(1, 0.07, 5).clip(0.8, 1.2))


def some_facing(rng: np.random.Generator) -> Floats:
    """Draw the rotation of a hand towards the camera [3, 3]."""
    if rng.random() < 0.12:
        return rotation(rng.normal(0, 1.5, 3))
    facing = rotation(np.array([0.0, rng.choice(_FACING, p=[0.45, 0.2, 0.2, 0.15]), 0.0]))
    quarter = np.pi / 2
    roll = rng.choice([0, 0, 0, quarter, -quarter, quarter / 2, -quarter / 2]) + rng.normal(0, 0.25)
    tilt = rng.choice([0, 0, 0, 0.9, -0.9]) + rng.normal(0, 0.25)
    turned: Floats = (
        rotation(np.array([0.0, 0.0, roll])) @ rotation(np.array([tilt, rng.normal(0, 0.25), 0.0])) @ facing
    )
    return turned

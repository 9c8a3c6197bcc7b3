"""The skeleton of a drawn hand: from the angles of its joints to 21 joints in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import Side

Array = npt.NDArray[np.float64]

POSE_LENGTH = 18
VIEWING_DISTANCE = 8.0
"""from the camera to the hand, in palm lengths: how strong the perspective is"""


class BodyPart(IntEnum):
    """Where a posture holds what comes after the pose; angles in degrees, as for a right hand."""

    X = POSE_LENGTH
    """the palm's centre in pixels of the unmirrored picture"""
    Y = POSE_LENGTH + 1
    SIZE = POSE_LENGTH + 2
    """from wrist to middle knuckle in pixels, seen flat"""
    ROLL = POSE_LENGTH + 3
    """turned in the picture, clockwise"""
    PITCH = POSE_LENGTH + 4
    """fingers tipped towards the camera"""
    YAW = POSE_LENGTH + 5
    """turned around the forearm; 0 shows the palm, 180 the back"""
    ARM = POSE_LENGTH + 6
    """the forearm's direction in the picture; 0 hangs straight down"""


POSTURE_LENGTH = len(BodyPart) + POSE_LENGTH

PALM_CENTRE = np.array([0.03, -0.5, 0.0])
_THUMB_ROOT = np.array([0.27, -0.22, -0.06])
_KNUCKLES = np.array([[0.27, -0.97, -0.02], [0.03, -1.0, 0.0], [-0.19, -0.93, -0.01], [-0.37, -0.81, -0.04]])
_FAN = np.array([4.0, 0.0, -4.0, -9.0])
"""how the straight fingers lie when nobody spreads them, degrees towards the thumb"""
_FINGER_BONES = np.array([[0.45, 0.27, 0.22], [0.5, 0.31, 0.23], [0.46, 0.29, 0.23], [0.36, 0.21, 0.2]])
_THUMB_BONES = np.array([0.4, 0.34, 0.27])
_LAST_JOINT_SHARE = 0.6
"""a finger's last joint cannot be bent by itself: it follows the middle one"""


@dataclass(frozen=True, slots=True, eq=False)
class HandShape:
    """What differs from one person's hand to another's, in palm lengths."""

    finger_bones: Array
    """[4, 3]: index to little finger, from the knuckle outwards"""
    thumb_bones: Array
    """[3]"""
    breadth: float
    """of the palm, against the average"""
    thickness: float
    """of the fingers, against the average"""

    @classmethod
    def drawn_from(cls, rng: np.random.Generator) -> HandShape:
        """Some person's hand."""
        length = rng.normal(1.0, 0.05)
        return cls(
            finger_bones=_FINGER_BONES * length * rng.normal(1.0, 0.025, (4, 1)) * rng.normal(1.0, 0.02, (4, 3)),
            thumb_bones=_THUMB_BONES * rng.normal(1.0, 0.04) * rng.normal(1.0, 0.02, 3),
            breadth=float(rng.uniform(0.92, 1.1)),
            thickness=float(rng.uniform(0.88, 1.14)),
        )


def joints_of(postures: Array, shape: HandShape, side: Side) -> Array:
    """Postures [T, 25] → joints [T, 21, 3] in pixels, in MediaPipe's order; z grows away from the camera."""
    bones = _bones(postures[:, :POSE_LENGTH], shape)  # [T, 21, 3] in palm lengths
    turned = np.einsum("tij,tnj->tni", _rotation(postures), bones - PALM_CENTRE)
    turned *= VIEWING_DISTANCE / (VIEWING_DISTANCE + turned[..., 2:])
    if side == Side.LEFT:
        turned[..., 0] *= -1
    joints: Array = turned * postures[:, None, BodyPart.SIZE, None]
    joints[..., :2] += postures[:, None, BodyPart.X : BodyPart.Y + 1]
    return joints


def _bones(poses: Array, shape: HandShape) -> Array:
    """The right hand, its palm to the camera and its fingers up, the wrist at the origin [T, 21, 3]."""
    count = len(poses)
    fingers = np.deg2rad(poses[:, :12].reshape(count, 4, 3))  # splay, first joint, middle joint
    thumb = np.deg2rad(poses[:, 12:].reshape(count, 3, 2))  # splay, lift
    splay = fingers[..., :1] + np.deg2rad(_FAN)[:, None]
    bend = np.cumsum(np.concatenate([fingers[..., 1:], fingers[..., 2:] * _LAST_JOINT_SHARE], -1), -1)  # [T, 4, 3]
    breadth = np.array([shape.breadth, 1, 1])
    result = np.zeros((count, 21, 3))
    result[:, 1] = _THUMB_ROOT * breadth
    steps = _direction(thumb[..., 0], thumb[..., 1]) * shape.thumb_bones[:, None]
    result[:, 2:5] = result[:, 1:2] + np.cumsum(steps, 1)
    steps = _direction(splay, bend) * shape.finger_bones[..., None]  # [T, 4, 3, 3]
    chains = result[:, 5:].reshape(count, 4, 4, 3)
    chains[:, :, 0] = _KNUCKLES * breadth
    chains[:, :, 1:] = chains[:, :, :1] + np.cumsum(steps, 2)
    return result


def _direction(splay: Array, lift: Array) -> Array:
    """Unit vectors [..., 3]: `splay` towards the thumb's side, `lift` out of the palm."""
    splay, lift = np.broadcast_arrays(splay, lift)
    return np.stack([np.cos(lift) * np.sin(splay), -np.cos(lift) * np.cos(splay), -np.sin(lift)], -1)


def _rotation(postures: Array) -> Array:
    """Around the forearm, then towards the camera, then in the picture [T, 3, 3]."""
    yaw, pitch, roll = np.deg2rad(postures[:, [BodyPart.YAW, BodyPart.PITCH, BodyPart.ROLL]]).T
    zero, one = np.zeros(len(yaw)), np.ones(len(yaw))

    def matrix(*rows: Array) -> Array:
        return np.stack(rows, -1).reshape(-1, 3, 3)

    around = matrix(np.cos(yaw), zero, np.sin(yaw), zero, one, zero, -np.sin(yaw), zero, np.cos(yaw))
    tipped = matrix(one, zero, zero, zero, np.cos(pitch), -np.sin(pitch), zero, np.sin(pitch), np.cos(pitch))
    rolled = matrix(np.cos(roll), -np.sin(roll), zero, np.sin(roll), np.cos(roll), zero, zero, zero, one)
    return rolled @ tipped @ around

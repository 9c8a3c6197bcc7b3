"""The skeleton of a drawn hand, which turns joint angles into 21 joints."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import Side

Array = npt.NDArray[np.float64]

POSE_LENGTH = 18
VIEWING_DISTANCE = 8.0
"""palm lengths from camera to hand; sets the strength of the perspective"""


class BodyPart(IntEnum):
    """Indices of a posture's values after the pose. Angles are degrees, as for a right hand."""

    X = POSE_LENGTH
    """palm's centre in pixels of the unmirrored image"""
    Y = POSE_LENGTH + 1
    SIZE = POSE_LENGTH + 2
    """from wrist to middle knuckle in pixels, seen flat"""
    ROLL = POSE_LENGTH + 3
    """rotation in the image, clockwise"""
    PITCH = POSE_LENGTH + 4
    """rotation of the fingers towards the camera"""
    YAW = POSE_LENGTH + 5
    """rotation around the forearm; 0 shows the palm, 180 the back"""
    ARM = POSE_LENGTH + 6
    """direction of the forearm in the image; 0 is straight down"""


POSTURE_LENGTH = len(BodyPart) + POSE_LENGTH

PALM_CENTRE = np.array([0.03, -0.5, 0.0])
_THUMB_ROOT = np.array([0.27, -0.22, -0.06])
_KNUCKLES = np.array([[0.27, -0.97, -0.02], [0.03, -1.0, 0.0], [-0.19, -0.93, -0.01], [-0.37, -0.81, -0.04]])
_FAN = np.array([4.0, 0.0, -4.0, -9.0])
"""degrees of relaxed straight fingers towards the thumb"""
_FINGER_BONES = np.array([[0.45, 0.27, 0.22], [0.5, 0.31, 0.23], [0.46, 0.29, 0.23], [0.36, 0.21, 0.2]])
_THUMB_BONES = np.array([0.4, 0.34, 0.27])
_LAST_JOINT_SHARE = 0.6
"""factor by which a finger's last joint follows the middle one"""


@dataclass(frozen=True, slots=True, eq=False)
class HandShape:
    """Proportions of a person's hand, in palm lengths."""

    finger_bones: Array
    """[4, 3]: index to little finger, from the knuckle to the tip"""
    thumb_bones: Array
    """[3]"""
    breadth: float
    """factor of the palm's breadth"""
    thickness: float
    """factor of the fingers' thickness"""
    knuckles: Array = field(default_factory=_KNUCKLES.copy)
    """[4, 3]: index to little finger, from the wrist"""
    thumb_root: Array = field(default_factory=_THUMB_ROOT.copy)
    """[3]: from the wrist"""

    @classmethod
    def drawn_from(cls, rng: np.random.Generator) -> HandShape:
        """Return a random hand."""
        length = rng.normal(1.0, 0.05)
        return cls(
            finger_bones=_FINGER_BONES * length * rng.normal(1.0, 0.025, (4, 1)) * rng.normal(1.0, 0.02, (4, 3)),
            thumb_bones=_THUMB_BONES * rng.normal(1.0, 0.04) * rng.normal(1.0, 0.02, 3),
            breadth=float(rng.uniform(0.92, 1.1)),
            thickness=float(rng.uniform(0.88, 1.14)),
        )


def joints_of(postures: Array, shape: HandShape, side: Side) -> Array:
    """Return joints [T, 21, 3] of postures [T, 25] in pixels, in MediaPipe's order. z grows away from the camera."""
    bones = _bones(postures[:, :POSE_LENGTH], shape)  # [T, 21, 3] in palm lengths
    turned = np.einsum("tij,tnj->tni", _rotation(postures), bones - PALM_CENTRE)
    turned *= VIEWING_DISTANCE / (VIEWING_DISTANCE + turned[..., 2:])
    if side == Side.LEFT:
        turned[..., 0] *= -1
    joints: Array = turned * postures[:, None, BodyPart.SIZE, None]
    joints[..., :2] += postures[:, None, BodyPart.X : BodyPart.Y + 1]
    return joints


def _bones(poses: Array, shape: HandShape) -> Array:
    """Return right hands with palms to the camera, fingers up and wrists at the origin [T, 21, 3]."""
    count = len(poses)
    fingers = np.deg2rad(poses[:, :12].reshape(count, 4, 3))  # splay, first joint, middle joint
    thumb = np.deg2rad(poses[:, 12:].reshape(count, 3, 2))  # splay, lift
    splay = fingers[..., :1] + np.deg2rad(_FAN)[:, None]
    bend = np.cumsum(np.concatenate([fingers[..., 1:], fingers[..., 2:] * _LAST_JOINT_SHARE], -1), -1)  # [T, 4, 3]
    breadth = np.array([shape.breadth, 1, 1])
    result = np.zeros((count, 21, 3))
    result[:, 1] = shape.thumb_root * breadth
    steps = _direction(thumb[..., 0], thumb[..., 1]) * shape.thumb_bones[:, None]
    result[:, 2:5] = result[:, 1:2] + np.cumsum(steps, 1)
    steps = _direction(splay, bend) * shape.finger_bones[..., None]  # [T, 4, 3, 3]
    chains = result[:, 5:].reshape(count, 4, 4, 3)
    chains[:, :, 0] = shape.knuckles * breadth
    chains[:, :, 1:] = chains[:, :, :1] + np.cumsum(steps, 2)
    return result


def _direction(splay: Array, lift: Array) -> Array:
    """Return unit vectors [..., 3] at angles `splay` towards the thumb and `lift` out of the palm."""
    splay, lift = np.broadcast_arrays(splay, lift)
    return np.stack([np.cos(lift) * np.sin(splay), -np.cos(lift) * np.cos(splay), -np.sin(lift)], -1)


def _rotation(postures: Array) -> Array:
    """Return rotations around the forearm, then towards the camera, then in the image [T, 3, 3]."""
    yaw, pitch, roll = np.deg2rad(postures[:, [BodyPart.YAW, BodyPart.PITCH, BodyPart.ROLL]]).T
    zero, one = np.zeros(len(yaw)), np.ones(len(yaw))

    def matrix(*rows: Array) -> Array:
        return np.stack(rows, -1).reshape(-1, 3, 3)

    around = matrix(np.cos(yaw), zero, np.sin(yaw), zero, one, zero, -np.sin(yaw), zero, np.cos(yaw))
    tipped = matrix(one, zero, zero, zero, np.cos(pitch), -np.sin(pitch), zero, np.sin(pitch), np.cos(pitch))
    rolled = matrix(np.cos(roll), -np.sin(roll), zero, np.sin(roll), np.cos(roll), zero, zero, zero, one)
    return rolled @ tipped @ around

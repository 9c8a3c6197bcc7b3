"""Imagined people: their hands, their habits and the camera that sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gesture_app.core.hands import Side
from gesture_app.vision.demo.poses import SLACK
from gesture_app.vision.demo.skeleton import POSE_LENGTH, Array, BodyPart, HandShape, joints_of

HEIGHT = 480.0
"""of the picture, in pixels"""
_FIRST, _MIDDLE, _SPLAY = slice(1, 12, 3), slice(2, 12, 3), slice(0, 12, 3)
"""indices of the four fingers' angles in a pose"""
_THUMB = slice(12, POSE_LENGTH)
_STRAIGHT_BELOW = 30.0
"""degrees of a finger's middle joint; a finger bent less is straight"""
_CURLED_FROM = 65.0
MOST_BENT = 115.0


@dataclass(frozen=True, slots=True, eq=False)
class Performer:
    """A person with a camera. One of them is one session."""

    number: int
    shape: HandShape
    side: Side
    """the hand that this person mostly uses"""
    straightness: Array
    """[4]: degrees that each straight finger stays bent"""
    looseness: Array
    """[4]: factor of the bend of each curled finger"""
    splay: Array
    """[4]: degrees"""
    thumb: Array
    """[6]: degrees added to the thumb's angles"""
    tilt: Array
    """[3]: habitual roll, pitch and yaw in degrees"""
    tempo: float
    """factor of the duration of movements"""
    reach: float
    """factor of the length of movements"""
    palm: float
    """palm length in pixels"""
    depth: float
    """share of the third dimension that the tracker finds"""
    jitter: float
    """of landmarks, in palm lengths"""
    rate: float
    """frames per second of the camera"""

    @classmethod
    def imagined(cls, number: int) -> Performer:
        """Return the person of this number."""
        rng = np.random.default_rng((41, number))
        shape = HandShape.drawn_from(rng)
        return cls(
            number=number,
            shape=HandShape(
                finger_bones=shape.finger_bones * rng.normal(1, 0.06) * rng.normal(1, 0.05, (4, 1)),
                thumb_bones=shape.thumb_bones * rng.normal(1, 0.09),
                breadth=shape.breadth * rng.normal(1, 0.07),
                thickness=shape.thickness,
                knuckles=shape.knuckles + rng.normal(0, 0.03, (4, 3)),
                thumb_root=shape.thumb_root + rng.normal(0, 0.05, 3),
            ),
            side=Side.RIGHT if rng.random() < 0.6 else Side.LEFT,
            straightness=rng.exponential(7) + rng.exponential(3, 4),
            looseness=rng.normal(0.95, 0.1) * rng.normal(1, 0.05, 4),
            splay=rng.normal(0, 5, 4),
            thumb=rng.normal(0, 10, 6),
            tilt=rng.normal(0, [9, 9, 11]),
            tempo=float(np.exp(rng.normal(0, 0.25))),
            reach=float(np.exp(rng.normal(0, 0.3))),
            palm=float(np.exp(rng.uniform(np.log(40), np.log(170)))),
            depth=float(rng.uniform(0.45, 1.15)),
            jitter=float(np.exp(rng.uniform(np.log(0.004), np.log(0.06)))),
            rate=float(rng.choice([15, 20, 24, 30, 30, 30, 60])),
        )

    def pose(self, rng: np.random.Generator, pose: Array, spread: float = 1.0) -> Array:
        """Return a pose [18] as this person forms it; `spread` scales what differs from time to time."""
        made = pose.copy()
        middle = made[_MIDDLE]  # [4]
        straight, curled = middle < _STRAIGHT_BELOW, middle > _CURLED_FROM
        made[_FIRST] += np.where(straight, 0.7 * self.straightness, 0)
        made[_MIDDLE] += np.where(straight, self.straightness, 0)
        made[_FIRST] *= np.where(curled, self.looseness, 1)
        made[_MIDDLE] *= np.where(curled, self.looseness, 1)
        made[_SPLAY] += np.where(straight, 1.0, 0.4) * self.splay
        made[_THUMB] += self.thumb
        bends = rng.normal(0, 1, (2, 4)) * np.where(straight, 3, 6) + rng.normal(0, np.where(curled, 5, 2))
        made[_FIRST] += spread * bends[0]
        made[_MIDDLE] += spread * bends[1]
        made[_SPLAY] += spread * rng.normal(0, 3, 4)
        made[_THUMB] += spread * rng.normal(0, 6, 6)
        made[_FIRST] = made[_FIRST].clip(-12, MOST_BENT)
        made[_MIDDLE] = made[_MIDDLE].clip(-5, MOST_BENT)
        return made

    def slack(self, rng: np.random.Generator) -> Array:
        """Return a relaxed pose [18]."""
        pose = SLACK.copy()
        pose[:12] *= rng.uniform(0.35, 1.3)
        return self.pose(rng, pose, 1.4)

    def posture(self, pose: Array, x: float, y: float, turn: Array) -> Array:
        """Return a posture [25].

        Args:
            pose: [18].
            x, y: place of the palm's centre in palm lengths from the middle of the picture.
            turn: [3]: roll, pitch and yaw in degrees.
        """
        place = [HEIGHT / 2 + x * self.palm, HEIGHT / 2 + y * self.palm, self.palm]
        return np.concatenate([pose, place, turn, [0.0]])

    def joints(self, postures: Array, side: Side) -> Array:
        """Return the joints of postures [T, 25] in picture heights [T, 21, 3]."""
        return joints_of(postures, self.shape, side) / HEIGHT


def turned(posture: Array, by: Array) -> Array:
    """Return a posture [25] turned by further degrees of roll, pitch and yaw [3]."""
    result = posture.copy()
    result[BodyPart.ROLL : BodyPart.YAW + 1] += by
    return result

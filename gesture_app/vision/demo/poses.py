"""The poses of the drawn hand, as joint angles."""

from __future__ import annotations

import numpy as np

from gesture_app.vision.demo.skeleton import Array

Finger = tuple[float, float, float]
"""splay towards the thumb, bend of the first joint, bend of the middle joint; degrees"""
Thumb = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""splay away from the fingers and lift out of the palm, of each bone from the root; degrees"""

STRAIGHT: Finger = (0, 4, 6)
CURLED: Finger = (0, 76, 104)
THUMB_OUT: Thumb = ((52, 18), (46, 10), (42, 6))
THUMB_BESIDE: Thumb = ((38, 14), (18, 8), (8, 4))
THUMB_OVER: Thumb = ((40, 42), (8, 48), (-62, 22))
THUMB_TUCKED: Thumb = ((34, 42), (-6, 46), (-70, 20))
THUMB_INSIDE: Thumb = ((30, 50), (-10, 50), (-60, 20))


def make_pose(index: Finger, middle: Finger, ring: Finger, little: Finger, thumb: Thumb) -> Array:
    return np.array([*index, *middle, *ring, *little, *(angle for bone in thumb for angle in bone)], float)


OPEN = make_pose((9, 2, 4), (1, 0, 4), (-7, 2, 4), (-14, 4, 6), THUMB_OUT)
FLAT = make_pose((0, 4, 5), (0, 3, 5), (0, 4, 5), (1, 5, 6), THUMB_BESIDE)
FIST = make_pose(CURLED, CURLED, CURLED, CURLED, THUMB_OVER)
POINT = make_pose((2, 2, 4), CURLED, CURLED, CURLED, THUMB_OVER)
TWO = make_pose((11, 2, 4), (-9, 2, 4), CURLED, CURLED, THUMB_TUCKED)
THREE = make_pose((8, 2, 4), (0, 2, 4), (-8, 2, 4), CURLED, THUMB_TUCKED)
FOUR = make_pose((8, 2, 4), (2, 2, 4), (-5, 2, 4), (-12, 4, 6), THUMB_INSIDE)
THUMB = make_pose(CURLED, CURLED, CURLED, CURLED, ((58, 16), (60, 4), (56, -6)))
HORNS = make_pose((6, 2, 4), CURLED, CURLED, (-8, 4, 6), THUMB_TUCKED)
CALL = make_pose(CURLED, CURLED, CURLED, (-20, 6, 8), ((60, 16), (60, 6), (56, 0)))
OK = make_pose((2, 49, 61), (2, 8, 10), (-8, 4, 8), (-18, 4, 8), ((29, 58), (14, 48), (-8, 18)))
PINCH = make_pose((-4, 50, 63), (0, 72, 96), (0, 76, 100), (0, 78, 100), ((37, 67), (14, 39), (-8, 20)))
WIDE = make_pose((8, 12, 14), (0, 72, 96), (0, 76, 100), (0, 78, 100), ((62, 22), (60, 12), (58, 6)))
SLACK = make_pose((2, 30, 46), (0, 36, 52), (0, 40, 54), (-2, 42, 50), ((32, 30), (18, 28), (8, 22)))

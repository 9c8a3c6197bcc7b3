"""One step of `core/features.py` in ONNX operators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gesture_app.core.features import MIRRORED, PALM, PER_HAND, SHAPE_SIZE, SMALLEST_PALM, TRAILS_S
from gesture_app.core.hands import FINGERTIPS, KNUCKLES, LANDMARK_COUNT, Landmark, Side
from gesture_app.learning.onnx_export.graph import AFTER, BOOL, FLOAT, Array, OnnxGraph


@dataclass(frozen=True, slots=True)
class HandsInGraph:
    """Names of the tensors that describe both hands."""

    there: str
    """bool [2, 1]"""
    features: str
    """[1, FEATURE_SIZE]"""


def features_in(g: OnnxGraph, rate: float, before: Mapping[str, str]) -> HandsInGraph:
    """Return the features of the input `points`. `before` names the state, which is zero at fresh steps."""
    there = g.add("Not", g.add("IsNaN", g.cut(g.pick("points", 1, Landmark.WRIST), 1, 0, 1)))  # [2, 1]
    present = g.add("Cast", there, to=FLOAT)  # [2, 1]
    points = g.add("Where", g.add("IsNaN", "points"), g.constant([0.0]), "points")  # [2, 21, 3]
    wrist = g.pick(points, 1, [Landmark.WRIST])  # [2, 1, 3]
    knuckles = g.add("ReduceL2", g.add("Sub", g.pick(points, 1, KNUCKLES), wrist), axes=[2], keepdims=0)  # [2, 4]
    size = g.add("Max", g.add("ReduceMean", knuckles, axes=[1]), g.constant([SMALLEST_PALM]))  # [2, 1]
    in_palms = g.add("Div", g.add("Sub", points, wrist), g.add("Unsqueeze", size, g.whole(2)))
    shape = g.add("Mul", in_palms, g.constant(MIRRORED))  # [2, 21, 3]
    joints = g.add("Reshape", g.cut(shape, 1, 1, LANDMARK_COUNT), g.whole(2, SHAPE_SIZE))
    tips = g.pick(shape, 1, FINGERTIPS)  # [2, 5, 3]
    from_thumb = g.add("Sub", g.cut(tips, 1, 1, len(FINGERTIPS)), g.cut(tips, 1, 0, 1))  # [2, 4, 3]
    reach, to_thumb = (g.add("ReduceL2", ways, axes=[2], keepdims=0) for ways in (tips, from_thumb))  # [2, 5], [2, 4]
    palm = g.add("ReduceMean", g.pick(points, 1, PALM), axes=[1], keepdims=0)  # [2, 3]
    centre = g.cut(palm, 1, 0, 2)  # [2, 2]
    place = g.add("Concat", g.add("Div", centre, size), g.add("Log", size), axis=1)  # [2, 3]
    movement = _movement(g, rate, place, there, before)  # [2, MOVEMENT_SIZE]
    described = g.add("Concat", present, joints, reach, to_thumb, movement, axis=1)  # [2, PER_HAND]
    hands = g.add("Reshape", g.add("Mul", described, present), g.whole(1, 2 * PER_HAND))
    both = g.add("ReduceMin", present, axes=[0])  # [1, 1]
    apart = g.add("Sub", g.pick(centre, 0, [Side.RIGHT]), g.pick(centre, 0, [Side.LEFT]))  # [1, 2]
    way = g.add("Div", apart, g.add("Mul", g.add("ReduceMean", size, axes=[0]), g.constant([4.0])))
    g.add("Reshape", present, g.whole(2), called="there" + AFTER)
    return HandsInGraph(there, g.add("Concat", hands, both, g.add("Mul", way, both), axis=1))


def _movement(g: OnnxGraph, rate: float, place: str, there: str, before: Mapping[str, str]) -> str:
    """Return the movement of palms at `place` [2, (x, y, log size)] from their trails [2, MOVEMENT_SIZE]."""
    kept = np.exp(-1 / rate / np.array(TRAILS_S))[:, None, None]  # [trails, 1, 1]
    was_there = g.add("Cast", g.add("Reshape", before["there"], g.whole(2, 1)), to=BOOL)
    goes_on = g.add("And", there, was_there)  # [2, 1]
    trails = _follow(g, place, g.add("Where", goes_on, before["trails"], place), kept, "trails" + AFTER)
    ahead = g.add("Sub", place, trails)  # [trails, 2, 3]
    near, far = (g.pick(ahead, 0, trail) for trail in range(len(TRAILS_S)))  # [2, 3]
    speed = g.add("Mul", near, g.constant([1 / TRAILS_S[0]]))
    stirred = g.add("Where", goes_on, before["stir"], g.constant([0.0]))
    stir = _follow(g, g.add("Abs", speed), stirred, kept[-1], "stir" + AFTER)
    (far_x, far_y), (speed_x, speed_y) = ([g.cut(way, 1, n, n + 1) for n in range(2)] for way in (far, speed))
    turning = g.add("Sub", g.add("Mul", far_x, speed_y), g.add("Mul", far_y, speed_x))  # [2, 1]
    pace = g.add("ReduceL2", g.cut(speed, 1, 0, 2), axes=[1])  # [2, 1]
    return g.add("Concat", far, speed, stir, turning, pace, axis=1)


def _follow(g: OnnxGraph, values: str, before: str, kept: Array, called: str) -> str:
    """Return an exponential average that keeps a share `kept` of its last value."""
    old, new = g.add("Mul", before, g.constant(kept)), g.add("Mul", values, g.constant(1 - kept))
    return g.add("Add", old, new, called=called)

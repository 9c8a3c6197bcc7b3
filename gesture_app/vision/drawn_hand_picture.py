"""Draws a hand from its joints: soft capsules from far to near over a background."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from gesture_app.core.frame import Image
from gesture_app.core.hands import Landmark, Side
from gesture_app.vision.drawn_hand import VIEWING_DISTANCE, Array

Colour = tuple[float, float, float]

_RADII = np.array(
    [0.24, 0.2, 0.155, 0.13, 0.098]  # wrist and thumb
    + [0.135, 0.122, 0.108, 0.088]
    + [0.14, 0.126, 0.11, 0.09]
    + [0.135, 0.12, 0.104, 0.085]
    + [0.118, 0.104, 0.09, 0.074]
)  # [21] in palm lengths
_CHAINS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
_BONES = np.array([(chain[i], chain[i + 1]) for chain in _CHAINS for i in range(3)])  # [15, 2]
_ROUND = np.linspace(0, np.pi, 9)
_SUBPIXEL_BITS = 4
_SHARP_BEND = 0.35
"""cosine between two bones under which the nearer one gets an edge of its own"""
_CREASES = (
    ((0.06, 0.72), (0.3, 0.66), (0.55, 0.74), (0.66, 0.9)),
    ((0.95, 0.74), (0.66, 0.62), (0.36, 0.5), (0.14, 0.46)),
    ((0.93, 0.7), (0.66, 0.52), (0.52, 0.3), (0.52, 0.08)),
)
"""heart, head and life line: (from the little finger's edge to the index finger's, from wrist to knuckles)"""


@dataclass(frozen=True, slots=True)
class HandColours:
    """RGB, 0 to 255."""

    skin: Colour
    palm: Colour
    edge: Colour
    sleeve: Colour


@dataclass(frozen=True, slots=True, eq=False)
class PicturedHand:
    """All that is needed to draw one hand in one frame."""

    joints: Array
    """[21, 3] in pixels"""
    size: float
    """palm length in pixels, seen flat"""
    arm: float
    """the forearm's direction in degrees, as for a right hand"""
    side: Side


def draw_hand(image: Image, hand: PicturedHand, colours: HandColours, thickness: float) -> None:
    """Draws into `image` (RGB, [H, W, 3]); what lies outside of it is cut off."""
    joints, radii = _placed(hand, thickness)
    _draw_arm(image, hand, radii, colours)
    parts = [(float(joints[[0, 5, 9, 13, 17], 2].mean()), -1, -1)]
    for finger, chain in enumerate(_CHAINS):
        parts.extend(_pieces(joints, finger, chain))
    capsules = _Capsules(joints, radii)
    facing = _palm_faces_camera(joints, hand.side)
    tone = colours.palm if facing else colours.skin
    nearness = np.clip(-joints[:, 2] / hand.size, -0.9, 0.9)  # [21]
    for _, first, last in sorted(parts, reverse=True):
        if first < 0:
            _draw_palm(image, joints, radii, colours.edge, tone, facing)
        else:
            _draw_bones(image, capsules, range(first, last), nearness, colours, tone)
    _soften(image, joints, radii)


def _placed(hand: PicturedHand, thickness: float) -> tuple[Array, Array]:
    """The joints, and the radius of the flesh around each in pixels."""
    depth = hand.joints[:, 2] / hand.size
    widths = np.where(np.arange(21) > 1, thickness, 1.0)
    return hand.joints, _RADII * hand.size * widths * (1 - depth / VIEWING_DISTANCE)


def _pieces(joints: Array, finger: int, chain: tuple[int, ...]) -> list[tuple[float, int, int]]:
    """A finger cut at its sharp bends: (depth, first bone, bone after the last) of every piece."""
    steps = np.diff(joints[list(chain)], axis=0)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True) + 1e-9
    cuts = [0, *(i + 1 for i in range(2) if steps[i] @ steps[i + 1] < _SHARP_BEND), 3]
    first = 3 * finger
    return [
        (float(joints[list(chain[start : end + 1]), 2].mean()), first + start, first + end)
        for start, end in zip(cuts, cuts[1:], strict=False)
    ]


class _Capsules:
    """The outlines of all bones at once, as polygons in fixed-point pixels."""

    def __init__(self, joints: Array, radii: Array) -> None:
        self._from, self._to = joints[_BONES[:, 0], :2], joints[_BONES[:, 1], :2]
        self._radii = radii[_BONES]  # [15, 2]
        along = self._to - self._from
        angle = np.arctan2(along[:, 1], along[:, 0])[:, None]
        self._far = np.stack([np.cos(angle - np.pi / 2 + _ROUND), np.sin(angle - np.pi / 2 + _ROUND)], -1)

    def polygons(self, share: float, grow: float = 0.0, shift: float = 0.0) -> npt.NDArray[np.int32]:
        """[15, 18, 2]: radii times `share` plus `grow` pixels, moved up and left by `shift` radii."""
        radii = self._radii * share + grow
        move = self._radii[:, :, None, None] * np.array([-0.6, -0.8]) * shift
        far = self._to[:, None] + self._far * radii[:, 1, None, None] + move[:, 1]
        near = self._from[:, None] - self._far * radii[:, 0, None, None] + move[:, 0]
        return _fixed(np.concatenate([far, near], 1))


def _fixed(points: Array) -> npt.NDArray[np.int32]:
    return np.round(points * (1 << _SUBPIXEL_BITS)).astype(np.int32)


def _fill(image: Image, polygon: npt.NDArray[np.int32], colour: Colour) -> None:
    cv2.fillConvexPoly(image, polygon, colour, cv2.LINE_AA, _SUBPIXEL_BITS)


def _scaled(colour: Colour, by: float) -> Colour:
    return (min(colour[0] * by, 255), min(colour[1] * by, 255), min(colour[2] * by, 255))


def _draw_bones(
    image: Image, capsules: _Capsules, bones: range, nearness: Array, colours: HandColours, tone: Colour
) -> None:
    edge, flesh = capsules.polygons(1.0, grow=1.6), capsules.polygons(1.0)
    light, lighter = capsules.polygons(0.72, shift=0.12), capsules.polygons(0.4, shift=0.22)
    for bone in bones:
        _fill(image, edge[bone], colours.edge)
    shades = [0.95 + 0.14 * float(nearness[_BONES[bone]].mean()) for bone in bones]
    for polygons, brighter in ((flesh, 0.92), (light, 0.98), (lighter, 1.03)):
        for bone, shade in zip(bones, shades, strict=True):
            _fill(image, polygons[bone], _scaled(tone, shade * brighter))

"""Draws a hand from its joints, as soft capsules from far to near."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from gesture_app.core.frame import Image
from gesture_app.core.hands import Side
from gesture_app.vision.demo.skeleton import VIEWING_DISTANCE, Array
from gesture_app.vision.opencv import cv2

Colour = tuple[float, float, float]
Polygons = npt.NDArray[np.int32]

_WRIST, _ROOT, _INDEX, _LITTLE = 0, 1, 5, 17
_RADII = np.array(
    [
        *(0.22, 0.2, 0.155, 0.13, 0.098),  # wrist and thumb
        *(0.135, 0.122, 0.108, 0.088),
        *(0.14, 0.126, 0.11, 0.09),
        *(0.135, 0.12, 0.104, 0.085),
        *(0.118, 0.104, 0.09, 0.074),
    ]
)  # [21] in palm lengths
_CHAINS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
_BONES = np.array([(chain[i], chain[i + 1]) for chain in _CHAINS for i in range(3)])  # [15, 2]
_PALM = (0, 1, 5, 9, 13, 17)
_HALF_TURN = np.linspace(-np.pi / 2, np.pi / 2, 9)
_SUBPIXEL_BITS = 4
_EDGE_WIDTH = 1.6
_RIM = np.full((15, 2), _EDGE_WIDTH)
_RIM[0, 0] = -5.0  # the ball of the thumb grows out of the palm without an edge
_SHARP_BEND = 0.35
"""cosine between two bones below which the nearer one gets its own edge"""
_LAYERS = ((1.0, 0.0, 0.9), (0.74, 0.1, 0.96), (0.42, 0.2, 1.02))
"""layers of shading: share of the radius, shift to the light, brightness"""
_CREASES = (
    ((0.05, 0.74), (0.3, 0.68), (0.52, 0.75), (0.64, 0.9)),
    ((0.93, 0.72), (0.62, 0.62), (0.34, 0.5), (0.12, 0.46)),
    ((0.93, 0.69), (0.62, 0.54), (0.5, 0.32), (0.52, 0.1)),
)
"""heart, head and life line, in shares from the little finger to the index finger, and from wrist to knuckles"""


@dataclass(frozen=True, slots=True)
class HandColours:
    """RGB, 0 to 255."""

    back: Colour
    palm: Colour
    edge: Colour
    sleeve: Colour


@dataclass(frozen=True, slots=True, eq=False)
class RenderedHand:
    """One hand in one frame."""

    joints: Array
    """[21, 3] in pixels"""
    size: float
    """palm length in pixels, seen flat"""
    arm: float
    """direction of the forearm, degrees clockwise from straight down"""
    side: Side


def draw_hand(image: Image, hand: RenderedHand, colours: HandColours, thickness: float) -> None:
    """Draw a hand into `image` (RGB, [H, W, 3])."""
    depth = hand.joints[:, 2] / hand.size  # [21]
    radii = _RADII * hand.size * np.where(np.arange(21) > _ROOT, thickness, 1.0) * (1 - depth / VIEWING_DISTANCE)
    points = hand.joints[:, :2]
    showing_palm = _shows_palm(points, hand.side)
    tone = colours.palm if showing_palm else colours.back
    edges = _capsules(points, radii, grow=_RIM)
    layers = [(_capsules(points, radii, share, shift), brightness) for share, shift, brightness in _LAYERS]
    shades = 0.97 - 0.16 * np.clip(depth[_BONES].mean(1), -0.8, 0.8)  # [15]: nearer is lighter

    def draw_bones(first: int, after: int) -> None:
        for bone in range(first, after):
            _fill(image, edges[bone], colours.edge)
        for polygons, brightness in layers:
            for bone in range(first, after):
                _fill(image, polygons[bone], _scaled(tone, brightness * shades[bone]))

    def draw_palm() -> None:
        _draw_palm(image, points, radii, colours.edge, tone)
        if showing_palm:
            _draw_creases(image, points, _scaled(tone, 0.8), hand.size)

    _draw_arm(image, hand, radii, colours)
    pieces = [(float(depth[list(_PALM)].mean()), draw_palm)]
    for finger, chain in enumerate(_CHAINS):
        for first, after in _pieces(hand.joints[list(chain)]):
            nearness = float(depth[list(chain[first : after + 1])].mean())
            pieces.append((nearness, partial(draw_bones, 3 * finger + first, 3 * finger + after)))
    for _, draw in sorted(pieces, key=lambda piece: piece[0], reverse=True):
        draw()
    _soften(image, points, hand.size)


def _shows_palm(points: Array, side: Side) -> bool:
    across, along = points[_INDEX] - points[_LITTLE], points[_WRIST] - points[_LITTLE]
    turn = across[0] * along[1] - across[1] * along[0]
    return bool(turn > 0 if side == Side.RIGHT else turn < 0)


def _pieces(chain: Array) -> list[tuple[int, int]]:
    """Return the pieces of a finger [4, 3] between sharp bends, as first bone and bone after the last."""
    steps = np.diff(chain, axis=0)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True) + 1e-9
    cuts = [0, *(bone + 1 for bone in range(2) if steps[bone] @ steps[bone + 1] < _SHARP_BEND), 3]
    return list(pairwise(cuts))


def _capsules(
    points: Array, radii: Array, share: float = 1.0, shift: float = 0.0, grow: Array | float = 0.0
) -> Polygons:
    """Return every bone's outline [15, 18, 2], with `share` and `shift` (up and left) in radii, `grow` in pixels."""
    start, end = points[_BONES[:, 0]], points[_BONES[:, 1]]
    angle = np.arctan2(end[:, 1] - start[:, 1], end[:, 0] - start[:, 0])[:, None] + _HALF_TURN
    arc = np.stack([np.cos(angle), np.sin(angle)], -1)  # [15, 9, 2]
    around = radii[_BONES] * share + grow  # [15, 2]
    light = radii[_BONES][..., None, None] * shift * np.array([-0.6, -0.8])
    return _fixed(
        np.concatenate(
            [
                end[:, None] + arc * around[:, 1, None, None] + light[:, 1],
                start[:, None] - arc * around[:, 0, None, None] + light[:, 0],
            ],
            1,
        )
    )


def _draw_palm(image: Image, points: Array, radii: Array, edge: Colour, tone: Colour) -> None:
    across = (points[_INDEX] - points[_LITTLE]) * 0.16
    places = np.concatenate([points[_WRIST] + np.outer([-1, 1], across), points[[*_PALM[1:], 2]]])
    places[-1] = 0.62 * points[2] + 0.38 * points[_INDEX]  # the web between thumb and index finger
    sizes = np.concatenate([radii[[0, 0]] * 0.72, radii[[_ROOT, 5, 9, 13, 17]], radii[[2]] * 0.55])
    for share, brightness in ((1.0, 0.92), (0.86, 0.96), (0.66, 0.99)):
        middle = places.mean(0)
        inner = middle + (places - middle) * share
        if share == 1.0:
            _fill(image, _hull(inner, sizes + _EDGE_WIDTH), edge)
        _fill(image, _hull(inner, sizes * share), _scaled(tone, brightness))


def _draw_creases(image: Image, points: Array, colour: Colour, size: float) -> None:
    wrist_across = (points[_INDEX] - points[_LITTLE]) * 0.3
    low, low_end = points[_WRIST] - wrist_across, points[_WRIST] + wrist_across
    for crease in _CREASES:
        across, along = np.array(crease).T[:, :, None]
        line = (low * (1 - across) + low_end * across) * (1 - along)
        line = line + (points[_LITTLE] * (1 - across) + points[_INDEX] * across) * along
        width = max(1, round(size / 60))
        cv2.polylines(image, [_fixed(line)], False, colour, width, cv2.LINE_AA, _SUBPIXEL_BITS)


def _draw_arm(image: Image, hand: RenderedHand, radii: Array, colours: HandColours) -> None:
    angle = np.deg2rad(hand.arm)
    down = np.array([-np.sin(angle), np.cos(angle)])
    wrist, radius = hand.joints[_WRIST, :2], float(radii[_WRIST]) * 1.18
    places = wrist + np.outer(np.array([0.0, 1.0, 0.85, 4.5]) * hand.size, down)
    for first, sizes, tone in ((0, (1.0, 1.2), colours.back), (2, (1.5, 2.1), colours.sleeve)):
        ends, widths = places[first : first + 2], radius * np.array(sizes)
        _fill(image, _hull(ends, widths + _EDGE_WIDTH), _scaled(tone, 0.6) if first else colours.edge)
        for share, brightness in ((1.0, 0.88), (0.6, 0.95)):
            _fill(image, _hull(ends, widths * share), _scaled(tone, brightness))


def _soften(image: Image, points: Array, size: float) -> None:
    """Blur the image around the hand a little, as a lens does."""
    height, width = image.shape[:2]
    left, top = np.maximum(points.min(0) - 0.4 * size, 0).astype(int)
    right, bottom = np.minimum(points.max(0) + 0.4 * size, (width, height)).astype(int)
    if right > left and bottom > top:
        crop = image[top:bottom, left:right]
        cv2.GaussianBlur(crop, (5, 5), 1.3, dst=crop)


def _hull(places: Array, radii: Array) -> Polygons:
    """Return the convex hull of circles at `places` [N, 2]."""
    circle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = np.stack([np.cos(circle), np.sin(circle)], -1)
    points = (places[:, None] + ring * radii[:, None, None]).reshape(-1, 2)
    return np.asarray(cv2.convexHull(_fixed(points)), np.int32)


def _fixed(points: Array) -> Polygons:
    return np.round(points * (1 << _SUBPIXEL_BITS)).astype(np.int32)


def _fill(image: Image, polygon: Polygons, colour: Colour) -> None:
    cv2.fillConvexPoly(image, polygon, colour, cv2.LINE_AA, _SUBPIXEL_BITS)


def _scaled(colour: Colour, by: float) -> Colour:
    return (min(colour[0] * by, 255.0), min(colour[1] * by, 255.0), min(colour[2] * by, 255.0))

"""A random person: hand, skin, habits and background."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gesture_app.core.frame import Image
from gesture_app.core.hands import Side
from gesture_app.vision.demo.rendering import Colour, HandColours
from gesture_app.vision.demo.skeleton import Array, HandShape
from gesture_app.vision.opencv import cv2

WIDTH, HEIGHT = 640, 480

_SKINS: tuple[Colour, ...] = (
    (246, 208, 180),
    (236, 190, 158),
    (222, 172, 138),
    (201, 148, 112),
    (172, 120, 86),
    (140, 94, 66),
    (108, 72, 52),
)
_LEAST_DISTANCE = 75.0
"""distance of skin and background in RGB, 0 to 255, that the tracker needs"""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """The properties that stay the same through a script."""

    main: Side
    """the hand that performs"""
    shape: HandShape
    colours: HandColours
    size: float
    """palm length in pixels"""
    home: tuple[float, float]
    """usual place of the palm's centre, in pixels"""
    tilt: Array
    """[3]: habitual roll, pitch and yaw in degrees"""
    tempo: float
    """factor of the duration of movements"""
    reach: float
    """factor of the length of movements"""

    @property
    def outward(self) -> int:
        """The sign of x from the main hand to the middle of the body, in the unmirrored image."""
        return 1 if self.main == Side.RIGHT else -1

    @classmethod
    def drawn_from(cls, rng: np.random.Generator) -> Person:
        """Return a random person."""
        main = Side.RIGHT if rng.random() < 0.85 else Side.LEFT
        x = rng.uniform(0.34, 0.46) * WIDTH
        return cls(
            main=main,
            shape=HandShape.drawn_from(rng),
            colours=_colours(rng),
            size=float(rng.uniform(76, 102)),
            home=(float(x if main == Side.RIGHT else WIDTH - x), float(rng.uniform(0.55, 0.62) * HEIGHT)),
            tilt=rng.normal(0, (4, 4, 4)),
            tempo=float(rng.uniform(0.88, 1.15)),
            reach=float(rng.uniform(0.88, 1.12)),
        )


def background_of(skin: Colour, rng: np.random.Generator) -> Image:
    """Return a background [H, W, 3] that contrasts with the skin: plain, a gradient or soft clouds."""
    wall = _wall_colour(skin, rng)
    corners = np.repeat(wall[None, None], 4, 0).reshape(2, 2, 3)
    match rng.integers(3):
        case 1:
            corners = corners + rng.uniform(-22, 22, (2, 2, 1))
        case 2:
            corners = np.broadcast_to(wall, (5, 6, 3)) + rng.uniform(-16, 16, (5, 6, 1))
    image = cv2.resize(corners.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.clip(image, 0, 255).astype(np.uint8)


def _wall_colour(skin: Colour, rng: np.random.Generator) -> Array:
    while True:
        grey = rng.uniform(40, 225)
        wall: Array = grey + rng.uniform(-20, 20, 3) + np.array([-5, 0, 7])
        if np.linalg.norm(wall - skin) > _LEAST_DISTANCE:
            return wall


def _colours(rng: np.random.Generator) -> HandColours:
    light = rng.uniform(0, len(_SKINS) - 1)
    lower = min(int(light), len(_SKINS) - 2)
    share = light - lower
    skin = (1 - share) * np.array(_SKINS[lower]) + share * np.array(_SKINS[lower + 1])
    skin = skin * rng.uniform(0.96, 1.04)
    palm = 0.82 * skin + 0.18 * np.array([250, 205, 185])
    sleeve = rng.uniform(40, 170, 3)
    return HandColours(
        back=_colour(skin), palm=_colour(palm), edge=_colour(skin * (0.79, 0.74, 0.73)), sleeve=_colour(sleeve)
    )


def _colour(values: Array) -> Colour:
    red, green, blue = np.clip(values, 0, 255)
    return float(red), float(green), float(blue)

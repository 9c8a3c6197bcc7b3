"""The gestures of the drawn hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType

import numpy as np

from gesture_app.core.gestures import known_name
from gesture_app.vision.demo import poses
from gesture_app.vision.demo.motion import RATE, Actor
from gesture_app.vision.demo.person import HEIGHT, WIDTH
from gesture_app.vision.demo.skeleton import Array, BodyPart

_LIKENESS = 0.85
"""0 to 1; a name that is less like a gesture's is not a slip of the finger"""
_LEAST_LETTERS = 5
"""of a name with a slip, because short names differ by one letter ("for", "four")"""
_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "palm": "open_palm",
        "openhand": "open_palm",
        "stop": "open_palm",
        "peace": "two",
        "victory": "two",
        "rock": "horns",
        "like": "thumb_up",
        "dislike": "thumb_down",
        "okay": "ok",
        "phone": "call",
        "pointing": "point",
        "waving": "wave",
    }
)
"""other usual names, in the form of `_plain`"""
_LOOP_YAW = -27.0
"""degrees; shows the loop of thumb and index finger"""


@dataclass(frozen=True, slots=True, eq=False)
class Hold:
    """A held pose, with its rotation in degrees as for a right hand."""

    pose: Array
    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0


HOLDS: Mapping[str, Hold] = MappingProxyType(
    {
        "open_palm": Hold(poses.OPEN),
        "fist": Hold(poses.FIST),
        "point": Hold(poses.POINT),
        "two": Hold(poses.TWO),
        "thumb_up": Hold(poses.THUMB, roll=-56, pitch=4, yaw=12),
        "thumb_down": Hold(poses.THUMB, roll=114, pitch=4, yaw=10),
        "horns": Hold(poses.HORNS),
        "ok": Hold(poses.OK, yaw=_LOOP_YAW),
        "call": Hold(poses.CALL, roll=18),
        "pinch": Hold(poses.PINCH, yaw=_LOOP_YAW),
        "three": Hold(poses.THREE),
        "four": Hold(poses.FOUR),
    }
)


def nearest_gesture(name: str) -> str:
    """Return the gesture that a typed name means, such as "Thumbs up", or "" if it means none or several of them."""
    typed = known_name(name)
    if typed in GESTURES:
        return typed
    plain = _plain(typed)
    meant = [gesture for gesture in GESTURES if _plain(gesture) == plain]
    if not meant and plain in _SYNONYMS:
        meant = [_SYNONYMS[plain]]
    if not meant and len(plain) >= _LEAST_LETTERS:
        close = get_close_matches(plain, map(_plain, GESTURES), n=2, cutoff=_LIKENESS)
        meant = [gesture for gesture in GESTURES if _plain(gesture) in close]
    return meant[0] if len(meant) == 1 else ""


def _plain(name: str) -> str:
    """Return the words of a name in one, in the singular and without hyphens."""
    words = name.replace("-", "_").split("_")
    return "".join(word.removesuffix("s") if len(word) > _LEAST_LETTERS - 1 else word for word in words)


def perform(actor: Actor, gesture: str) -> tuple[float, float]:
    """Raise the hand, perform a gesture and lower the hand. Return start and end of the gesture in seconds."""
    start = _GESTURES[gesture](actor)
    end = actor.time
    actor.lower()
    return start, end


def _hold(actor: Actor, gesture: str) -> float:
    hold = HOLDS[gesture]
    x, y = actor.home
    actor.raise_to(actor.posture_at(actor.slack(), x, y + 20, 0.4 * hold.roll, hold.pitch + 8, 0.5 * hold.yaw))
    start = actor.time
    actor.move(actor.posture_at(hold.pose, x, y, hold.roll, hold.pitch, hold.yaw), actor.seconds(0.25, 0.4))
    actor.hold(actor.between(0.8, 1.6))
    return start


def _swipe_sideways(actor: Actor, direction: int) -> float:
    """Swipe in the direction of x in the unmirrored image, where the user's left is on the right."""
    reach = actor.length(190, 255)
    middle, y = WIDTH / 2 + actor.between(-30, 30), actor.home[1]
    lean = direction * actor.person.outward
    from_x, to_x = middle - direction * reach / 2, middle + direction * reach / 2
    actor.raise_to(actor.posture_at(actor.slack(), from_x, y + 15, -12 * lean, 8))
    start = actor.time
    actor.move(actor.posture_at(poses.FLAT, from_x - 12 * direction, y, -20 * lean), actor.seconds(0.2, 0.3))
    actor.move(actor.posture_at(poses.FLAT, to_x, y + 5, 20 * lean), actor.seconds(0.33, 0.43))
    return start


def _swipe_upright(actor: Actor, direction: int) -> float:
    """Swipe in the direction of y, which grows downwards."""
    reach = actor.length(135, 175)
    x, middle = actor.home[0], HEIGHT / 2 + 45 + actor.between(-15, 15)
    from_y, to_y = middle - direction * reach / 2, middle + direction * reach / 2
    actor.raise_to(actor.posture_at(actor.slack(), x, from_y, pitch=10))
    start = actor.time
    backwards = actor.posture_at(poses.FLAT, x, from_y - 8 * direction, pitch=-10 * direction)
    actor.move(backwards, actor.seconds(0.2, 0.3))
    actor.move(actor.posture_at(poses.FLAT, x, to_y, pitch=14 * direction), actor.seconds(0.36, 0.44))
    return start


def _wave(actor: Actor) -> float:
    """Swing the forearm around the elbow, and the wrist with it."""
    x, y = actor.home
    actor.raise_to(actor.posture_at(actor.slack(), x, y + 15, pitch=8))
    start = actor.time
    raised = actor.posture_at(poses.OPEN, x, y)
    actor.move(raised, actor.seconds(0.22, 0.34))
    swings = int(actor.rng.integers(3, 5))
    count = round(swings * actor.seconds(0.42, 0.56) * RATE)
    share = np.arange(1, count + 1) / count
    fade = np.minimum(1, 6 * np.minimum(share, 1 - share))
    angle = np.deg2rad(actor.length(17, 23)) * fade * np.sin(2 * np.pi * swings * share)  # [T]
    radius = 2.1 * raised[BodyPart.SIZE]
    postures = np.repeat(raised[None], count, 0)
    postures[:, BodyPart.X] += radius * np.sin(angle) * actor.person.outward
    postures[:, BodyPart.Y] += radius * (1 - np.cos(angle))
    postures[:, BodyPart.ROLL] += 1.3 * np.rad2deg(angle)
    postures[:, BodyPart.ARM] += 0.8 * np.rad2deg(angle)
    actor.follow(postures)
    return start


def _circle(actor: Actor, direction: int) -> float:
    """Draw circles. A direction of 1 is clockwise in the unmirrored image, counter-clockwise for the user."""
    radius = actor.length(52, 72)
    x, y = actor.home[0], actor.home[1] + 5
    actor.raise_to(actor.posture_at(actor.slack(), x, y - radius + 15, pitch=8))
    start = actor.time
    top = actor.posture_at(poses.POINT, x, y - radius)
    actor.move(top, actor.seconds(0.22, 0.34))
    turns = actor.between(1.4, 1.8)
    count = round(turns * actor.seconds(0.65, 0.85) * RATE)
    share = np.arange(1, count + 1) / count
    angle = 2 * np.pi * turns * (share - 0.8 * np.sin(2 * np.pi * share) / (2 * np.pi)) * direction
    postures = np.repeat(top[None], count, 0)
    postures[:, BodyPart.X] += radius * np.sin(angle)
    postures[:, BodyPart.Y] += radius * (1 - np.cos(angle))
    postures[:, BodyPart.ROLL] += 7 * np.sin(angle) * actor.person.outward
    actor.follow(postures)
    return start


def _change(actor: Actor, before: Hold, after: Hold, pull: float = 0.0) -> float:
    """Change one pose into another. `pull` tips the hand towards the camera, in degrees."""
    x, y = actor.home
    actor.raise_to(actor.posture_at(actor.slack(), x, y + 15, pitch=8, yaw=0.5 * before.yaw))
    start = actor.time
    actor.move(actor.posture_at(before.pose, x, y, yaw=before.yaw), actor.seconds(0.22, 0.32))
    actor.hold(actor.between(0.06, 0.16))
    actor.move(actor.posture_at(after.pose, x, y + pull, pitch=pull, yaw=after.yaw), actor.seconds(0.3, 0.45))
    actor.hold(actor.between(0.15, 0.28))
    return start


_NARROW, _WIDE = HOLDS["pinch"], Hold(poses.WIDE, yaw=_LOOP_YAW)

_GESTURES: Mapping[str, Callable[[Actor], float]] = MappingProxyType(
    {
        **{name: partial(_hold, gesture=name) for name in HOLDS},
        "swipe_left": partial(_swipe_sideways, direction=1),
        "swipe_right": partial(_swipe_sideways, direction=-1),
        "swipe_up": partial(_swipe_upright, direction=-1),
        "swipe_down": partial(_swipe_upright, direction=1),
        "wave": _wave,
        "circle_clockwise": partial(_circle, direction=-1),
        "circle_counterclockwise": partial(_circle, direction=1),
        "zoom_in": partial(_change, before=_NARROW, after=_WIDE),
        "zoom_out": partial(_change, before=_WIDE, after=_NARROW),
        "grab": partial(_change, before=HOLDS["open_palm"], after=HOLDS["fist"], pull=8),
    }
)

GESTURES: tuple[str, ...] = tuple(_GESTURES)
"""names of all gestures of the drawn hand"""

"""Fidgeting of the drawn hand: movements between gestures."""

from __future__ import annotations

import numpy as np

from gesture_app.vision.demo.gestures import HOLDS
from gesture_app.vision.demo.motion import RATE, Actor
from gesture_app.vision.demo.person import HEIGHT, WIDTH
from gesture_app.vision.demo.skeleton import POSE_LENGTH, Array, BodyPart

_MARGIN = 120
"""pixels from the left and right edge of the image"""
_STROLL = 230.0
"""pixels per second; mean speed of a fidgeting hand at most, half that of a swipe"""
_BENDS = np.array([[1, 2], [4, 5], [7, 8], [10, 11]])
"""[4, 2]: indices of each finger's bends in a pose"""


def idle(actor: Actor, seconds: float) -> tuple[float, float]:
    """Fidget for about `seconds`. Return start and end in seconds."""
    start = actor.time
    fidgets = (_wander, _scratch, _drum, _type, _reach_across, _leave, _half_shape, _turn)
    _stroll(actor, _somewhere(actor), 0.6, 1.0)
    while actor.time - start < seconds - 1:
        fidgets[int(actor.rng.integers(len(fidgets)))](actor)
    actor.lower()
    return start, actor.time


def _somewhere(actor: Actor, low: bool = False) -> Array:
    """Return a slack hand at a random place and rotation."""
    x = actor.home[0] + actor.between(-60, 130) * actor.person.outward
    y = actor.between(0.62, 0.74) * HEIGHT if low else actor.between(0.45, 0.72) * HEIGHT
    roll, pitch, yaw = actor.between(-25, 35), actor.between(0, 22), actor.between(-20, 42)
    return actor.posture_at(actor.slack(), float(np.clip(x, _MARGIN, WIDTH - _MARGIN)), y, roll, pitch, yaw)


def _stroll(actor: Actor, target: Array, low: float, high: float) -> None:
    """Move slowly to a posture, in `low` to `high` seconds, or longer if it is far."""
    way = target[BodyPart.X : BodyPart.Y + 1] - actor.posture[BodyPart.X : BodyPart.Y + 1]
    actor.move(target, max(actor.seconds(low, high), float(np.hypot(*way)) / _STROLL))


def _wander(actor: Actor) -> None:
    for _ in range(int(actor.rng.integers(1, 4))):
        _stroll(actor, _somewhere(actor), 0.6, 1.2)
        actor.hold(actor.between(0.0, 0.5))


def _scratch(actor: Actor) -> None:
    """Scratch something with the fingers, such as a cheek."""
    x = WIDTH / 2 - actor.between(40, 110) * actor.person.outward
    cheek = actor.posture_at(actor.slack(), x, actor.between(0.4, 0.5) * HEIGHT, 25, 10, 35)
    _stroll(actor, cheek, 0.7, 1.0)
    postures, times, strength = _while_still(actor, actor.between(0.7, 1.5))
    rake = strength * np.sin(2 * np.pi * actor.between(3.0, 4.5) * times)
    postures[:, _BENDS.ravel()] += 10 * rake[:, None]
    postures[:, BodyPart.Y] += 5 * rake
    actor.follow(postures)


def _drum(actor: Actor) -> None:
    """Tap on the table with one finger after the other."""
    _stroll(actor, _tabletop(actor), 0.6, 0.9)
    postures, times, strength = _while_still(actor, actor.between(0.8, 1.8))
    rate = actor.between(1.8, 3.0)
    for finger, bends in enumerate(_BENDS):
        tap = strength * np.maximum(0, np.sin(2 * np.pi * rate * times + 0.9 * finger))
        postures[:, bends[0]] += 16 * tap
    actor.follow(postures)


def _type(actor: Actor) -> None:
    """Tap with the fingers in no order while the hand shifts, as on a keyboard."""
    _stroll(actor, _tabletop(actor), 0.6, 0.9)
    postures, times, strength = _while_still(actor, actor.between(1.0, 2.2))
    for bends in _BENDS:
        beat = np.sin(2 * np.pi * actor.between(1.5, 3.5) * times + actor.between(0, 6))
        postures[:, bends[0]] += 15 * strength * np.maximum(0, beat)
    postures[:, BodyPart.X] += 14 * strength * np.sin(2 * np.pi * actor.between(0.3, 0.6) * times)
    actor.follow(postures)


def _tabletop(actor: Actor) -> Array:
    posture = _somewhere(actor, low=True)
    posture[[BodyPart.ROLL, BodyPart.PITCH, BodyPart.YAW]] = (
        actor.between(-12, 12),
        actor.between(14, 26),
        actor.between(0, 22),
    )
    return posture


def _reach_across(actor: Actor) -> None:
    """Reach slowly to the other side, and back after a moment."""
    there = _somewhere(actor, low=True)
    there[BodyPart.X] = np.clip(
        there[BodyPart.X] + actor.between(110, 220) * actor.person.outward, _MARGIN, WIDTH - _MARGIN
    )
    _stroll(actor, there, 1.0, 1.6)
    actor.hold(actor.between(0.2, 0.5))
    _stroll(actor, _somewhere(actor), 1.0, 1.6)


def _leave(actor: Actor) -> None:
    _stroll(actor, actor.away(), 0.6, 0.9)
    actor.hold(actor.between(0.4, 1.2))
    _stroll(actor, _somewhere(actor), 0.6, 0.9)


def _half_shape(actor: Actor) -> None:
    """Form a part of a gesture in passing, without finishing or holding it."""
    names = tuple(HOLDS)
    hold = HOLDS[names[int(actor.rng.integers(len(names)))]]
    there = _somewhere(actor)
    there[:POSE_LENGTH] += actor.between(0.15, 0.3) * (hold.pose - there[:POSE_LENGTH])
    _stroll(actor, there, 0.5, 0.8)
    _stroll(actor, _somewhere(actor), 0.5, 0.8)


def _turn(actor: Actor) -> None:
    """Turn the forearm, as to look at the hand."""
    turned = actor.posture
    turned[BodyPart.YAW] += actor.between(-40, 40)
    turned[BodyPart.ROLL] += actor.between(-15, 15)
    turned[:POSE_LENGTH] = actor.slack()
    _stroll(actor, turned, 0.6, 1.1)


def _while_still(actor: Actor, seconds: float) -> tuple[Array, Array, Array]:
    """Return the current posture for some frames [T, 25], their times [T], and the strength of a rhythm [T]."""
    count = round(seconds * RATE)
    share = np.arange(1, count + 1) / count
    strength = np.minimum(1, 5 * np.minimum(share, 1 - share))
    return np.repeat(actor.posture[None], count, 0), share * seconds, strength

"""Fidgeting that means nothing: what people's hands do between gestures."""

from __future__ import annotations

import numpy as np

from gesture_app.vision.demo.gestures import HOLDS
from gesture_app.vision.demo.motion import RATE, Actor
from gesture_app.vision.demo.person import HEIGHT, WIDTH
from gesture_app.vision.demo.skeleton import POSE_LENGTH, Array, BodyPart

_MARGIN = 120
_STROLL = 230.0
"""the fastest a fidgeting hand goes on average, in pixels a second: a swipe is twice as fast"""
_BENDS = np.array([[1, 2], [4, 5], [7, 8], [10, 11]])
"""where a pose holds the bends of each finger [4, 2]"""


def idle(actor: Actor, seconds: float) -> tuple[float, float]:
    """Fidgets for about `seconds`; from when to when."""
    start = actor.time
    fidgets = (_wander, _scratch, _drum, _type, _reach_across, _leave, _half_shape, _turn)
    _stroll(actor, _somewhere(actor), 0.6, 1.0)
    while actor.time - start < seconds - 1:
        fidgets[int(actor.rng.integers(len(fidgets)))](actor)
    actor.lower()
    return start, actor.time


def _somewhere(actor: Actor, low: bool = False) -> Array:
    """A slack hand at some place, turned somehow."""
    x = actor.home[0] + actor.between(-60, 130) * actor.person.outward
    y = actor.between(0.62, 0.74) * HEIGHT if low else actor.between(0.45, 0.72) * HEIGHT
    roll, pitch, yaw = actor.between(-25, 35), actor.between(0, 22), actor.between(-20, 42)
    return actor.posture_at(actor.slack(), float(np.clip(x, _MARGIN, WIDTH - _MARGIN)), y, roll, pitch, yaw)


def _stroll(actor: Actor, target: Array, low: float, high: float) -> None:
    """Go somewhere in no hurry: between `low` and `high` seconds, longer where it is far."""
    way = target[BodyPart.X : BodyPart.Y + 1] - actor.posture[BodyPart.X : BodyPart.Y + 1]
    actor.move(target, max(actor.seconds(low, high), float(np.hypot(*way)) / _STROLL))


def _wander(actor: Actor) -> None:
    for _ in range(int(actor.rng.integers(1, 4))):
        _stroll(actor, _somewhere(actor), 0.6, 1.2)
        actor.hold(actor.between(0.0, 0.5))


def _scratch(actor: Actor) -> None:
    """The fingers rake over something, a cheek perhaps."""
    x = WIDTH / 2 - actor.between(40, 110) * actor.person.outward
    cheek = actor.posture_at(actor.slack(), x, actor.between(0.4, 0.5) * HEIGHT, 25, 10, 35)
    _stroll(actor, cheek, 0.7, 1.0)
    postures, times, strength = _while_still(actor, actor.between(0.7, 1.5))
    rake = strength * np.sin(2 * np.pi * actor.between(3.0, 4.5) * times)
    postures[:, _BENDS.ravel()] += 10 * rake[:, None]
    postures[:, BodyPart.Y] += 5 * rake
    actor.follow(postures)


def _drum(actor: Actor) -> None:
    """One finger after the other taps on the table."""
    _stroll(actor, _tabletop(actor), 0.6, 0.9)
    postures, times, strength = _while_still(actor, actor.between(0.8, 1.8))
    rate = actor.between(1.8, 3.0)
    for finger, bends in enumerate(_BENDS):
        tap = strength * np.maximum(0, np.sin(2 * np.pi * rate * times + 0.9 * finger))
        postures[:, bends[0]] += 16 * tap
    actor.follow(postures)


def _type(actor: Actor) -> None:
    """Fingers tap in no order while the hand shifts over the keys."""
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
    """Slowly to something on the other side, and back after a moment."""
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
    """Something like a gesture in passing, neither finished nor held."""
    names = tuple(HOLDS)
    hold = HOLDS[names[int(actor.rng.integers(len(names)))]]
    there = _somewhere(actor)
    there[:POSE_LENGTH] += actor.between(0.15, 0.3) * (hold.pose - there[:POSE_LENGTH])
    _stroll(actor, there, 0.5, 0.8)
    _stroll(actor, _somewhere(actor), 0.5, 0.8)


def _turn(actor: Actor) -> None:
    """The forearm turns, as when one looks at one's own hand."""
    turned = actor.posture
    turned[BodyPart.YAW] += actor.between(-40, 40)
    turned[BodyPart.ROLL] += actor.between(-15, 15)
    turned[:POSE_LENGTH] = actor.slack()
    _stroll(actor, turned, 0.6, 1.1)


def _while_still(actor: Actor, seconds: float) -> tuple[Array, Array, Array]:
    """The posture as it is for a while [T, 25], the time of each frame [T], and the strength [T] of a rhythm that
    comes and goes softly."""
    count = round(seconds * RATE)
    share = np.arange(1, count + 1) / count
    strength = np.minimum(1, 5 * np.minimum(share, 1 - share))
    return np.repeat(actor.posture[None], count, 0), share * seconds, strength

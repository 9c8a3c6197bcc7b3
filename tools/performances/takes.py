"""Makes the takes of one imagined person."""

from __future__ import annotations

import numpy as np

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import Side
from gesture_app.core.recording import Recording
from gesture_app.vision.demo.skeleton import Array, BodyPart
from tools.performances.background import nothing, other_shape
from tools.performances.motion import RATE, Motion
from tools.performances.movements import MOVEMENTS
from tools.performances.performer import Performer
from tools.performances.poses import POSES, shown
from tools.performances.tracker import tracked

GESTURES = (*POSES, *MOVEMENTS)
SECOND_HAND_SHARE = 0.15
"""share of the takes in which the other hand rests in view"""

BOTH_HANDS_SHARE = 0.25
"""share of the takes of `none` in which both hands do something"""


def take(rng: np.random.Generator, person: Performer, gesture: str) -> Recording:
    """Return a take of a gesture, or of `none`."""
    if gesture == NONE:
        postures = nothing(rng, person)
    else:
        postures = hold(rng, person, gesture) if gesture in POSES else MOVEMENTS[gesture](rng, person)
    side = person.side if rng.random() < 0.85 else Side(1 - person.side)
    hands = {side: person.joints(postures, side)}
    other = Side(1 - side)
    if gesture == NONE and rng.random() < BOTH_HANDS_SHARE:
        hands[other] = person.joints(_beside(rng, person, other, len(postures)), other)
    elif rng.random() < SECOND_HAND_SHARE:
        hands[other] = person.joints(_resting(rng, person, other, len(postures)), other)
    return tracked(rng, gesture, person, hands)


def _beside(rng: np.random.Generator, person: Performer, side: Side, count: int) -> Array:
    """Return postures [T, 25] of the other hand, which does something else."""
    postures = nothing(rng, person)[:count]
    postures = np.concatenate([postures, np.repeat(postures[-1:], count - len(postures), 0)])
    postures[:, BodyPart.X] += rng.uniform(1.5, 3.5) * (1 if side == Side.LEFT else -1) * person.palm
    return postures


def _resting(rng: np.random.Generator, person: Performer, side: Side, count: int) -> Array:
    """Return postures [T, 25] of the other hand, which rests on its own side of the picture."""
    pose = person.slack(rng) if rng.random() < 0.8 else other_shape(rng, person)
    away = rng.uniform(1.8, 4.0) * (1 if side == Side.LEFT else -1)
    posture = person.posture(pose, away, rng.uniform(0.2, 2.0), rng.normal(0, [25, 20, 40]))
    motion = Motion(rng, posture)
    motion.hold(count / RATE)
    return motion.postures()[:count]


def hold(rng: np.random.Generator, person: Performer, gesture: str) -> Array:
    """Return postures [T, 25] of a held pose: it appears in view, or the hand rises into it."""
    pose, turn = shown(rng, person, gesture)
    x, y = rng.normal(0, 0.6), rng.normal(0.2, 0.4)
    there = person.posture(pose, x, y, turn)
    if rng.random() < 0.5:
        motion = Motion(rng, there)
    else:
        slack = person.posture(
            person.slack(rng), x + rng.normal(0, 0.4), y + rng.uniform(0, 3.2), turn + rng.normal(0, 25, 3)
        )
        motion = Motion(rng, slack)
        motion.move(there, rng.uniform(0.2, 0.7) * person.tempo, rng.normal(0, 0.15), rng.normal(0, 0.1))
    motion.hold(rng.uniform(1.2, 2.4))
    return motion.postures()

"""What the drawn hand performs: reading a programme such as "swipe_left*8,fist,idle:20", and playing it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gesture_app.core.errors import CameraError
from gesture_app.core.ground_truth import Performance
from gesture_app.vision.demo.gestures import GESTURES, perform
from gesture_app.vision.demo.idling import idle
from gesture_app.vision.demo.motion import Actor
from gesture_app.vision.demo.skeleton import Array

IDLE = "idle"
_IDLE_SECONDS = 5.0
_MOST = 10_000
"""repetitions or seconds: more is a slip of the finger"""
_MOST_STEPS = 100_000
"""of a whole programme"""
_MOST_DIGITS = 9
_FIRST_PAUSE = 0.8
_ITEM = re.compile(r"(?P<name>\w+)(?:\*(?P<count>\d+)|:(?P<seconds>\d+(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a programme: a gesture made once, or some idling."""

    name: str
    seconds: float = 0.0
    """of idling"""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A stretch of a programme, and what it shows."""

    postures: Array
    """[T, 2, 25]; axis 1 is `Side`"""
    performance: Performance | None = None


def read_programme(text: str) -> tuple[Step, ...]:
    """The steps of a programme, repetitions written out.

    Raises:
        CameraError: a name is not known, or a number makes no sense.
    """
    steps: list[Step] = []
    known = (*GESTURES, IDLE)
    for item in text.split(","):
        match = _ITEM.fullmatch(item.strip())
        if match is None or match["name"] not in known:
            raise CameraError(
                f"The drawn hand cannot perform “{item.strip()}”.",
                f"It knows {', '.join(known)}; write swipe_left*8 for eight times, idle:20 for 20 seconds.",
            )
        name, times = match["name"], match["count"] or "1"
        count = int(times) if len(times) <= _MOST_DIGITS else _MOST + 1
        seconds = float(match["seconds"] or _IDLE_SECONDS) if name == IDLE else 0.0
        timed_rightly = 0 < seconds <= _MOST if name == IDLE else match["seconds"] is None
        if not timed_rightly or not 1 <= count <= _MOST:
            raise CameraError(
                f"“{item.strip()}” makes no sense to the drawn hand.",
                f"Gestures have a count from 1 to {_MOST} (fist*8), idling has seconds (idle:20).",
            )
        if len(steps) + count > _MOST_STEPS:
            raise CameraError(
                f"The programme of the drawn hand has more than {_MOST_STEPS} steps.", "Perform it in parts."
            )
        steps.extend([Step(name, seconds)] * count)
    return tuple(steps)


def endless_steps(rng: np.random.Generator) -> Iterator[Step]:
    """Gestures and idling as they come, forever."""
    while True:
        if rng.random() < 0.2:
            yield Step(IDLE, float(rng.uniform(3, 7)))
        else:
            yield Step(GESTURES[int(rng.integers(len(GESTURES)))])


def play(actor: Actor, steps: Iterable[Step]) -> Iterator[Scene]:
    """The programme, step by step, with a pause before, between and after."""
    actor.hold(_FIRST_PAUSE)
    yield Scene(actor.take())
    for step in steps:
        if step.name == IDLE:
            performance = Performance(None, *idle(actor, step.seconds))
        else:
            performance = Performance(step.name, *perform(actor, step.name))
        actor.hold(actor.between(0.6, 1.5))
        yield Scene(actor.take(), performance)

"""Reads and plays a script of the drawn hand, such as "swipe_left*8,fist,idle:20"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gesture_app.core.errors import UnusableSourceError
from gesture_app.core.gestures import NONE, known_name, spoken_name
from gesture_app.core.ground_truth import Performance
from gesture_app.vision.demo.gestures import GESTURES, perform
from gesture_app.vision.demo.idling import idle
from gesture_app.vision.demo.motion import Actor
from gesture_app.vision.demo.skeleton import Array

IDLE = "idle"
REST = "rest"
"""a step in which the hand stays where it is; no name in a script"""
REST_S = 0.2
_IDLE_SECONDS = 5.0
_MOST = 10_000
"""repetitions or seconds of one item; more is a typing error"""
_MOST_STEPS = 100_000
"""steps of a script"""
_MOST_DIGITS = 9
_FIRST_PAUSE = 0.8
_ITEM = re.compile(r"(?P<name>\w[\w ]*?) *(?:\*(?P<count>\d+)|:(?P<seconds>\d+(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One gesture, or some idling."""

    name: str
    seconds: float = 0.0
    """duration of idling or rest; 0 for a gesture"""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """The postures of one step, and its performance."""

    postures: Array
    """[T, 2, 25]; axis 1 is `Side`"""
    performance: Performance | None = None


def read_script(text: str) -> tuple[Step, ...]:
    """Return the steps of a script, with repetitions written out.

    Names may have spaces, as the window writes them. "none" and "no gesture" mean idling.

    Raises:
        UnusableSourceError: a name is unknown, or a number is out of range.
    """
    steps: list[Step] = []
    known = (*GESTURES, IDLE)
    for item in text.split(","):
        match = _ITEM.fullmatch(item.strip())
        name = known_name(match["name"]) if match is not None else ""
        name = IDLE if name == NONE else name
        if match is None or name not in known:
            raise UnusableSourceError(
                f"The drawn hand cannot perform “{item.strip()}”.",
                f"Use {', '.join(map(spoken_name, known))}. Write swipe left*8 for eight, idle:20 for 20 seconds.",
            )
        times = match["count"] or "1"
        count = int(times) if len(times) <= _MOST_DIGITS else _MOST + 1
        seconds = float(match["seconds"] or _IDLE_SECONDS) if name == IDLE else 0.0
        timed_rightly = 0 < seconds <= _MOST if name == IDLE else match["seconds"] is None
        if not timed_rightly or not 1 <= count <= _MOST:
            raise UnusableSourceError(
                f"The drawn hand cannot perform “{item.strip()}”.",
                f"Write a gesture with a count from 1 to {_MOST} (fist*8), or idling with seconds (idle:20).",
            )
        if len(steps) + count > _MOST_STEPS:
            raise UnusableSourceError(
                f"The script of the drawn hand has more than {_MOST_STEPS} steps.", "Split it into parts."
            )
        steps.extend([Step(name, seconds)] * count)
    return tuple(steps)


def endless_steps(rng: np.random.Generator) -> Iterator[Step]:
    """Yield random gestures and idling without end."""
    while True:
        if rng.random() < 0.2:
            yield Step(IDLE, float(rng.uniform(3, 7)))
        else:
            yield Step(GESTURES[int(rng.integers(len(GESTURES)))])


def play(actor: Actor, steps: Iterable[Step]) -> Iterator[Scene]:
    """Yield the scenes of a script, with pauses before, between and after them."""
    actor.hold(_FIRST_PAUSE)
    yield Scene(actor.take())
    for step in steps:
        if step.name == REST:
            actor.hold(step.seconds)
            yield Scene(actor.take())
            continue
        if step.name == IDLE:
            performance = Performance(None, *idle(actor, step.seconds))
        else:
            performance = Performance(step.name, *perform(actor, step.name))
        actor.hold(actor.between(0.6, 1.5))
        yield Scene(actor.take(), performance)

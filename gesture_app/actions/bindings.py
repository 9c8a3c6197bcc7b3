"""What gestures do: bindings of gestures to actions, in profiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gesture_app.actions.action import Action
from gesture_app.actions.input.hotkey import DEFAULT_HOTKEY
from gesture_app.core.prediction import HandUsed

EVERYWHERE = ""
"""the name of what lies beneath all profiles"""


class When(StrEnum):
    """The moments at which a gesture acts."""

    ONCE = "once"
    HELD = "held"
    """from the gesture to its end: the key stays down, or the action is repeated"""
    TOGGLE = "toggle"
    """held from one showing of the gesture to the next"""


@dataclass(frozen=True, slots=True)
class GestureTrigger:
    """The gestures that lead to an action."""

    gestures: tuple[str, ...]
    """one, or a sequence of two or three"""
    when: When = When.ONCE
    hand: HandUsed | None = None
    """the only hand that counts; None: any"""
    every_ms: int = 0
    """milliseconds between repetitions of a held action; 0: it is held"""
    within_s: float = 2.0
    """seconds from one gesture of a sequence to the next"""

    @property
    def last(self) -> str:
        """The gesture that completes it."""
        return self.gestures[-1]


@dataclass(frozen=True, slots=True)
class Binding:
    """A trigger and its action."""

    trigger: GestureTrigger
    action: Action
    rest_s: float = 0.0
    """seconds before the action may happen again"""
    enabled: bool = True
    note: str = ""
    """for people"""
    index: int = -1
    """its place among the entries of its profile in the file, from 0; -1: it is in none"""


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of bindings."""

    name: str
    """`EVERYWHERE` for the one beneath all others"""
    bindings: tuple[Binding, ...] = ()
    programs: tuple[str, ...] = ()
    """parts of the names or titles of programs; the profile is used while one of them is in front"""


@dataclass(frozen=True, slots=True)
class SafetySettings:
    """The limits of all actions."""

    arming: str = ""
    """the gesture after which actions count for a while; "": they always count"""
    armed_s: float = 5.0
    """seconds for which actions count after the arming gesture or the last action"""
    burst: int = 20
    """most actions in ten seconds; more switch off"""
    no_hand_s: float = 0.0
    """seconds without a hand in view, after which actions are off; 0: never"""
    no_hand_stays_off: bool = False
    """False: on again when a hand comes back"""
    hotkey: str = DEFAULT_HOTKEY
    """works in every program and switches actions off; "": none"""


@dataclass(frozen=True, slots=True)
class ActionSet:
    """Everything in actions.toml."""

    everywhere: Profile = field(default_factory=lambda: Profile(EVERYWHERE))
    profiles: tuple[Profile, ...] = ()
    safety: SafetySettings = SafetySettings()

    def profile(self, name: str) -> Profile:
        """Return a profile by its name, or everywhere if there is none."""
        return next((one for one in self.profiles if one.name == name), self.everywhere)

    def all_bindings(self) -> tuple[tuple[Profile, Binding], ...]:
        """Return every binding with its profile, those of everywhere first."""
        return tuple((profile, one) for profile in (self.everywhere, *self.profiles) for one in profile.bindings)

    def gestures(self) -> frozenset[str]:
        """Return all gestures that some binding or the arming needs."""
        used = {gesture for _, binding in self.all_bindings() for gesture in binding.trigger.gestures}
        return frozenset(used | ({self.safety.arming} - {""}))

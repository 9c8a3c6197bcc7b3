"""What became of each action, and the state of all of them, as a window or a terminal shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Outcome:
    """One action that was performed, or that failed."""

    time: float
    """of the event, in seconds of the stream"""
    gesture: str
    score: float
    kind: str
    what: str
    """the action in one short line"""
    ok: bool
    delay_ms: float = 0.0
    """from the event to the end of the action; of what is held, to its begin"""
    profile: str = ""
    held: bool = False
    """True if it lasts until the gesture ends"""
    dry_run: bool = False
    """True if it was only shown"""
    sentence: str = ""
    """why it failed"""
    hint: str = ""
    first_time: bool = False
    """True for the first of several equal failures, which is the one to tell the user"""


class SwitchedOffBy(StrEnum):
    """The reasons why actions are off."""

    START = "They are off until you switch them on."
    USER = "You switched them off."
    GESTURE = "A gesture paused them."
    BURST = "Too many actions came in ten seconds."
    NO_HAND = "No hand was in view."
    FAILURE = "The process that performs actions fails again and again."


@dataclass(frozen=True, slots=True)
class ActionsState:
    """The state of all actions."""

    on: bool
    why_off: SwitchedOffBy | None
    """None while they are on"""
    waiting: tuple[str, ...]
    """what they wait for although they are on, such as a series of takes; empty: they act"""
    profile: str
    """"": everywhere only"""
    profile_by_hand: bool
    """True if the user chose the profile; False if the program in front does"""
    armed_s: float
    """seconds for which actions count; infinite without an arming gesture"""
    dry_run: bool
    holding: tuple[str, ...]
    """what is held now, each in one short line"""
    unapproved: int
    """bindings that wait for the user's approval"""

    @property
    def acts(self) -> bool:
        """True if a gesture would do something now."""
        return self.on and not self.waiting and self.armed_s > 0

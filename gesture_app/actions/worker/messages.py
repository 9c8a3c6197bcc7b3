"""What the program and its worker process send each other."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.actions.action import Action
from gesture_app.actions.templates import Values


@dataclass(frozen=True, slots=True)
class Perform:
    """Perform an action once."""

    number: int
    action: Action
    values: Values
    asked_at: float
    """time.monotonic() of the event, which all processes of a computer share"""


@dataclass(frozen=True, slots=True)
class Begin:
    """Hold an action, or repeat it, until `End` with this number."""

    number: int
    action: Action
    values: Values
    asked_at: float
    every_s: float = 0.0
    """seconds between repetitions; 0: hold it"""


@dataclass(frozen=True, slots=True)
class End:
    """End what was begun under this number."""

    number: int


@dataclass(frozen=True, slots=True)
class EndAll:
    """End everything that is held or repeated."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life. Without a recent one, the worker ends everything that is held."""

    seen_at: float
    """time.monotonic() of the newest frame that was processed"""
    x: float
    """place of the hand now, as in `Values`"""
    y: float


@dataclass(frozen=True, slots=True)
class WatchFront:
    """Report the program in front whenever it changes, or stop that."""

    on: bool


@dataclass(frozen=True, slots=True)
class Close:
    """End everything, and the process."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action was performed, or its hold has begun."""

    number: int
    at: float
    """time.monotonic() when it was"""
    sentence: str = ""
    """why it failed; "": it did not"""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class HoldsEnded:
    """The worker ended holds by itself, because no sign of life came."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The program in front."""

    program: str
    title: str


@dataclass(frozen=True, slots=True)
class Alive:
    """A sign of life of the worker."""


Order = Perform | Begin | End | EndAll | Beat | WatchFront | Close
Report = Done | HoldsEnded | Front | Alive

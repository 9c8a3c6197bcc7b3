"""The protocol of an action, and what the worker process lends to actions."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from gesture_app.actions.input.held_inputs import HeldInputs
from gesture_app.actions.templates import Values

Connection = TypeVar("Connection")


class Tools(Protocol):
    """What the worker process lends to an action while it performs."""

    @property
    def inputs(self) -> HeldInputs:
        """Keyboard and mouse, with what is held on them. For actions of the lane `INPUT_LANE` only."""
        ...

    def connection(self, key: Hashable, make: Callable[[], Connection]) -> Connection:
        """Return the connection of this key, made once. Each belongs to the lane that made it."""
        ...

    def drop(self, key: Hashable) -> None:
        """Close and forget a connection, as after an error."""
        ...

    def log(self, text: str) -> None:
        """Write to the log of actions."""
        ...


INPUT_LANE = "input"
"""the lane of keyboard and mouse, which the main thread of the worker serves"""


class Action(Protocol):
    """Something that a gesture does. A frozen dataclass: the parent reads and shows it, the worker performs it."""

    kind: ClassVar[str]
    """the key in actions.toml"""

    @property
    def what(self) -> str:
        """What it does, in one short line for people."""
        ...

    @property
    def lane(self) -> str:
        """Actions of one lane come one after the other. A slow lane delays no other."""
        ...

    @classmethod
    def parse(cls, value: Any) -> Action:
        """Return the action that a value in actions.toml describes.

        Raises:
            ActionError: it describes none.
        """
        ...

    def perform(self, values: Values, tools: Tools) -> None:
        """Do it once, in the worker process.

        Raises:
            ActionError: it did not work.
        """
        ...


@runtime_checkable
class Holdable(Protocol):
    """An action that can last, such as a key that stays down. It is one object with the `Action`."""

    @property
    def can_hold(self) -> bool:
        """True if this one can last."""
        ...

    def begin(self, number: int, values: Values, tools: Tools) -> None:
        """Begin to hold, under this number.

        Raises:
            ActionError: it did not work, and nothing is held.
        """
        ...

    def end(self, number: int, tools: Tools) -> None:
        """End what was begun under this number. Does nothing if nothing is held."""
        ...


def as_holdable(action: Any) -> Holdable | None:
    """Return an action that can last until a gesture ends, or None if it cannot."""
    return action if isinstance(action, Holdable) and action.can_hold else None

"""The protocol of a virtual keyboard and mouse."""

from __future__ import annotations

from typing import Protocol


class InputDevice(Protocol):
    """A virtual keyboard and mouse. Used by one thread.

    A code such as "k38" or "b1" names one key or button of this kind of device. Another process on the same computer
    can release it by that name.
    """

    def codes_of(self, key: str) -> tuple[str, ...]:
        """Return the codes to press, in order, for a key by its name in actions.toml.

        Raises:
            ActionError: this keyboard has no such key.
        """
        ...

    def codes_of_character(self, character: str) -> tuple[str, ...]:
        """Return the codes to press for one character of a text.

        Raises:
            ActionError: it cannot be typed here.
        """
        ...

    def press(self, code: str) -> None:
        """Press a key or button."""
        ...

    def release(self, code: str) -> None:
        """Release a key or button. Does nothing if it is not pressed."""
        ...

    def move(self, right: int, down: int) -> None:
        """Move the pointer by so many pixels."""
        ...

    def scroll(self, right: int, up: int) -> None:
        """Turn the wheel by so many notches."""
        ...

    def flush(self) -> None:
        """Return when the system has taken everything.

        Raises:
            ActionError: it has not.
        """
        ...

    def close(self) -> None:
        """Give the device back."""
        ...

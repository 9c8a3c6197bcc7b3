"""Fills {gesture}, {score}, {hand}, {time}, {x} and {y} into the texts of actions.

Only these names are replaced, one by one. Format strings are not used, because they reach attributes of objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gesture_app.core.errors import ActionError

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one event that texts may use."""

    gesture: str
    score: float
    """0 to 1"""
    hand: str
    """left, right or both; "" if unknown"""
    time: float
    """seconds of the stream"""
    x: float = 0.5
    """0 at the left edge of the mirrored picture, 1 at the right"""
    y: float = 0.5
    """0 at the top, 1 at the bottom"""


FIELDS = ("gesture", "score", "hand", "time", "x", "y")
_DIGITS = {"score": 3, "time": 3, "x": 4, "y": 4}


def check_text(text: str) -> str:
    """Return the text if it uses only names that exist.

    Raises:
        ActionError: it uses another name.
    """
    unknown = sorted({name for name in _FIELD.findall(text) if name not in FIELDS})
    if unknown:
        known = " ".join(f"{{{name}}}" for name in FIELDS)
        raise ActionError(f"There is no value {{{unknown[0]}}}.", f"Texts may use {known}.")
    return text


def fill(text: str, values: Values, quote: Callable[[str], str] = str) -> str:
    """Return the text with the values of an event.

    Args:
        text: with names in braces.
        values: of the event.
        quote: makes a value safe for its place, such as a part of an address.
    """
    return _FIELD.sub(lambda found: quote(_written(found[1], values)) if found[1] in FIELDS else found[0], text)


def fill_typed(value: Any, values: Values) -> Any:
    """Return a value with its texts filled in. A text that is nothing but {score}, {time}, {x} or {y} is a number."""
    if isinstance(value, dict):
        return {name: fill_typed(one, values) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [fill_typed(one, values) for one in value]
    if not isinstance(value, str):
        return value
    name = value[1:-1]
    if value == f"{{{name}}}" and name in _DIGITS:
        return round(float(getattr(values, name)), _DIGITS[name])
    return fill(value, values)


def _written(name: str, values: Values) -> str:
    value = getattr(values, name)
    return f"{value:.{_DIGITS[name]}f}".rstrip("0").rstrip(".") if name in _DIGITS else str(value)

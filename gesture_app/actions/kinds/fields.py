"""Reads the values of an action's table in actions.toml."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gesture_app.actions.templates import check_text
from gesture_app.core.errors import ActionError


def table(value: Any, kind: str, allowed: Collection[str], short: str = "") -> Mapping[str, Any]:
    """Return the table of an action.

    Args:
        value: as it stands in the file.
        kind: of the action.
        allowed: keys.
        short: the key that a text alone stands for; "": a text alone is not allowed.

    Raises:
        ActionError: it is no table, or a key is unknown.
    """
    if short and not isinstance(value, Mapping):
        value = {short: value}
    if not isinstance(value, Mapping):
        raise ActionError(f"{kind} must be a table: {{ {', '.join(allowed)} }}.")
    unknown = [key for key in value if key not in allowed]
    if unknown:
        raise ActionError(f"{kind} has no “{unknown[0]}”.", f"It has {', '.join(allowed)}.")
    return value


def text_of(fields: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """Return a text that may use values. Without a default it must be there and not be empty."""
    value = fields.get(key, default)
    if not isinstance(value, str) or (default is None and not value):
        raise ActionError(f"“{key}” must be a text.")
    return check_text(str(value))


def whole_number(fields: Mapping[str, Any], key: str, least: int, most: int, default: int | None = None) -> int:
    """Return a whole number within limits. Without a default it must be there."""
    value = fields.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ActionError(f"“{key}” must be a whole number from {least} to {most}.")
    return int(value)


def seconds(fields: Mapping[str, Any], key: str, least: float, most: float, default: float) -> float:
    """Return a number of seconds within limits."""
    value = fields.get(key, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise ActionError(f"“{key}” must be a number of seconds from {least:g} to {most:g}.")
    return float(value)


def checked(value: Any) -> Any:
    """Return a value of any depth as plain Python, with every text checked.

    Raises:
        ActionError: a text uses an unknown value, or something is neither text nor number.
    """
    if isinstance(value, Mapping):
        return {str(name): checked(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [checked(one) for one in value]
    if isinstance(value, str):
        return check_text(str(value))
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ActionError(f"“{value}” is neither a text nor a number.")

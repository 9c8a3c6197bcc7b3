"""Plurals and percentages of sentences that people read."""

from __future__ import annotations


def counted(count: int, noun: str, none: str = "no") -> str:
    """Return a count with its noun, such as "no takes", "1 take", "12 takes"."""
    return f"{count or none} {noun}{'' if count == 1 else 's'}"


def times(count: int) -> str:
    """Return "once", "twice" or such as "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")

"""The result of an edit of takes or models, with the edit that undoes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, eq=False)
class EditResult(Generic[T]):
    """An edit that was made. Items (T) are takes or ids of models."""

    summary: str
    """such as "Moved 3 takes to wave" """
    changed: tuple[T, ...]
    """items that are new or have changed"""
    undo: Edit[T]
    """undoes the edit; the `undo` of its own result makes the edit again"""
    removed: frozenset[Path] = frozenset()
    """where takes were before"""


Edit = Callable[[], EditResult[T]]
"""called off the GUI thread; raises a `GestureAppError` if the disk or the store refuses"""


def set_values(
    summary: str, items: Sequence[T], values: Sequence[V], set_value: Callable[[T, V], tuple[T, V]]
) -> Edit[T]:
    """Return an edit that sets a value of each item. Its undo sets the earlier values.

    Args:
        summary: for the edit and for its undo.
        set_value: sets one and returns the item as it is now, with the value that it had before.
    """

    def edit() -> EditResult[T]:
        done = [set_value(item, value) for item, value in zip(items, values, strict=True)]
        changed, before = tuple(item for item, _ in done), [value for _, value in done]
        return EditResult(summary, changed, set_values(summary, changed, before, set_value))

    return edit

"""The page's requirements of the starter. The implementation is wired elsewhere, as torch is not imported here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gesture_app.core.model.lookalike import Lookalike
    from gesture_app.core.model.starter_choice import StarterChoice


@dataclass(frozen=True, slots=True)
class StarterServices:
    """Access to the starter's gestures and to the user's choice. Every function is slow."""

    gestures: Callable[[], Sequence[str]]
    """return the gestures of which the starter has takes"""
    read_choice: Callable[[], tuple[StarterChoice, str]]
    """return the choice, and a sentence on why its file does not count"""
    write_choice: Callable[[StarterChoice], None]
    find_lookalikes: Callable[[Sequence[tuple[str, Path]]], Sequence[Lookalike]]
    """return what looks like the user's takes: gesture and file"""

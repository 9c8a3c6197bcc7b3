"""Gestures of the starter that look like one of the user's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gesture_app.core.gestures import spoken_name
from gesture_app.core.wording import counted

LIKE_SHARE = 1 / 3
"""share of a gesture's takes in which a gesture of the starter must fire to look like it"""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A gesture of the starter that fires in takes of one of the user's."""

    gesture: str
    """the user's"""
    starter: str
    """the starter's"""
    takes: int
    """in which it fires"""
    of: int
    """takes that were tried"""

    @property
    def sentence(self) -> str:
        """A sentence on both."""
        name = spoken_name(self.starter)
        takes = f"{self.takes} of {counted(self.of, 'take')}"
        return f"{name[:1].upper()}{name[1:]} of the starter looks like your “{spoken_name(self.gesture)}”: {takes}."


def lookalikes_among(fired: Iterable[tuple[str, Collection[str]]], starter: Collection[str]) -> tuple[Lookalike, ...]:
    """Return the gestures of the starter that look like one of the user's, the most alike first.

    Args:
        fired: the gesture of each take, and the labels that the starter fires in it.
        starter: the gestures of the starter that count.
    """
    takes: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for gesture, labels in fired:
        takes[gesture] += 1
        counts.update((gesture, label) for label in set(labels) if label in starter and label != gesture)
    found = [
        Lookalike(gesture, label, count, takes[gesture])
        for (gesture, label), count in counts.items()
        if count >= LIKE_SHARE * takes[gesture]
    ]
    return tuple(sorted(found, key=lambda one: (-one.takes / one.of, one.gesture, one.starter)))

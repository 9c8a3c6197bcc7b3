"""Splits takes into training and held-out takes: by whole sessions if there are several, else by take.

A take's key decides, not chance. What one training holds out, the next one mostly holds out too, after further takes
were recorded. So two models can be compared on takes that neither had learned from.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from gesture_app.learning.take_sequence import TakeSequence

HELD_OUT_SHARE = 0.2
FEWEST_TO_LEARN_FROM = 2
MOST_SESSIONS_TRIED = 12


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Training takes and held-out takes."""

    train: tuple[TakeSequence, ...]
    validation: tuple[TakeSequence, ...]
    by: str
    """ "session" or "take" """


def split_takes(takes: Sequence[TakeSequence], rng: np.random.Generator) -> Split:
    """Hold out about a fifth of every gesture's takes, but none of a gesture with too few.

    Chance decides only between takes without a key.
    """
    sessions = _sessions_to_hold_out(takes)
    if sessions:
        return Split(
            tuple(take for take in takes if take.session not in sessions),
            tuple(take for take in takes if take.session in sessions),
            "session",
        )
    by_gesture: defaultdict[str, list[int]] = defaultdict(list)
    for index, take in enumerate(takes):
        by_gesture[take.gesture].append(index)
    held: set[int] = set()
    for indices in by_gesture.values():
        spare = min(max(1, round(HELD_OUT_SHARE * len(indices))), len(indices) - FEWEST_TO_LEARN_FROM)
        by_lot = sorted(rng.permutation(indices).tolist(), key=lambda index: _lot(takes[index].key))
        held.update(by_lot[: max(0, spare)])
    return Split(
        tuple(take for index, take in enumerate(takes) if index not in held),
        tuple(take for index, take in enumerate(takes) if index in held),
        "take",
    )


def _lot(key: str) -> bytes:
    """Return the rank of a take in the draw, the same in every training."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _sessions_to_hold_out(takes: Sequence[TakeSequence]) -> frozenset[str]:
    """Return the sessions with the fewest takes that leave each gesture takes on both sides, or none."""
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for take in takes:
        counts[take.session][take.gesture] += 1
    gestures = {take.gesture for take in takes}
    sessions = sorted(counts)[-MOST_SESSIONS_TRIED:]
    totals = {gesture: sum(counts[session][gesture] for session in counts) for gesture in gestures}
    for size in range(1, min(3, len(sessions))):
        fitting = []
        for chosen in combinations(sessions, size):
            held = {gesture: sum(counts[session][gesture] for session in chosen) for gesture in gestures}
            if all(0 < held[g] <= totals[g] - FEWEST_TO_LEARN_FROM and held[g] <= totals[g] / 2 for g in gestures):
                fitting.append((sum(held.values()), chosen))
        if fitting:
            return frozenset(min(fitting)[1])
    return frozenset()

"""Which takes are held out to measure on: whole sessions where there are several, single takes where there are not.

A take's key decides, not chance: what is held out from one training is mostly held out from the next as well, after
further takes were recorded, so that two models can be compared on takes that neither had learned from.
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
    """Takes to learn from and takes to measure on."""

    train: tuple[TakeSequence, ...]
    validation: tuple[TakeSequence, ...]
    by: str
    """ "session" or "take" """


def split(takes: Sequence[TakeSequence], rng: np.random.Generator) -> Split:
    """Hold out about a fifth of every gesture's takes; none of a gesture too small to spare any.

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
    """The take's lot, the same in every training."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _sessions_to_hold_out(takes: Sequence[TakeSequence]) -> frozenset[str]:
    """The fewest takes in whole sessions that leave every gesture something to learn from and to measure on."""
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

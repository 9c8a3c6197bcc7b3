"""Splits takes into training and held-out takes: by whole sessions if there are several, else by take.

A take's key decides, not chance, and the name of a session if there are many sessions. What one training holds out, the
next one mostly holds out too, after further takes were recorded. So two models can be compared on takes that neither
had learned from.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from gesture_app.learning.take_sequence import TakeSequence

HELD_OUT_SHARE = 0.2
FEWEST_TO_LEARN_FROM = 2
MOST_SESSIONS_TRIED = 12
MANY_SESSIONS = 8
"""from here on about a fifth of the sessions is held out, because one of them is no measure of all"""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Training takes and held-out takes."""

    train: tuple[TakeSequence, ...]
    validation: tuple[TakeSequence, ...]
    by: str
    """ "session" or "take" """

    @property
    def has_strangers(self) -> bool:
        """True if sessions are held out of many, so that the held-out takes show how people differ."""
        sessions = {take.session for take in (*self.train, *self.validation)}
        return self.by == "session" and len(sessions) >= MANY_SESSIONS


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
    """Return sessions that leave each gesture takes on both sides, or none: a share of many, of few the smallest."""
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for take in takes:
        counts[take.session][take.gesture] += 1
    gestures = {take.gesture for take in takes}
    totals = {gesture: sum(counts[session][gesture] for session in counts) for gesture in gestures}
    if len(counts) >= MANY_SESSIONS and (share := _share_of_sessions(counts, totals)):
        return share
    sessions = sorted(counts)[-MOST_SESSIONS_TRIED:]
    for size in range(1, min(3, len(sessions))):
        fitting = []
        for chosen in combinations(sessions, size):
            held = {gesture: sum(counts[session][gesture] for session in chosen) for gesture in gestures}
            if all(held[g] > 0 and _leaves_enough(held[g], totals[g]) for g in gestures):
                fitting.append((sum(held.values()), chosen))
        if fitting:
            return frozenset(min(fitting)[1])
    return frozenset()


def _share_of_sessions(counts: Mapping[str, Mapping[str, int]], totals: Mapping[str, int]) -> frozenset[str]:
    """Draw sessions until about a fifth of all takes and some of each gesture are held out. None if that fails."""
    chosen: set[str] = set()
    held = dict.fromkeys(totals, 0)
    for session in sorted(counts, key=_lot):
        with_session = {gesture: held[gesture] + counts[session].get(gesture, 0) for gesture in totals}
        if not all(_leaves_enough(count, totals[gesture]) for gesture, count in with_session.items()):
            continue
        chosen.add(session)
        held = with_session
        if sum(held.values()) >= HELD_OUT_SHARE * sum(totals.values()) and all(held.values()):
            return frozenset(chosen)
    return frozenset()


def _leaves_enough(held: int, total: int) -> bool:
    """Return True if enough takes of a gesture remain to learn from."""
    return not held or held <= min(total - FEWEST_TO_LEARN_FROM, total / 2)

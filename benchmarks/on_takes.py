"""Measures accuracy on single takes that were not trained on: of the same person, or of sessions held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.approaches import Choice, Trained
from benchmarks.figures import by_key, mean
from benchmarks.people import merged, parts_of, read_person
from gesture_app.core.recording import Recording


@dataclass(frozen=True, slots=True)
class FewTakes:
    """One training on a few takes of one person."""

    person: Path
    choice: Choice
    takes: int
    """per gesture, to train on"""
    most_tested: int
    """per gesture"""
    order: str
    seed: int


@dataclass(frozen=True, slots=True)
class FewTakesRow:
    """The results of one training."""

    approach: str
    takes: int
    order: str
    person: str
    gestures: int
    tested: int
    accuracy: float
    train_s: float


@dataclass(frozen=True, slots=True)
class FewTakesMean:
    """The mean over people."""

    approach: str
    takes: int
    order: str
    people: int
    accuracy: float
    worst: float
    train_s: float


@dataclass(frozen=True, slots=True)
class HoldOut:
    """One training on all sessions but some."""

    folders: tuple[Path, ...]
    session_is_folder: bool
    gestures: tuple[str, ...]
    """all where empty"""
    most: int
    """takes of one gesture and session, 0: all"""
    sessions: tuple[str, ...]
    """held out together"""
    choice: Choice


@dataclass(frozen=True, slots=True)
class Named:
    """The result on a take."""

    session: str
    gesture: str
    name: str

    @property
    def right(self) -> bool:
        """True if the take was classified correctly; one in which nothing fires is not."""
        return self.gesture == self.name


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The results on the takes of the sessions held out."""

    approach: str
    takes: tuple[Named, ...]
    trained: int
    train_s: float


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session held out."""

    approach: str
    session: str
    trained: int
    """takes"""
    tested: int
    accuracy: float
    train_s: float


@dataclass(frozen=True, slots=True)
class GestureRow:
    """A gesture over all sessions held out."""

    approach: str
    gesture: str
    tested: int
    accuracy: float
    instead: str
    """what it was most often taken for; `none`: nothing fired"""


@dataclass(frozen=True, slots=True)
class SessionsMean:
    """All sessions held out."""

    approach: str
    sessions: int
    tested: int
    accuracy: float
    """of all takes"""
    session_mean: float
    session_median: float
    train_s: float


def few_takes(piece: FewTakes) -> FewTakesRow:
    """Train on a few takes and classify others."""
    person = read_person(piece.person)
    rng = np.random.default_rng(piece.seed)  # the same for any number of takes: five are among the ten
    parts = parts_of(person, person.gestures, piece.takes, piece.most_tested, piece.order, rng)
    began = perf_counter()
    trained = piece.choice.approach().train(parts.train)
    train_s = perf_counter() - began
    named = _named(trained, parts.test)
    gestures = len({take.info.gesture for take in parts.train})
    return FewTakesRow(
        piece.choice.name,
        piece.takes,
        piece.order,
        person.name,
        gestures,
        len(named),
        mean([take.right for take in named]),
        train_s,
    )


def few_takes_means(rows: Sequence[FewTakesRow]) -> list[FewTakesMean]:
    """Return a row for each approach, number of takes and order."""
    return [
        FewTakesMean(
            *key,
            len(own),
            mean([row.accuracy for row in own]),
            min(row.accuracy for row in own),
            mean([row.train_s for row in own]),
        )
        for key, own in by_key(rows, lambda row: (row.approach, row.takes, row.order))
    ]


def groups_of(sessions: Sequence[str], count: int, seed: int) -> list[tuple[str, ...]]:
    """Return the sessions in this many groups, to be held out in turn."""
    dealt = np.random.default_rng(seed).permutation(sorted(sessions)).tolist()
    return [tuple(sorted(dealt[start::count])) for start in range(min(count, len(dealt)))]


def hold_out(piece: HoldOut) -> HeldOut:
    """Train on the other sessions and classify the takes of these, of gestures that were trained."""
    takes = merged(piece.folders, piece.session_is_folder, piece.gestures, piece.most)
    train = [take for take in takes if take.info.session not in piece.sessions]
    known = {take.info.gesture for take in train}
    test = [take for take in takes if take.info.session in piece.sessions and take.info.gesture in known]
    began = perf_counter()
    trained = piece.choice.approach().train(train)
    train_s = perf_counter() - began
    return HeldOut(piece.choice.name, _named(trained, test), len(train), train_s)


def session_rows(results: Sequence[HeldOut]) -> list[SessionRow]:
    """Return a row for each session."""
    return [
        SessionRow(
            result.approach, session, result.trained, len(own), mean([take.right for take in own]), result.train_s
        )
        for result in results
        for session, own in by_key(result.takes, lambda take: take.session)
    ]


def gesture_rows(results: Sequence[HeldOut]) -> list[GestureRow]:
    """Return a row for each gesture."""
    named = [(result.approach, take) for result in results for take in result.takes]
    rows = []
    for (approach, gesture), own in by_key(named, lambda item: (item[0], item[1].gesture)):
        wrong = Counter(take.name for _, take in own if not take.right)
        instead = ", ".join(f"{name} {count}" for name, count in wrong.most_common(3))
        rows.append(GestureRow(approach, gesture, len(own), mean([take.right for _, take in own]), instead))
    return rows


def sessions_means(results: Sequence[HeldOut]) -> list[SessionsMean]:
    """Return a row for each approach."""
    means = []
    for approach, own in by_key(results, lambda result: result.approach):
        takes = [take for result in own for take in result.takes]
        sessions = [row.accuracy for row in session_rows(own)]
        means.append(
            SessionsMean(
                approach,
                len(sessions),
                len(takes),
                mean([take.right for take in takes]),
                mean(sessions),
                median(sessions),
                mean([result.train_s for result in own]),
            )
        )
    return means


def _named(trained: Trained, takes: Sequence[Recording]) -> tuple[Named, ...]:
    return tuple(Named(take.info.session, take.info.gesture, trained.name(take)) for take in takes)

"""Reads folders of recordings, and chooses the takes to train and to test on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import NONE
from gesture_app.core.recording import Recording
from gesture_app.storage.recordings.store import RecordingStore

ORDERS = ("first", "random")
LEAST_KNOWN = 2
KNOWN_SHARE = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """The takes of one person."""

    name: str
    takes: Mapping[str, tuple[Recording, ...]]
    """by gesture, in the order of their file names"""

    @property
    def gestures(self) -> tuple[str, ...]:
        """The gestures without the background."""
        return tuple(sorted(set(self.takes) - {NONE}))


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Takes to train on and others to test on."""

    train: tuple[Recording, ...]
    test: tuple[Recording, ...]


def recordings_in(folder: Path) -> list[Recording]:
    """Return the takes that count in a folder of gestures, or in a workspace, without a change to the folder.

    Raises:
        RecordingError: there are none.
    """
    inside = folder / "recordings"
    loaded = RecordingStore(inside if inside.is_dir() else folder).load_all(set_damaged_aside=False)
    takes = [item.recording.trimmed() for item in loaded.stored if not item.recording.info.disabled]
    if not takes:
        raise RecordingError(f"{folder} holds no recordings.", "Name a folder with one folder per gesture in it.")
    return takes


def read_person(folder: Path) -> Person:
    """Return the person whose takes lie in a folder.

    Raises:
        RecordingError: there are no takes.
    """
    takes: defaultdict[str, list[Recording]] = defaultdict(list)
    for recording in recordings_in(folder):
        takes[recording.info.gesture].append(recording)
    return Person(folder.name, {gesture: tuple(own) for gesture, own in takes.items()})


def parts_of(
    person: Person, gestures: Sequence[str], train: int, test: int, order: str, rng: np.random.Generator
) -> Parts:
    """Return `train` takes of each gesture, the first or random ones, and at most `test` others.

    The background is one of them. A gesture with too few takes to test on is left out.

    Raises:
        RecordingError: fewer than two gestures remain.
    """
    used = [gesture for gesture in gestures if len(person.takes[gesture]) > train]
    if len(used) < LEAST_KNOWN:
        raise RecordingError(f"{person.name} has fewer than {LEAST_KNOWN} gestures of more than {train} takes.")
    learned: list[Recording] = []
    tested: list[Recording] = []
    for gesture in (*used, *({NONE} & set(person.takes))):
        takes = person.takes[gesture]
        chosen = rng.permutation(len(takes)) if order == "random" else np.arange(len(takes))
        learned += [takes[index] for index in chosen[:train]]
        tested += [takes[index] for index in chosen[train : train + test]]
    return Parts(tuple(learned), tuple(tested))


def known_gestures(person: Person, rng: np.random.Generator) -> tuple[str, ...]:
    """Return three quarters of a person's gestures, two or more, so that at least one stays unknown.

    Raises:
        RecordingError: there are too few for that.
    """
    count = len(person.gestures)
    known = min(max(LEAST_KNOWN, int(KNOWN_SHARE * count)), count - 1)
    if known < LEAST_KNOWN:
        raise RecordingError(f"{person.name} shows only {count} gestures.", f"It takes at least {LEAST_KNOWN + 1}.")
    return tuple(sorted(rng.permutation(person.gestures)[:known].tolist()))


def merged(folders: Sequence[Path], session_is_folder: bool, gestures: Sequence[str], most: int) -> list[Recording]:
    """Return the takes of several folders as one set.

    Args:
        folders: of a data set, or one per person.
        session_is_folder: each folder is one session, named after it, whatever its recordings say.
        gestures: the gestures to take; all if empty.
        most: of one gesture and session, 0: all.

    Raises:
        RecordingError: nothing remains.
    """
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    kept: list[Recording] = []
    for folder in folders:
        for recording in recordings_in(folder):
            session = folder.name if session_is_folder else recording.info.session
            key = session, recording.info.gesture
            if (gestures and recording.info.gesture not in gestures) or (most and counts[key] >= most):
                continue
            counts[key] += 1
            kept.append(replace(recording, info=replace(recording.info, session=session)))
    if not kept:
        raise RecordingError("There are no takes of these gestures.", "Check --gestures and the folders.")
    return kept

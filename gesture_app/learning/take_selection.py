"""Selects the takes that a training can use, and gives the reason for each that it cannot."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat

import numpy as np

from gesture_app.core.errors import TrainingError
from gesture_app.core.gestures import NONE, natural_order, spoken_name
from gesture_app.core.recording import Recording
from gesture_app.core.training.progress import ShortenedTake
from gesture_app.core.useful_part import useful_part
from gesture_app.core.wording import choose, counted
from gesture_app.learning.distributed import ProcessGroup
from gesture_app.learning.split import FEWEST_TO_LEARN_FROM
from gesture_app.learning.take_sequence import TakeSequence, take_sequence_of

FEWEST_TAKES = FEWEST_TO_LEARN_FROM + 1
"""of a gesture: one of them is held out"""
SHORTEST_STEPS = 4
MOST_NAMED = 5
"""gestures that are named one by one if none has enough takes"""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingTakes:
    """The takes of one training, those of `none` among them."""

    takes: tuple[TakeSequence, ...]
    left_out: tuple[str, ...]
    """a sentence for each take or gesture that is not used"""
    shortened: tuple[ShortenedTake, ...]
    """long takes of which only a part is used"""

    @property
    def labels(self) -> tuple[str, ...]:
        """The model's labels: `none`, then the gestures by name."""
        return (NONE, *sorted({take.gesture for take in self.takes} - {NONE}, key=natural_order))

    @property
    def per_gesture(self) -> float:
        """The median number of takes of a gesture."""
        return float(np.median([len(self._of(gesture)) for gesture in self.labels[1:]]))

    @property
    def hands(self) -> int:
        """2 if both hands take part in most takes of some gesture, else 1."""
        return 2 if any(_mostly(take.sides.all() for take in self._of(label)) for label in self.labels[1:]) else 1

    def _of(self, gesture: str) -> list[TakeSequence]:
        return [take for take in self.takes if take.gesture == gesture]


def select_takes(recordings: Iterable[Recording], keys: Iterable[str], rate: float) -> TrainingTakes:
    """Select the takes to learn from. All takes of a gesture count as movements, or all as poses.

    Args:
        recordings: the user's takes, disabled ones too.
        keys: one for each recording, or none at all.
        rate: steps a second.

    Raises:
        TrainingError: no gesture has enough takes.
    """
    selected: list[TakeSequence] = []
    left_out: list[str] = []
    shortened: list[ShortenedTake] = []
    by_gesture: defaultdict[str, list[TakeSequence]] = defaultdict(list)
    disabled = 0
    for recording, key in zip(recordings, chain(keys, repeat("")), strict=False):
        disabled += recording.info.disabled
        if recording.info.disabled or not recording.info.gesture:
            continue
        whole = recording.trimmed()
        used = useful_part(whole)
        take = take_sequence_of(used, rate, key)
        if take is None or len(take.points) < SHORTEST_STEPS:
            left_out.append(f"A take of {spoken_name(recording.info.gesture)} shows a hand too briefly.")
            continue
        by_gesture[take.gesture].append(take)
        if used is not whole:
            shortened.append(ShortenedTake(key, take.gesture, whole.seconds, len(take.points) / rate))
    for gesture, own in sorted(by_gesture.items()):
        if gesture != NONE and len(own) < FEWEST_TAKES:
            left_out.append(f"{spoken_name(gesture)} has only {len(own)} of {FEWEST_TAKES} takes: record more.")
            continue
        moving = sum(take.moving for take in own) * 2 >= len(own)
        selected += [replace(take, moving=moving) for take in own]
    if all(take.gesture == NONE for take in selected):
        raise TrainingError("There is nothing to learn yet.", _what_is_missing(by_gesture, disabled, left_out))
    return TrainingTakes(tuple(selected), tuple(left_out), tuple(shortened))


def _what_is_missing(by_gesture: Mapping[str, Sequence[TakeSequence]], disabled: int, left_out: Sequence[str]) -> str:
    """Return sentences on what there is to learn from and what is missing."""
    have = sorted((gesture, len(own)) for gesture, own in by_gesture.items() if gesture != NONE)
    parts = [f"{spoken_name(gesture)} has {count} of {FEWEST_TAKES} takes." for gesture, count in have[:MOST_NAMED]]
    if len(have) > MOST_NAMED:
        parts.append(f"{counted(len(have) - MOST_NAMED, 'more gesture').capitalize()} have too few as well.")
    if not have and NONE in by_gesture:
        parts.append("There are only takes without a gesture.")
    if disabled:
        parts.append(f"{counted(disabled, 'take').capitalize()} {choose(disabled, 'is', 'are')} disabled.")
    brief = len(left_out) - len(have)
    if brief > 0:
        parts.append(f"{counted(brief, 'take').capitalize()} {choose(brief, 'shows', 'show')} a hand too briefly.")
    return " ".join([*parts, "Record a few takes of a gesture, better ten than five."])


def require_same_takes(processes: ProcessGroup, takes: Sequence[TakeSequence]) -> None:
    """Check that all processes of a training have read the same takes.

    Raises:
        TrainingError: they have not.
    """
    digest = hashlib.blake2b(digest_size=7)
    for take in takes:
        identity = repr((take.gesture, take.session, take.key, take.points.shape))
        digest.update(identity.encode("utf-8", "surrogatepass"))
    if len(set(processes.all_gather(int.from_bytes(digest.digest())))) > 1:
        raise TrainingError(
            "The processes of this training do not see the same takes.",
            "Give every computer the same workspace, and record nothing until the training ends.",
        )


def _mostly(values: Iterable[np.bool_]) -> bool:
    flags = [bool(value) for value in values]
    return sum(flags) * 2 > len(flags)

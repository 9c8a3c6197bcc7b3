"""What is remembered of takes: the steps at which the network names them, as they were and as they may be again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import torch
from torch import Tensor

from gesture_app.core.errors import TrainingError
from gesture_app.core.hands import FloatArray
from gesture_app.learning.augmentation import seen_otherwise
from gesture_app.learning.dataset import Sample, StreamComposer
from gesture_app.learning.network import GestureNetwork, by_hand
from gesture_app.learning.open_set import LASTING, MOST_TAKES, Example
from gesture_app.learning.sample_cache import CachedSample, SampleCache, Understood, understood_lessons
from gesture_app.learning.take_sequence import TakeSequence, features_of_points
from gesture_app.learning.trainer import NAMED

OTHERWISE = 3
"""how many times a take is remembered as it may be another time"""


@dataclass(frozen=True, slots=True)
class Views:
    """One take: itself, seen by another camera and made by another hand, and in streams between other movements."""

    itself: CachedSample
    elsewhere: tuple[CachedSample, ...]
    between: tuple[CachedSample, ...]


class ViewMaker:
    """Makes the views of takes, of each take once, and keeps them in a file."""

    def __init__(self, rng: np.random.Generator, composer: StreamComposer, file: SampleCache) -> None:
        self._rng, self._composer, self._file = rng, composer, file
        self._made: dict[TakeSequence, Views] = {}

    def views(self, track: TakeSequence) -> Views:
        """Those of a take."""
        if track not in self._made:
            rng = self._rng
            lessons = [lesson for _ in range(OTHERWISE) for lesson in self._composer.with_gesture(rng, track)]
            between = [lesson for lesson in lessons if lesson.label]
            label = self._composer.label(track)
            self._made[track] = Views(
                self._kept(track.points, label),
                tuple(self._kept(seen_otherwise(rng, track.points), label) for _ in range(OTHERWISE)),
                tuple(self._file.keep(lesson) for lesson in between),
            )
        return self._made[track]

    def _kept(self, points: FloatArray, label: int) -> CachedSample:
        """A lesson in which the gesture may be named all the time."""
        values = features_of_points(points, self._composer.rate).values
        return self._file.keep(Sample(values, label, np.ones(len(values), bool), np.zeros(len(values), np.float32)))


def examples_of(
    network: GestureNetwork, file: SampleCache, maker: ViewMaker, tracks: Sequence[TakeSequence], labels: Sequence[str]
) -> list[list[Example]]:
    """Examples by gesture; a take that the network never names teaches nothing, if any of its gesture is named.

    Raises:
        TrainingError: the network is of no use.
    """
    network.eval()
    known = []
    for label, gesture in enumerate(labels[1:], 1):
        own = some_takes(tracks, gesture)
        views = [maker.views(track) for track in own]
        sessions = [track.session for track in own]
        examples = _examples(network, file, views, sessions, label, NAMED)
        if not any(_says_something(example) for example in examples):  # it never names this gesture
            examples = _examples(network, file, views, sessions, label, None)
        if not any(_says_something(example) for example in examples):
            raise TrainingError("The training went astray.", "Train again, or choose another seed.")
        known.append(examples)
    return known


def some_takes(tracks: Sequence[TakeSequence], gesture: str) -> list[TakeSequence]:
    """Takes of a gesture, evenly chosen where there are many: more would hardly tell more."""
    own = [track for track in tracks if track.gesture == gesture]
    return own[:: max(1, len(own) // MOST_TAKES)]


def _says_something(example: Example) -> bool:
    return bool(len(example.understood) and example.seen.shape[1])


def _examples(
    network: GestureNetwork,
    file: SampleCache,
    views: Sequence[Views],
    sessions: Sequence[str],
    label: int,
    least: float | None,
) -> list[Example]:
    """One for each take of a gesture."""

    def named(lessons: Iterable[CachedSample]) -> Iterator[tuple[Tensor, Tensor]]:
        for lesson in understood_lessons(network, file, [*lessons]):
            yield _named(network, lesson, label, least)

    themselves = named(own.itself for own in views)
    elsewhere = named(chain.from_iterable(own.elsewhere for own in views))
    between = named(chain.from_iterable(own.between for own in views))
    examples = []
    for session, own, (seen, understood) in zip(sessions, views, themselves, strict=True):
        seen_otherwise = torch.cat([next(elsewhere)[0] for _ in own.elsewhere], 1)
        understood_otherwise = torch.cat([understood[:0], *(next(between)[1] for _ in own.between)])
        examples.append(Example(session, seen, seen_otherwise, understood, understood_otherwise))
    return examples


def _named(network: GestureNetwork, lesson: Understood, label: int, least: float | None) -> tuple[Tensor, Tensor]:
    """The steps that are so likely to be the label, or the likeliest few, of those that may be.

    Returns them as each hand is seen [2, N, FEATURE_SIZE], scaled, and as the network understands them [N, hidden].
    """
    with torch.no_grad():
        likely = network.logits(lesson.understood).softmax(-1)[:, label] * lesson.may  # [K]
        bar = likely.topk(min(LASTING, len(likely))).values[-1] if least is None else least
        named = (likely >= bar) & (likely > 0)
        return by_hand(network.scaled(lesson.features[named])), lesson.understood[named]

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
from gesture_app.learning.augmentation import augment_view
from gesture_app.learning.dataset import Sample, StreamComposer
from gesture_app.learning.network import GestureNetwork, by_hand
from gesture_app.learning.open_set import LASTING, MOST_TAKES, Example
from gesture_app.learning.sample_cache import CachedSample, EmbeddedSample, SampleCache, embed_samples
from gesture_app.learning.take_sequence import TakeSequence, features_of_points
from gesture_app.learning.trainer import DETECTION_SCORE

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

    def views(self, take: TakeSequence) -> Views:
        """Those of a take."""
        if take not in self._made:
            rng = self._rng
            samples = [sample for _ in range(OTHERWISE) for sample in self._composer.with_gesture(rng, take)]
            between = [sample for sample in samples if sample.label]
            label = self._composer.label(take)
            self._made[take] = Views(
                self._kept(take.points, label),
                tuple(self._kept(augment_view(rng, take.points), label) for _ in range(OTHERWISE)),
                tuple(self._file.add(sample) for sample in between),
            )
        return self._made[take]

    def _kept(self, points: FloatArray, label: int) -> CachedSample:
        """A lesson in which the gesture may be named all the time."""
        values = features_of_points(points, self._composer.rate).values
        return self._file.add(Sample(values, label, np.ones(len(values), bool), np.zeros(len(values), np.float32)))


def collect_examples(
    network: GestureNetwork, file: SampleCache, maker: ViewMaker, takes: Sequence[TakeSequence], labels: Sequence[str]
) -> list[list[Example]]:
    """Examples by gesture; a take that the network never names teaches nothing, if any of its gesture is named.

    Raises:
        TrainingError: the network is of no use.
    """
    network.eval()
    known = []
    for label, gesture in enumerate(labels[1:], 1):
        own = subsample_takes(takes, gesture)
        views = [maker.views(take) for take in own]
        sessions = [take.session for take in own]
        examples = _examples(network, file, views, sessions, label, DETECTION_SCORE)
        if not any(_says_something(example) for example in examples):  # it never names this gesture
            examples = _examples(network, file, views, sessions, label, None)
        if not any(_says_something(example) for example in examples):
            raise TrainingError("The training went astray.", "Train again, or choose another seed.")
        known.append(examples)
    return known


def subsample_takes(takes: Sequence[TakeSequence], gesture: str) -> list[TakeSequence]:
    """Takes of a gesture, evenly chosen where there are many: more would hardly tell more."""
    own = [take for take in takes if take.gesture == gesture]
    return own[:: max(1, len(own) // MOST_TAKES)]


def _says_something(example: Example) -> bool:
    return bool(len(example.embedding) and example.seen.shape[1])


def _examples(
    network: GestureNetwork,
    file: SampleCache,
    views: Sequence[Views],
    sessions: Sequence[str],
    label: int,
    least: float | None,
) -> list[Example]:
    """One for each take of a gesture."""

    def named(samples: Iterable[CachedSample]) -> Iterator[tuple[Tensor, Tensor]]:
        for sample in embed_samples(network, file, [*samples]):
            yield _named(network, sample, label, least)

    themselves = named(own.itself for own in views)
    elsewhere = named(chain.from_iterable(own.elsewhere for own in views))
    between = named(chain.from_iterable(own.between for own in views))
    examples = []
    for session, own, (seen, embedding) in zip(sessions, views, themselves, strict=True):
        augmented_features = torch.cat([next(elsewhere)[0] for _ in own.elsewhere], 1)
        augmented_embedding = torch.cat([embedding[:0], *(next(between)[1] for _ in own.between)])
        examples.append(Example(session, seen, augmented_features, embedding, augmented_embedding))
    return examples


def _named(network: GestureNetwork, sample: EmbeddedSample, label: int, least: float | None) -> tuple[Tensor, Tensor]:
    """The steps that are so likely to be the label, or the likeliest few, of those that may be.

    Returns them as each hand is seen [2, N, FEATURE_SIZE], scaled, and as the network understands them [N, hidden].
    """
    with torch.no_grad():
        likely = network.logits(sample.embedding).softmax(-1)[:, label] * sample.target_mask  # [K]
        bar = likely.topk(min(LASTING, len(likely))).values[-1] if least is None else least
        named = (likely >= bar) & (likely > 0)
        return by_hand(network.scaled(sample.features[named])), sample.embedding[named]

"""Collects the steps of takes at which the network names their gesture: the references of the open-set scorer."""

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
from gesture_app.learning.open_set import Example
from gesture_app.learning.reference_steps import LASTING, MOST_TAKES
from gesture_app.learning.sample_cache import CachedSample, EmbeddedSample, SampleCache, embed_samples
from gesture_app.learning.take_sequence import TakeSequence, features_of_points
from gesture_app.learning.trainer import DETECTION_SCORE

AUGMENTED_VIEWS = 3
"""and as many composed streams, of each take of the user"""


@dataclass(frozen=True, slots=True)
class Views:
    """The samples of one take: as recorded, with another camera and hand, and in composed streams."""

    recorded: CachedSample
    augmented: tuple[CachedSample, ...]
    composed: tuple[CachedSample, ...]


class ViewMaker:
    """Makes the views of each take once and caches their samples.

    Args:
        rng: random state.
        composer: composes streams of the takes.
        cache: of the samples.
        augmented: views of a take with another camera and hand, and as many in composed streams; without them a take
            stands for itself.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        composer: StreamComposer,
        cache: SampleCache,
        augmented: int = AUGMENTED_VIEWS,
    ) -> None:
        self._rng, self._composer, self._cache, self._augmented = rng, composer, cache, augmented
        self._made: dict[TakeSequence, Views] = {}

    def views(self, take: TakeSequence) -> Views:
        """Return the views of a take."""
        if take not in self._made:
            rng = self._rng
            samples = [sample for _ in range(self._augmented) for sample in self._composer.with_gesture(rng, take)]
            label = self._composer.label(take)
            self._made[take] = Views(
                self._kept(take.points, label),
                tuple(self._kept(augment_view(rng, take.points), label) for _ in range(self._augmented)),
                tuple(self._cache.add(sample) for sample in samples if sample.label),
            )
        return self._made[take]

    def _kept(self, points: FloatArray, label: int) -> CachedSample:
        """Cache a sample whose gesture may be named at every step."""
        values = features_of_points(points, self._composer.rate).values
        return self._cache.add(Sample(values, label, np.ones(len(values), bool), np.zeros(len(values), np.float32)))


def collect_examples(
    network: GestureNetwork,
    cache: SampleCache,
    maker: ViewMaker,
    takes: Sequence[TakeSequence],
    labels: Sequence[str],
    first: int = 1,
) -> list[list[Example]]:
    """Return the examples of each gesture, from label `first` on.

    Takes that the network never names are empty, if others are named.

    Raises:
        TrainingError: training has failed, and the network names no take.
    """
    network.eval()
    known = []
    for label, gesture in enumerate(labels[first:], first):
        own = subsample_takes(takes, gesture)
        views = [maker.views(take) for take in own]
        sessions = [take.session for take in own]
        examples = _examples(network, cache, views, sessions, label, DETECTION_SCORE)
        if not any(_has_steps(example) for example in examples):  # it never names this gesture
            examples = _examples(network, cache, views, sessions, label, None)
        if not any(_has_steps(example) for example in examples):
            raise TrainingError(
                "The training failed: the network names no take.", "Train again, or choose another seed."
            )
        known.append(examples)
    return known


def subsample_takes(takes: Sequence[TakeSequence], gesture: str) -> list[TakeSequence]:
    """Return the takes of a gesture, of many only every n-th."""
    own = [take for take in takes if take.gesture == gesture]
    return own[:: max(1, len(own) // MOST_TAKES)]


def _has_steps(example: Example) -> bool:
    return bool(len(example.embedding) and example.features.shape[1])


def _examples(
    network: GestureNetwork,
    cache: SampleCache,
    views: Sequence[Views],
    sessions: Sequence[str],
    label: int,
    least: float | None,
) -> list[Example]:
    """Return one example for each take of a gesture."""

    def named(samples: Iterable[CachedSample]) -> Iterator[tuple[Tensor, Tensor]]:
        for sample in embed_samples(network, cache, [*samples]):
            yield _named(network, sample, label, least)

    of_recorded = named(own.recorded for own in views)
    augmented = named(chain.from_iterable(own.augmented for own in views))
    composed = named(chain.from_iterable(own.composed for own in views))
    examples = []
    for session, own, (features, embedding) in zip(sessions, views, of_recorded, strict=True):
        if not own.augmented:
            examples.append(Example(session, features, features, embedding, embedding))
            continue
        augmented_features = torch.cat([next(augmented)[0] for _ in own.augmented], 1)
        augmented_embedding = torch.cat([embedding[:0], *(next(composed)[1] for _ in own.composed)])
        examples.append(Example(session, features, augmented_features, embedding, augmented_embedding))
    return examples


def _named(network: GestureNetwork, sample: EmbeddedSample, label: int, least: float | None) -> tuple[Tensor, Tensor]:
    """Return the steps of the target mask with a probability of at least `least`, or the few likeliest if it is None.

    Returns:
        Their scaled features for each hand [2, N, FEATURE_SIZE], and their embedding [N, hidden].
    """
    with torch.no_grad():
        likely = network.logits(sample.embedding).softmax(-1)[:, label] * sample.target_mask  # [K]
        bar = likely.topk(min(LASTING, len(likely))).values[-1] if least is None else least
        named = (likely >= bar) & (likely > 0)
        return by_hand(network.scaled(sample.features[named])), sample.embedding[named]

"""The starter's gestures in a training of the user's: a few samples in each round, and reference steps.

Their takes are never held out, measured or counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gesture_app.core.errors import TrainingError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.recording import Recording
from gesture_app.learning.dataset import StreamComposer
from gesture_app.learning.distributed import ProcessGroup
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.open_set import Example
from gesture_app.learning.open_set_examples import ViewMaker, collect_examples
from gesture_app.learning.sample_cache import CachedSample, SampleCache
from gesture_app.learning.take_selection import TrainingTakes, select_takes
from gesture_app.learning.take_sequence import TakeSequence

COMPOSED, RECORDED = 2, 1
"""takes of each gesture that a round shows in composed streams, and others that it shows as recorded"""
REFERENCE_TAKES = 16
"""of each gesture, from which the open-set scorer takes its reference steps as they are: they vary enough"""
NO_TAKES = TrainingTakes((), (), ())

_SEED = 271
"""beside the training's own, so that the user's samples do not depend on the starter's"""


@dataclass(frozen=True, slots=True, eq=False)
class Starter:
    """The starter's gestures that a model shall know beside the user's."""

    takes: Sequence[Recording] = ()
    rules: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """by gesture: threshold, and span in seconds; a training finds what is missing"""

    @classmethod
    def of(cls, takes: Sequence[Recording], card: ModelCard | None, without: Collection[str] = ()) -> Starter:
        """Return the starter with the thresholds and spans of its own card, without some gestures."""
        kept = tuple(take for take in takes if take.info.gesture not in without)
        if card is None:
            return cls(kept)
        rules = zip(card.thresholds, card.spans, strict=True)
        return cls(kept, dict(zip(card.labels, rules, strict=True)))

    def takes_beside(self, own: Collection[str], rate: float) -> TrainingTakes:
        """Return the takes of all gestures that are not the user's own."""
        try:
            return select_takes((take for take in self.takes if take.info.gesture not in own), (), rate)
        except TrainingError:  # there is no such gesture
            return NO_TAKES


class StarterSampler:
    """Draws some of the starter's takes for each round, others each time.

    Args:
        composer: composes streams of the starter's takes.
        cache: of the samples.
        processes: all that train together; each draws a part.
        seed: of the training.
    """

    def __init__(self, composer: StreamComposer, cache: SampleCache, processes: ProcessGroup, seed: int) -> None:
        self.composer = composer
        self.rng = np.random.default_rng((seed, _SEED, processes.rank))
        self._cache, self._processes = cache, processes
        order = np.random.default_rng((seed, _SEED)).permutation(len(composer.takes))
        by_gesture: defaultdict[str, list[TakeSequence]] = defaultdict(list)
        for index in order:
            by_gesture[composer.takes[index].gesture].append(composer.takes[index])
        self._by_gesture = dict(sorted(by_gesture.items()))
        self._drawn = 0
        self._views = ViewMaker(self.rng, composer, cache, augmented=0)

    def draw(self) -> list[CachedSample]:
        """Return the samples of one more round that this process learns from."""
        composed, recorded = self._next(COMPOSED), self._next(RECORDED)
        samples = [sample for take in composed for sample in self.composer.with_gesture(self.rng, take)]
        samples += [sample for take in recorded for sample in self.composer.as_recorded(take)]
        return [self._cache.add(sample) for sample in samples]

    def recorded(self, without: Collection[str]) -> list[list[CachedSample]]:
        """Return some takes of each gesture as they were recorded, but none of the gestures in `without`."""
        return [
            [self._views.views(take).recorded for take in self._references(gesture) if gesture not in without]
            for gesture in self._by_gesture
        ]

    def examples(self, network: GestureNetwork, labels: Sequence[str], first: int) -> list[list[Example]]:
        """Return examples of each gesture, whose labels are those from `first` on."""
        takes = [take for gesture in self._by_gesture for take in self._references(gesture)]
        return collect_examples(network, self._cache, self._views, takes, labels, first)

    def _references(self, gesture: str) -> list[TakeSequence]:
        return self._by_gesture[gesture][:REFERENCE_TAKES]

    def _next(self, count: int) -> list[TakeSequence]:
        places = range(self._drawn, self._drawn + count)
        self._drawn += count
        drawn = [takes[place % len(takes)] for takes in self._by_gesture.values() for place in places]
        return drawn[self._processes.rank :: self._processes.count]

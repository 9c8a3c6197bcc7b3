"""Composes the rounds of a training. A round is what one epoch passes over: all takes, composed and in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gesture_app.learning.dataset import Sample, StreamComposer
from gesture_app.learning.distributed import ProcessGroup, batch_count
from gesture_app.learning.sample_cache import Batches, CachedSample, SampleCache, make_batches


@dataclass(frozen=True, slots=True, eq=False)
class RoundMaker:
    """Composes the part of each round that this process learns from."""

    rng: np.random.Generator
    cache: SampleCache
    processes: ProcessGroup
    batch_size: int
    """samples in the batches of all processes together"""

    def recorded(self, composer: StreamComposer) -> list[CachedSample]:
        """Return the takes as they were recorded."""
        takes = composer.takes[self.processes.rank :: self.processes.count]
        return [self.cache.add(sample) for take in takes for sample in composer.as_recorded(take)]

    def compose(
        self,
        composer: StreamComposer,
        gestures: int,
        recorded: Sequence[CachedSample] = (),
        others: Sequence[CachedSample] = (),
    ) -> Batches:
        """Return one round.

        Args:
            composer: composes streams of its takes.
            gestures: about how many to show. Every take is shown at least once.
            recorded: samples to repeat as often as the takes.
            others: further samples.
        """
        times = max(1, round(gestures / len(composer.takes)))
        composed = [self.cache.add(sample) for sample in self._samples(composer, times)]
        samples = [*composed, *(times * [*recorded]), *others]
        return make_batches(self.cache, samples, batch_count(self.processes, len(samples), self.batch_size))

    def _samples(self, composer: StreamComposer, times: int) -> Iterator[Sample]:
        """Yield every take some times, and half as many streams of background."""
        shown = composer.takes * times
        for place, take in enumerate(shown[self.processes.rank :: self.processes.count]):
            yield from composer.with_gesture(self.rng, take)
            if place % 2 == 0:
                yield from composer.without_gesture(self.rng)

"""Calibrates when gestures fire: the span over which scores are averaged, and the thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from gesture_app.core.gestures import NONE
from gesture_app.core.model.report import Peak
from gesture_app.core.score_smoothing import ScoreSmoother
from gesture_app.learning.dataset import Sample, StreamComposer
from gesture_app.learning.evaluation import FiringRules, averaging_span, choose_thresholds
from gesture_app.learning.held_out_metrics import peaks_of
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.open_set import Scores
from gesture_app.learning.sample_cache import CachedSample, SampleCache, embed_samples

STREAMS = 80
"""with a gesture, about as many at least"""
MOST_STREAMS_PER_TAKE = 4
BACKGROUND_STREAMS = 150


def calibrate(
    rng: np.random.Generator,
    network: GestureNetwork,
    file: SampleCache,
    labels: Sequence[str],
    learned_from: Sequence[Sequence[CachedSample]],
    held_out: StreamComposer,
) -> tuple[FiringRules, tuple[Peak, ...]]:
    """Return spans, found on training takes, and thresholds, found on the peaks of held-out streams.

    Args:
        rng: random state.
        network: fitted, with its open-set scorer.
        file: cache of the samples.
        labels: C labels, the background first.
        learned_from: the training takes of each gesture, as they were recorded.
        held_out: composes streams of the held-out takes, which are added to the cache.
    """
    rate = held_out.rate
    own = [
        [scores[:, label] for scores in _scores(network, file, takes)] for label, takes in enumerate(learned_from, 1)
    ]
    spans = tuple(averaging_span(scores, rate) for scores in ((), *own))

    def peaks(streams: Iterable[Sequence[Sample]]) -> list[npt.NDArray[np.float32]]:
        return _peaks(network, file, streams, spans, rate)

    takes = held_out.takes * min(MOST_STREAMS_PER_TAKE, max(1, STREAMS // len(held_out.takes)))
    of_takes = peaks(held_out.with_gesture(rng, take) for take in takes)
    shown = [(take.gesture, peak) for take, peak in zip(takes, of_takes, strict=True)]
    nothing = peaks(held_out.without_gesture(rng) for _ in range(BACKGROUND_STREAMS))
    rules = FiringRules(choose_thresholds(labels, shown, nothing), spans)
    return rules, peaks_of([*shown, *((NONE, peak) for peak in nothing)])


def _scores(network: GestureNetwork, file: SampleCache, samples: Sequence[CachedSample]) -> Iterator[Scores]:
    """Yield the scores of each sample [K, C]."""
    for sample in embed_samples(network, file, samples):
        yield network.scores(sample.features, sample.embedding)


def _peaks(
    network: GestureNetwork,
    file: SampleCache,
    streams: Iterable[Sequence[Sample]],
    spans: Sequence[float],
    rate: float,
) -> list[npt.NDArray[np.float32]]:
    """Return the highest averaged scores of each stream [C]. The state is reset before each of its samples."""
    kept = [[file.add(sample) for sample in stream] for stream in streams]
    scores = _scores(network, file, [*chain.from_iterable(kept)])
    nothing = np.zeros((1, len(spans)), np.float32)
    return [
        np.concatenate([nothing, *(ScoreSmoother(spans, rate).push(next(scores)) for _ in stream)]).max(0)
        for stream in kept
    ]

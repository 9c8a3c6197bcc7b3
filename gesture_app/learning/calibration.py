"""When gestures fire: over how long their scores are averaged, and the thresholds that held-out streams ask for."""

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
"""at least as many streams with a gesture in them as there are held-out takes give the thresholds"""
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
    """Spans from takes it learned from, thresholds from the peaks of streams composed of those it did not.

    Args:
        rng: chance.
        network: has learned, and what its takes look like as well.
        file: of the lessons.
        labels: C labels, the background first.
        learned_from: takes as they were recorded, for each gesture.
        held_out: composes streams of the other takes, which are kept in the file.
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
    """Of the steps of each lesson [K, C]."""
    for sample in embed_samples(network, file, samples):
        yield network.scores(sample.features, sample.embedding)


def _peaks(
    network: GestureNetwork,
    file: SampleCache,
    streams: Iterable[Sequence[Sample]],
    spans: Sequence[float],
    rate: float,
) -> list[npt.NDArray[np.float32]]:
    """How high the averaged scores rise in each stream, which starts afresh with each of its lessons; each [C]."""
    kept = [[file.add(sample) for sample in stream] for stream in streams]
    scores = _scores(network, file, [*chain.from_iterable(kept)])
    nothing = np.zeros((1, len(spans)), np.float32)
    return [
        np.concatenate([nothing, *(ScoreSmoother(spans, rate).push(next(scores)) for _ in stream)]).max(0)
        for stream in kept
    ]

"""Calibrates when gestures fire: the span over which scores are averaged, and the thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

import numpy as np
import numpy.typing as npt

from gesture_app.core.gestures import NONE
from gesture_app.core.model.report import Peak
from gesture_app.core.score_smoothing import ScoreSmoother
from gesture_app.learning.dataset import Sample, StreamComposer
from gesture_app.learning.held_out_metrics import peaks_of
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.reference_steps import Scores
from gesture_app.learning.sample_cache import CachedSample, SampleCache, embed_samples

STREAMS = 80
"""with a gesture, about as many at least"""
MOST_STREAMS_PER_TAKE = 4
BACKGROUND_STREAMS = 150
LOWEST_THRESHOLD, USUAL_THRESHOLD, HIGHEST_THRESHOLD = 0.5, 0.6, 0.9
PULL = 0.5
"""share of missed takes that weighs as much as a distance of 1 from the usual threshold"""
SHORTEST_SPAN_S, LONGEST_SPAN_S = 0.25, 0.75
NAMED_SCORE = 0.65
"""from which a single step counts as naming a gesture"""
FALSE_ALARM = 5.0
"""weight of a share of false alarms against a share of missed takes: most of a day nobody makes a gesture"""
SPAN_SHARE = 0.34
"""of the time for which a gesture is named in its own takes: only a long gesture leaves time for a long average"""
QUICK_TAKES = 0.3
"""share of a gesture's takes that are quicker than its usual time"""


@dataclass(frozen=True, slots=True)
class FiringRules:
    """Thresholds and spans, one per label."""

    thresholds: tuple[float, ...]
    spans: tuple[float, ...]
    """seconds over which its score is averaged"""


def calibrate(
    rng: np.random.Generator,
    network: GestureNetwork,
    cache: SampleCache,
    labels: Sequence[str],
    learned_from: Sequence[Sequence[CachedSample]],
    held_out: StreamComposer,
    given: Mapping[str, tuple[float, float]],
) -> tuple[FiringRules, tuple[Peak, ...]]:
    """Return spans, found on training takes, and thresholds, found on the peaks of held-out streams.

    Args:
        rng: random state.
        network: fitted, with its open-set scorer.
        cache: of the samples.
        labels: C labels, the background first.
        learned_from: the training takes of each gesture, as they were recorded.
        held_out: composes streams of the held-out takes, which are added to the cache.
        given: threshold and span of gestures that no held-out take shows.
    """
    rate = held_out.rate
    own = [
        [scores[:, label] for scores in _scores(network, cache, takes)] for label, takes in enumerate(learned_from, 1)
    ]
    found = (averaging_span(scores, rate) for scores in ((), *own))
    spans = tuple(given[label][1] if label in given else span for label, span in zip(labels, found, strict=True))

    def peaks(streams: Iterable[Sequence[Sample]]) -> list[npt.NDArray[np.float32]]:
        return _peaks(network, cache, streams, spans, rate)

    takes = held_out.takes * min(MOST_STREAMS_PER_TAKE, max(1, STREAMS // len(held_out.takes)))
    of_takes = peaks(held_out.with_gesture(rng, take) for take in takes)
    shown = [(take.gesture, peak) for take, peak in zip(takes, of_takes, strict=True)]
    nothing = peaks(held_out.without_gesture(rng) for _ in range(BACKGROUND_STREAMS))
    chosen = zip(labels, choose_thresholds(labels, shown, nothing), strict=True)
    rules = FiringRules(tuple(given[label][0] if label in given else value for label, value in chosen), spans)
    return rules, peaks_of([*shown, *((NONE, peak) for peak in nothing)])


def _scores(network: GestureNetwork, cache: SampleCache, samples: Sequence[CachedSample]) -> Iterator[Scores]:
    """Yield the scores of each sample [K, C]."""
    for sample in embed_samples(network, cache, samples):
        yield network.scores(sample.features, sample.embedding)


def _peaks(
    network: GestureNetwork,
    cache: SampleCache,
    streams: Iterable[Sequence[Sample]],
    spans: Sequence[float],
    rate: float,
) -> list[npt.NDArray[np.float32]]:
    """Return the highest averaged scores of each stream [C]. The state is reset before each of its samples."""
    kept = [[cache.add(sample) for sample in stream] for stream in streams]
    scores = _scores(network, cache, [*chain.from_iterable(kept)])
    nothing = np.zeros((1, len(spans)), np.float32)
    return [
        np.concatenate([nothing, *(ScoreSmoother(spans, rate).push(next(scores)) for _ in stream)]).max(0)
        for stream in kept
    ]


def averaging_span(takes: Sequence[npt.NDArray[np.floating]], rate: float) -> float:
    """Return the seconds over which to average a gesture's score, from its scores in its own takes, each [K]."""
    times = [_longest(scores >= NAMED_SCORE) / rate for scores in takes]
    times = [time for time in times if time > 0]
    usual = float(np.quantile(times, QUICK_TAKES)) if times else 0.0
    return round(float(np.clip(SPAN_SHARE * usual, SHORTEST_SPAN_S, LONGEST_SPAN_S)), 3)


def _longest(over: npt.NDArray[np.bool_]) -> int:
    """Return the length of the longest run of True."""
    return max((sum(1 for _ in run) for true, run in groupby(over.tolist()) if true), default=0)


def choose_thresholds(
    labels: Sequence[str],
    shown: Sequence[tuple[str, npt.NDArray[np.float32]]],
    nothing: Sequence[npt.NDArray[np.float32]],
) -> tuple[float, ...]:
    """Return for each label the threshold that best separates its takes from everything else, near the usual one.

    Args:
        labels: C labels, the background first.
        shown: (gesture, the highest of the averaged scores [C]) of takes.
        nothing: the highest scores [C] of stretches of background.
    """
    grid = np.round(np.arange(LOWEST_THRESHOLD, HIGHEST_THRESHOLD + 1e-9, 0.05), 2)
    found = []
    for index, label in enumerate(labels):
        own = np.array([scores[index] for gesture, scores in shown if gesture == label])
        other = np.array([scores[index] for gesture, scores in shown if gesture != label])
        background = np.array([scores[index] for scores in nothing])
        if index == 0 or not len(own):
            found.append(USUAL_THRESHOLD)
            continue
        worth = np.array([_share(own, t) - _share(other, t) - FALSE_ALARM * _share(background, t) for t in grid])
        pulled = worth - PULL * np.abs(grid - USUAL_THRESHOLD)
        found.append(float(grid[np.argmax(pulled.round(9))]))  # the lowest of equally good ones
    return tuple(found)


def _share(values: npt.NDArray[np.float32], threshold: float) -> float:
    return float((values >= threshold).mean()) if len(values) else 0.0

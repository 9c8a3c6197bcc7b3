"""The results on held-out takes that a report shows: labels, events in composed streams, and score peaks.

A stream is composed of whole takes as they were recorded, with seconds of background between them. The background comes
from held-out takes of `none`, or else from slack hands that no training sample showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import features_of
from gesture_app.core.gestures import NONE
from gesture_app.core.ground_truth import Performance
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray
from gesture_app.core.interfaces import Recogniser
from gesture_app.core.model.event_metrics import EventMetrics, score_events, sum_of
from gesture_app.core.model.report import JudgedTake, LearnedTake, Peak
from gesture_app.core.recording import Recording
from gesture_app.learning.background_samples import BackgroundMaker, minimum_jerk_path
from gesture_app.learning.evaluation import detect_events
from gesture_app.learning.take_sequence import TakeSequence, features_of_points

FEWEST_SHOWINGS, MOST_SHOWINGS = 40, 300
"""of gestures in all streams together"""
MOST_TIMES = 4
"""that one take is shown"""
SHOWINGS_PER_STREAM = 10
REST_S = (1.0, 4.0)
IDLE_STREAMS, IDLE_S = 3, 60.0
"""streams without a gesture"""
RECORDED_SHARE = 0.5
"""of the time between gestures, if takes of `none` were held out"""
MOST_PEAKS = 600
UNSEEN = 7919
"""added to the seed, for other slack hands than those of training"""


@dataclass(frozen=True, slots=True)
class NamedTake:
    """A held-out take with the label that the model gave it."""

    key: str
    """of the take in this training"""
    gesture: str
    named: str


def peaks_of(highest: Sequence[tuple[str, npt.NDArray[np.float32]]]) -> tuple[Peak, ...]:
    """Return the peaks of (gesture, highest averaged scores [C]), of very many only every n-th."""
    some = highest[:: -(-len(highest) // MOST_PEAKS) or 1]
    return tuple(Peak(gesture, tuple(round(float(score), 4) for score in scores)) for gesture, scores in some)


def score_composed_streams(
    recogniser: Recogniser,
    held_out: Sequence[TakeSequence],
    known: Sequence[TakeSequence],
    seed: int,
    starter: Sequence[TakeSequence] = (),
) -> EventMetrics:
    """Measure events in streams composed of held-out takes.

    Args:
        recogniser: has the labels of all takes, and has not learned from those held out.
        held_out: takes to show, and takes of `none` to show in between.
        known: all takes; no slack hand may resemble one of them.
        seed: of order and background.
        starter: takes of the starter's gestures; no slack hand may resemble one of them either.
    """
    rng = np.random.default_rng(seed + UNSEEN)
    rate = recogniser.card.rate
    rest = [take for take in held_out if take.gesture == NONE]
    gestures = [take for take in known if take.gesture != NONE]
    idle = _Idling(rng, BackgroundMaker(gestures, rest, rate, seed + UNSEEN, starter), rate)
    showings = _showings(rng, [take for take in held_out if take.gesture != NONE])
    streams = [
        _stream(idle, showings[first : first + SHOWINGS_PER_STREAM])
        for first in range(0, len(showings), SHOWINGS_PER_STREAM)
    ]
    streams += [_ComposedStream(idle.for_seconds(IDLE_S), ()) for _ in range(IDLE_STREAMS)]
    return sum_of([_score(recogniser, stream) for stream in streams])


def score_recorded_streams(
    recogniser: Recogniser, streams: Iterable[tuple[Recording, Sequence[Performance]]]
) -> EventMetrics:
    """Measure events in recorded streams with their ground truth."""
    card = recogniser.card
    return sum_of(
        [
            score_events(detect_events(recogniser, features_of(stream, card.rate)), truth, card.labels, stream.seconds)
            for stream, truth in streams
        ]
    )


def judged_takes(judged: Iterable[NamedTake], takes: Mapping[str, LearnedTake]) -> tuple[JudgedTake, ...]:
    """Return the held-out takes with their ids, found by their keys in this training."""
    found = ((take, takes[take.key]) for take in judged)
    return tuple(JudgedTake(take.key, take.id, take.gesture, named.named, take.session) for named, take in found)


@dataclass(frozen=True, slots=True, eq=False)
class _ComposedStream:
    points: FloatArray  # [K, 2, 21, 3]
    truth: tuple[Performance, ...]


class _Idling:
    """Composes background of any length."""

    def __init__(self, rng: np.random.Generator, background: BackgroundMaker, rate: float) -> None:
        self.rng, self.rate = rng, rate
        self._background = background

    def some(self, seconds: float) -> FloatArray:
        """Return one stretch of at most this length [K, 2, 21, 3]."""
        points = self._background.recorded_or_slack(self.rng, seconds, RECORDED_SHARE)
        if points is None:
            points = np.full((max(2, round(seconds * self.rate)), 2, LANDMARK_COUNT, 3), np.nan, np.float32)
        return points

    def for_seconds(self, seconds: float) -> FloatArray:
        """Return stretches joined to at least this length [K, 2, 21, 3]."""
        pieces, left = [self.some(REST_S[1])], round(seconds * self.rate)
        while (left := left - len(pieces[-1])) > 0:
            pieces.append(self.some(float(self.rng.uniform(*REST_S))))
        return np.concatenate(list(self.joined(pieces)))

    def joined(self, pieces: Sequence[FloatArray]) -> Iterator[FloatArray]:
        """Yield the pieces, with a path between each two of them."""
        yield pieces[0]
        for before, piece in pairwise(pieces):
            yield minimum_jerk_path(before[-1], piece[0], max(2, round(self.rng.uniform(0.2, 0.5) * self.rate)))
            yield piece


def _showings(rng: np.random.Generator, takes: Sequence[TakeSequence]) -> list[TakeSequence]:
    """Return the takes in random order, each equally often."""
    if not takes:
        return []
    times = min(MOST_TIMES, max(1, -(-FEWEST_SHOWINGS // len(takes))))
    some = [takes[index] for index in rng.permutation(len(takes))[:MOST_SHOWINGS]]
    return [some[index] for _ in range(times) for index in rng.permutation(len(some))]


def _stream(idle: _Idling, showings: Sequence[TakeSequence]) -> _ComposedStream:
    pieces: list[FloatArray] = []
    for take in showings:
        pieces += [idle.some(float(idle.rng.uniform(*REST_S))), take.points]
    pieces.append(idle.some(REST_S[1]))
    points: list[FloatArray] = []
    truth: list[Performance] = []
    passed, shown = 0, iter(showings)
    for place, piece in enumerate(idle.joined(pieces)):
        if place % 4 == 2:  # rest, way, gesture, way, rest, …
            truth.append(Performance(next(shown).gesture, passed / idle.rate, (passed + len(piece) - 1) / idle.rate))
        points.append(piece)
        passed += len(piece)
    return _ComposedStream(np.concatenate(points), tuple(truth))


def _score(recogniser: Recogniser, stream: _ComposedStream) -> EventMetrics:
    card = recogniser.card
    events = detect_events(recogniser, features_of_points(stream.points, card.rate))
    return score_events(events, stream.truth, card.labels, len(stream.points) / card.rate)

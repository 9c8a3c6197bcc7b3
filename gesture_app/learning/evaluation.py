"""Measures a model on takes by the events they fire, and chooses spans and thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import Features
from gesture_app.core.gestures import NONE
from gesture_app.core.interfaces import Recogniser
from gesture_app.core.prediction import Event, Prediction
from gesture_app.core.trigger import Trigger

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


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The result of R takes."""

    labels: tuple[str, ...]
    confusion: npt.NDArray[np.int64]
    """[C, C]: takes of the row's label that were classified as the column's"""

    @property
    def recordings(self) -> int:
        """Number of takes."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Share of takes that are classified correctly."""
        return float(self.confusion.trace() / max(1, self.recordings))

    @property
    def per_label(self) -> tuple[float | None, ...]:
        """Recall of each label, None for labels without a take."""
        rows = self.confusion.sum(1)
        right = self.confusion.diagonal()
        return tuple(float(r / n) if n else None for r, n in zip(right, rows, strict=True))


def detect_events(recogniser: Recogniser, features: Features) -> list[Event]:
    """Return the events that these steps fire, from a reset state on."""
    return _run(recogniser, features)[1]


def classify_take(recogniser: Recogniser, features: Features) -> str:
    """Return the label of a take: of all gestures that fire the one with the highest later score, else `none`."""
    predictions, events = _run(recogniser, features)
    if not events:
        return NONE
    labels = recogniser.card.labels
    times = np.array([prediction.time for prediction in predictions])  # [K]
    scores = np.stack([prediction.scores for prediction in predictions])  # [K, C]
    from_here = np.maximum.accumulate(scores[::-1])[::-1]  # [K, C]: the highest from a step on

    def highest(event: Event) -> float:
        return float(from_here[np.searchsorted(times, event.time), labels.index(event.label)])

    return max(events, key=highest).label


def evaluate(recogniser: Recogniser, takes: Sequence[tuple[str, Features]]) -> Evaluation:
    """Classify every take (gesture, features)."""
    return evaluation_from(
        recogniser.card.labels, [(gesture, classify_take(recogniser, features)) for gesture, features in takes]
    )


def evaluation_from(labels: tuple[str, ...], takes: Sequence[tuple[str, str]]) -> Evaluation:
    """Count takes (gesture, label given) in a confusion matrix."""
    confusion = np.zeros((len(labels), len(labels)), np.int64)
    for gesture, name in takes:
        confusion[labels.index(gesture), labels.index(name)] += 1
    return Evaluation(labels, confusion)


def _run(recogniser: Recogniser, features: Features) -> tuple[list[Prediction], list[Event]]:
    """Return all predictions and events of some steps. The recogniser is reset before and after."""
    card = recogniser.card
    trigger = Trigger(card.labels, card.thresholds, card.again_s)
    recogniser.reset()
    predictions = recogniser.step(features)
    recogniser.reset()
    return predictions, [event for prediction in predictions if (event := trigger.push(prediction)) is not None]


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

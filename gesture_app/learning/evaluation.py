"""Measures a model on takes by the events they fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import Features
from gesture_app.core.gestures import NONE
from gesture_app.core.interfaces import Recogniser
from gesture_app.core.prediction import Event, Prediction
from gesture_app.core.trigger import Trigger


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
    """Return the label of a take: of all gestures that fire the one with the highest mean score, else `none`.

    The weight of a step in that mean rises with the square of its time: a gesture may begin like another one, and the
    later a score, the more of the take it has seen. A hand on its way back may fire too, but briefly.
    """
    predictions, events = _run(recogniser, features)
    if not events:
        return NONE
    labels = recogniser.card.labels
    weights = np.arange(1, len(predictions) + 1) ** 2.0  # [K]
    means = weights @ np.stack([prediction.scores for prediction in predictions]) / weights.sum()  # [C]
    return max((event.label for event in events), key=lambda label: float(means[labels.index(label)]))


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
    trigger = Trigger(card.labels, card.thresholds, card.again_s, starter=card.starter)
    recogniser.reset()
    predictions = recogniser.step(features)
    recogniser.reset()
    return predictions, [event for prediction in predictions if (event := trigger.push(prediction)) is not None]

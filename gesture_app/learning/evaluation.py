"""How good a model is on takes: what each of them fires, and the thresholds that follow from those held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import Features
from gesture_app.core.gestures import NONE
from gesture_app.core.parts import Recogniser
from gesture_app.core.prediction import Prediction
from gesture_app.core.trigger import Trigger, TriggerRule

LOWEST_THRESHOLD, USUAL_THRESHOLD, HIGHEST_THRESHOLD = 0.6, 0.75, 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What became of R takes."""

    labels: tuple[str, ...]
    confusion: npt.NDArray[np.int64]
    """[C, C]: takes of the row's label that were named as the column's"""

    @property
    def recordings(self) -> int:
        """How many takes were judged."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Share of takes named rightly."""
        return float(self.confusion.trace() / max(1, self.recordings))

    @property
    def per_label(self) -> tuple[float | None, ...]:
        """Share of each label's takes named rightly; None where there was no take."""
        rows = self.confusion.sum(1)
        right = self.confusion.diagonal()
        return tuple(float(r / n) if n else None for r, n in zip(right, rows, strict=True))


def evaluate(recogniser: Recogniser, takes: Sequence[tuple[str, Features]]) -> Evaluation:
    """Name every take (gesture, features).

    A take is named by the strongest event that fires in it, as it would live; `none` where nothing fires.
    """
    labels = recogniser.card.labels
    confusion = np.zeros((len(labels), len(labels)), np.int64)
    for gesture, features in takes:
        recogniser.reset()
        trigger = Trigger(labels, recogniser.card.thresholds)
        events = [event for prediction in recogniser.step(features) if (event := trigger.push(prediction)) is not None]
        named = max(events, key=lambda event: event.confidence).label if events else NONE
        confusion[labels.index(gesture), labels.index(named)] += 1
    recogniser.reset()
    return Evaluation(labels, confusion)


def held_scores(predictions: Sequence[Prediction], rate: float, labels: int) -> npt.NDArray[np.float64]:
    """The highest score each label kept up for as long as a trigger asks [C]."""
    width = 1 + round(TriggerRule().hold_s * rate)
    if not predictions:
        return np.zeros(labels)
    scores = np.stack([prediction.scores for prediction in predictions])  # [K, C]
    width = min(width, len(scores))
    kept = np.lib.stride_tricks.sliding_window_view(scores, width, axis=0).min(-1)  # [K - width + 1, C]
    return np.asarray(kept.max(0), np.float64)


def thresholds_of(
    labels: Sequence[str],
    shown: Sequence[tuple[str, npt.NDArray[np.float64]]],
    nothing: Sequence[npt.NDArray[np.float64]],
) -> tuple[float, ...]:
    """Per label the threshold that tells its own takes best from everything else, the middle where several do.

    Args:
        labels: C labels, the background first.
        shown: (gesture, held scores [C]) of takes.
        nothing: held scores [C] of background.
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
        worth = np.array([_share(own, t) - _share(other, t) - 2 * _share(background, t) for t in grid])
        best = grid[worth >= worth.max() - 1e-9]
        found.append(float(best[np.argmin(np.abs(best - USUAL_THRESHOLD))]))
    return tuple(found)


def _share(values: npt.NDArray[np.float64], threshold: float) -> float:
    return float((values >= threshold).mean()) if len(values) else 0.0

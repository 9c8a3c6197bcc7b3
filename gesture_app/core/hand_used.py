"""Finds the hand that made a gesture, from what the network scores for each hand alone."""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from gesture_app.core.prediction import Event, HandUsed, Prediction

LONGEST_S = 3.0
"""seconds before an event that count at most"""
LEAST_S = 0.25
"""seconds before an event that always count, as a quick gesture begins to rise just before it fires"""
CLEARLY = 2.0
"""a hand made the gesture alone if it scored so many times as high as the other"""


class HandEvidence:
    """Keeps the newest scores of each hand alone. Predictions must come in order of time."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, npt.NDArray[np.float32]]] = deque()

    def reset(self) -> None:
        """Forget everything."""
        self._kept.clear()

    def push(self, prediction: Prediction) -> None:
        """Add a prediction."""
        if prediction.by_hand is None:
            return
        if self._kept and prediction.time <= self._kept[-1][0]:
            self._kept.clear()  # another source, whose time starts again
        self._kept.append((prediction.time, prediction.by_hand))
        while self._kept[0][0] < prediction.time - LONGEST_S:
            self._kept.popleft()

    def hand_of(self, event: Event, label: int) -> HandUsed | None:
        """Return the hand that made the gesture of an event, whose label has this index. None if it is unknown."""
        since = min(event.start, event.time - LEAST_S)
        scores = [by_hand[:, label] for time, by_hand in self._kept if since <= time <= event.time]
        if not scores:
            return None
        left, right = np.mean(scores, axis=0)
        if left == right == 0:
            return None
        if left >= CLEARLY * right:
            return HandUsed.LEFT
        return HandUsed.RIGHT if right >= CLEARLY * left else HandUsed.BOTH

"""Averages scores over a short span, so that short peaks do not fire and one bad step does not break a gesture.

This is the posterior smoothing of keyword spotters (Chen, Parada and Heigold 2014, "Small-footprint keyword spotting
using deep neural networks"). Each gesture has its own span: longer for a held pose, shorter for a swipe.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class ScoreSmoother:
    """Returns the moving average of every label's scores, which are 0 before the first step.

    Args:
        spans: seconds, one per label.
        rate: steps a second.
    """

    def __init__(self, spans: Sequence[float], rate: float) -> None:
        self._widths = widths_of(spans, rate)  # [C]
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._before = np.zeros((int(self._widths.max()), len(self._widths)))

    def push(self, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the averages [K, C] after each of K further steps, from scores [K, C]."""
        longest, labels = self._before.shape
        known = np.concatenate([self._before, scores])  # [W + K, C]
        sums = np.concatenate([np.zeros((1, labels)), known.cumsum(0)])  # [W + K + 1, C]
        ends, columns = np.ogrid[longest + 1 : len(sums), :labels]  # [K, 1], [1, C]
        totals = sums[ends, columns] - sums[ends - self._widths, columns]  # [K, C]
        self._before = known[-longest:]
        averaged: npt.NDArray[np.float32] = (totals / self._widths).astype(np.float32)
        return averaged


def widths_of(spans: Sequence[float], rate: float) -> npt.NDArray[np.int64]:
    """Return the number of steps [C] over which each label's score is averaged."""
    return np.array([1 + round(span * rate) for span in spans])

"""Finds memory cells that are on during a time span and off before it."""

from __future__ import annotations

import numpy as np

from gesture_app.core.inspection.results import SpanCells
from gesture_app.core.inspection.trace import Trace

ON, OFF = 0.5, 0.25
"""size of the mean output, which lies between -1 and 1: at least ON is on, at most OFF is off"""
BEFORE_S = 1.0
"""seconds before the span that are compared, at most the length of the span"""


def newly_active_cells(trace: Trace, steps: slice, layer: int = -1, side: int | None = None) -> SpanCells:
    """Return the cells of a layer that are on during some steps (at least one) and off before, most changed first.

    Before a fresh step and before the trace all cells are off, as the memory is empty there.
    """
    hidden = trace.layers[layer].hidden[trace.side if side is None else side]  # [K, hidden]
    first, end, _ = steps.indices(len(trace))
    during = hidden[first:end].mean(0)
    begin = max(0, first - max(1, min(round(BEFORE_S * trace.card.rate), end - first)))
    fresh_steps = np.flatnonzero(trace.fresh[begin : first + 1])  # the memory is reset there
    begin += int(fresh_steps[-1]) if len(fresh_steps) else 0
    before = hidden[begin:first].mean(0) if begin < first else np.zeros_like(during)
    newly_active = np.flatnonzero((np.abs(during) >= ON) & (np.abs(before) <= OFF))
    newly_active = newly_active[np.argsort(np.abs(before[newly_active]) - np.abs(during[newly_active]), kind="stable")]
    start, until = float(trace.time[first]), float(trace.time[end - 1])
    return SpanCells(start, until, newly_active, during[newly_active], before[newly_active])

"""Runs a network again with one number of its input changed at one step."""

from __future__ import annotations

from gesture_app.core.features import Features
from gesture_app.core.inspection.results import FeatureChange
from gesture_app.core.inspection.trace import Trace
from gesture_app.learning.inspection.tracer import Tracer
from gesture_app.learning.network import GestureNetwork


def trace_with_change(network: GestureNetwork, trace: Trace, change: FeatureChange) -> Trace:
    """Return the trace of the same steps with one feature changed. The state is zero before the first step."""
    values = trace.features.copy()
    values[change.step, change.column] = change.value
    return Tracer(trace.card, network).trace_features(Features(trace.time, values, trace.fresh, trace.points))

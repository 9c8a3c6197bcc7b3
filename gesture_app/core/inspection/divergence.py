"""Compares the evidence for two labels: when it diverged, and which cells caused it."""

from __future__ import annotations

import numpy as np

from gesture_app.core.inspection.results import Divergence
from gesture_app.core.inspection.trace import Trace

CLEAR = 1.0
"""lead from which a label is clearly ahead, in natural logarithms: 2.7 times as likely"""
BEFORE_S = 0.3
"""seconds before the divergence, with which the contributions of cells are compared"""


def find_divergence(trace: Trace, label: int, other: int, steps: slice = slice(None), count: int = 8) -> Divergence:
    """Compare the evidence for two labels during some steps (at least one) of a trace.

    The reference is the step with the largest lead. If exactly one of the two labels fired, only its own lead counts,
    as `none` may lead further in the rest before a gesture. The divergence is the first step from which the label stays
    clearly ahead up to the reference.

    The cells are those of the last layer that changed the lead most, compared with just before the divergence. If
    `none` is one of the labels they explain only a part, as its logits count less.
    """
    apart = trace.evidence.total[:, label] - trace.evidence.total[:, other]  # [K]
    first, end, _ = steps.indices(len(trace))
    furthest = first + int(np.argmax(_looked_at(trace, label, other, apart, first, end)))
    ahead, behind = (label, other) if apart[furthest] >= 0 else (other, label)
    network, features, embedding = (part[:, ahead] - part[:, behind] for part in trace.evidence.parts)
    lead = network + features + embedding
    diverged = _since(lead[first : furthest + 1] >= CLEAR)
    begin = furthest if diverged is None else first + diverged
    pulled = trace.logit_weight[ahead] * trace.contribution(ahead) - trace.logit_weight[behind] * trace.contribution(
        behind
    )
    earlier = pulled[max(first, begin - max(1, round(BEFORE_S * trace.card.rate))) : begin]
    change = pulled[begin : furthest + 1].mean(0) - (earlier.mean(0) if len(earlier) else 0)
    cells = np.argsort(-change, kind="stable")[:count]
    return Divergence(
        ahead=ahead,
        behind=behind,
        time=None if diverged is None else float(trace.time[begin]),
        furthest=float(trace.time[furthest]),
        lead=lead,
        by_network=network,
        by_features=features,
        by_embedding=embedding,
        cells=cells,
        contributions=change[cells],
    )


def _looked_at(trace: Trace, label: int, other: int, apart: np.ndarray, first: int, end: int) -> np.ndarray:
    """Return the lead from `first` to `end` of the label that fired there, its size if none or both fired."""
    begins, ends = trace.time[first], trace.time[end - 1]
    fired = {event.label for event in trace.fired if begins <= event.time <= ends + 1e-6}
    labels = trace.card.labels
    mine, others = labels[label] in fired, labels[other] in fired
    lead = apart[first:end]
    return np.abs(lead) if mine == others else lead if mine else -lead


def _since(clear: np.ndarray) -> int | None:
    """Return the first step of the run of True at the end, None if the last step is False."""
    if not clear[-1]:
        return None
    unclear = np.flatnonzero(~clear)
    return int(unclear[-1]) + 1 if len(unclear) else 0

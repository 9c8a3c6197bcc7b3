"""Why this gesture and not that one: where the evidence for two labels parted, and what made it part."""

from __future__ import annotations

import numpy as np

from gesture_app.core.inspection.results import Divergence
from gesture_app.core.inspection.trace import Trace

CLEAR = 1.0
"""by so much more evidence (natural logarithm: 2.7 times as likely) a label is clearly ahead of another"""
BEFORE_S = 0.3
"""what the cells added in this time before the parting is what they are compared with"""


def find_divergence(trace: Trace, label: int, other: int, steps: slice = slice(None), count: int = 8) -> Divergence:
    """How the evidence for two labels compares during some steps (at least one) of a trace.

    Of two of which one fired, that one's furthest lead is looked at, not the rest before it, in which `none` may be
    further ahead; else the moment the two were furthest apart. The parting is the first step of the stretch before it
    in which the one that was then ahead was clearly so throughout. The cells are those of the last layer that pulled
    them apart most from then on, compared with just before; where `none` is one of the two they tell only a part, as
    its logits count less.
    """
    apart = trace.evidence.total[:, label] - trace.evidence.total[:, other]  # [K]
    first, end, _ = steps.indices(len(trace))
    furthest = first + int(np.argmax(_looked_at(trace, label, other, apart, first, end)))
    ahead, behind = (label, other) if apart[furthest] >= 0 else (other, label)
    network, features, embedding = (part[:, ahead] - part[:, behind] for part in trace.evidence.parts)
    lead = network + features + embedding
    parted = _since(lead[first : furthest + 1] >= CLEAR)
    begin = furthest if parted is None else first + parted
    pulled = trace.logit_weight[ahead] * trace.contribution(ahead) - trace.logit_weight[behind] * trace.contribution(
        behind
    )
    earlier = pulled[max(first, begin - max(1, round(BEFORE_S * trace.card.rate))) : begin]
    change = pulled[begin : furthest + 1].mean(0) - (earlier.mean(0) if len(earlier) else 0)
    cells = np.argsort(-change, kind="stable")[:count]
    return Divergence(
        ahead=ahead,
        behind=behind,
        time=None if parted is None else float(trace.time[begin]),
        furthest=float(trace.time[furthest]),
        lead=lead,
        by_network=network,
        by_features=features,
        by_embedding=embedding,
        cells=cells,
        contributions=change[cells],
    )


def _looked_at(trace: Trace, label: int, other: int, apart: np.ndarray, first: int, end: int) -> np.ndarray:
    """How far ahead from `first` to `end` is the one of two labels that fired there; either, if none or both did."""
    begins, ends = trace.time[first], trace.time[end - 1]
    fired = {event.label for event in trace.fired if begins <= event.time <= ends + 1e-6}
    labels = trace.card.labels
    mine, others = labels[label] in fired, labels[other] in fired
    lead = apart[first:end]
    return np.abs(lead) if mine == others else lead if mine else -lead


def _since(clear: np.ndarray) -> int | None:
    """The first step of the last stretch of True, which must reach the end; None where it does not."""
    if not clear[-1]:
        return None
    unclear = np.flatnonzero(~clear)
    return int(unclear[-1]) + 1 if len(unclear) else 0

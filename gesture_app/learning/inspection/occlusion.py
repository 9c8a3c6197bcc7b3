"""Occlusion (Zeiler and Fergus 2014): scores with a finger, a hand or a stretch of time masked.

All masks of a take go through the network in one batch, which takes a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import torch

from gesture_app.core.features import Features, FeatureStream
from gesture_app.core.hands import FloatArray, Side
from gesture_app.core.inspection.results import Mask, MaskEffect, MaskKind, Occlusion
from gesture_app.core.inspection.trace import Evidence, Trace
from gesture_app.core.resampling import unbroken
from gesture_app.core.score_smoothing import ScoreSmoother
from gesture_app.learning.inspection.masking import apply_mask, mean_hand
from gesture_app.learning.inspection.score_parts import ScoreDecomposition
from gesture_app.learning.network import GestureNetwork

STRETCHES = 10
"""which overlap; one is covered at a time"""
STRETCH_S, STRETCH_SHARE = 0.4, 1 / 6
"""seconds each lasts, or its part of the whole, if that is longer: bridging less would change nothing"""
LONGEST_S = 30.0
"""a longer trace is looked at where the label's score is highest"""
_SEEN_SHARE = 0.2
"""a hand that is there in fewer of the steps is not asked about"""


def default_masks(trace: Trace) -> tuple[Mask, ...]:
    """Return masks of each hand's fingers, shape and path, of each hand if there are two, and of stretches of time."""
    there = [side for side in Side if trace.present[:, side].mean() >= _SEEN_SHARE] if len(trace) else []
    masks = [Mask(MaskKind.FINGER, side, finger) for side in there for finger in range(5)]
    masks += [Mask(what, side) for what in (MaskKind.SHAPE, MaskKind.PATH) for side in there]
    if len(there) == len(Side):
        masks += [Mask(MaskKind.HAND, side) for side in there]
    return (*masks, *_stretches(trace))


def occlusion(
    network: GestureNetwork,
    trace: Trace,
    label: int,
    masks: Sequence[Mask] | None = None,
    requested: Sequence[Mask] = (),
) -> Occlusion:
    """Measure the change of a label's score under each mask, on a trace of at least one step.

    Args:
        network: the one that the trace is of.
        trace: of the network, which runs again from its first step on.
        label: whose score.
        masks: masks to apply, `default_masks` if None.
        requested: further masks.
    """
    trace = _where_it_matters(trace, label)
    usual_ones = default_masks(trace) if masks is None else tuple(masks)
    masks = (*usual_ones, *requested)
    usual = mean_hand(network.feature_mean.numpy())
    variants = [_features(trace, trace.points)]
    variants += [_features(trace, apply_mask(trace.points, trace.time, mask, usual)) for mask in masks]
    answers = list(_answers(network, trace, variants))
    plain, plain_evidence = answers[0]
    sure = _sure(trace, plain[:, label], label)
    score, lead = float(plain[:, label].max()), _lead(plain_evidence, label)[sure].mean()
    effects = []
    for mask, variant, (smoothed, evidence) in zip(masks, variants[1:], answers[1:], strict=True):
        at = np.searchsorted(trace.time, variant.time - 1e-6)
        own = np.full(len(trace), np.nan, np.float32)
        own[at] = smoothed[:, label]
        now = _lead(evidence, label)[sure[at]]
        highest = float(np.nan_to_num(own).max())
        change = float(now.mean() - lead) if len(now) else float("nan")
        effects.append(MaskEffect(mask, highest, highest - score, change, own))
    first = len(usual_ones)
    return Occlusion(label, score, trace.time, sure, tuple(effects[:first]), tuple(effects[first:]))


def _stretches(trace: Trace) -> Iterator[Mask]:
    if len(trace) < 2:
        return
    begin, end = float(trace.time[0]), float(trace.time[-1])
    length = min(end - begin, max(STRETCH_S, STRETCH_SHARE * (end - begin)))
    for start in np.unique(np.linspace(begin, end - length, STRETCHES)).tolist():
        yield Mask(MaskKind.TIME, start=start, end=start + length)


def _where_it_matters(trace: Trace, label: int) -> Trace:
    steps = round(LONGEST_S * trace.card.rate)
    if len(trace) <= steps:
        return trace
    begin = max(0, min(len(trace) - steps, int(np.argmax(trace.smoothed[:, label])) - steps * 3 // 4))
    return trace.part(slice(begin, begin + steps))


def _features(trace: Trace, points: FloatArray) -> Features:
    """Return the features of other points at a trace's steps, without the steps at which no hand is left."""
    return FeatureStream(trace.card.rate).push_points(trace.time, points)


def _answers(
    network: GestureNetwork, trace: Trace, variants: Sequence[Features]
) -> Iterator[tuple[FloatArray, Evidence]]:
    """Yield the averaged scores and the evidence of each variant [K, C]."""
    pool = ScoreDecomposition(network, len(trace.card.labels))
    embedding = _understood(network, variants)
    values = np.concatenate([variant.values for variant in variants])
    answers = np.concatenate(embedding)
    with torch.inference_mode():
        logits = network.logits(torch.from_numpy(answers)).numpy()
    scores, evidence = pool.of(values, answers, logits)
    ends = np.cumsum([len(variant) for variant in variants])
    for variant, end in zip(variants, ends.tolist(), strict=True):
        steps = slice(end - len(variant), end)
        yield _smoothed(trace, variant, scores[steps]), Evidence(*(part[steps] for part in evidence.parts))


def _understood(network: GestureNetwork, variants: Sequence[Features]) -> list[FloatArray]:
    """Return the embedding of each variant [K, hidden]. Variants with the same steps share a batch."""
    alike: dict[tuple[bytes, bytes], list[int]] = {}
    for index, variant in enumerate(variants):
        alike.setdefault((variant.time.tobytes(), variant.fresh.tobytes()), []).append(index)
    embedding: list[FloatArray] = [np.zeros((0, network.memory.hidden_size), np.float32) for _ in variants]
    for indices in alike.values():
        stretches = unbroken(variants[indices[0]].fresh)
        if not stretches:
            continue
        together = torch.from_numpy(np.stack([variants[index].values for index in indices]))  # [B, K, FEATURE_SIZE]
        with torch.inference_mode():
            answers = torch.cat([network(together[:, start:end])[0] for start, end in stretches], 1).numpy()
        for index, steps in zip(indices, answers, strict=True):
            embedding[index] = steps
    return embedding


def _smoothed(trace: Trace, variant: Features, scores: FloatArray) -> FloatArray:
    average = ScoreSmoother(trace.card.spans, trace.card.rate)
    smoothed = np.empty_like(scores)
    for start, end in unbroken(variant.fresh):
        average.reset()
        smoothed[start:end] = average.push(scores[start:end])
    return smoothed


def _sure(trace: Trace, smoothed: FloatArray, label: int) -> npt.NDArray[np.bool_]:
    """Return the steps whose scores make up the highest average [K]."""
    last = int(np.argmax(smoothed))
    width = 1 + round(trace.card.spans[label] * trace.card.rate)
    steps = np.arange(len(smoothed))
    return (steps <= last) & (steps > last - width)


def _lead(evidence: Evidence, label: int) -> FloatArray:
    """Return a label's evidence minus that of the best other label [K]."""
    total = evidence.total
    lead: FloatArray = total[:, label] - np.delete(total, label, 1).max(1)
    return lead

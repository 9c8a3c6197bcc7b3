"""The whole recogniser as one ONNX graph: landmarks of one step and state in, averaged scores and new state out.

Features, network, open-set scorer and average are written once more in ONNX operators. Other programs only resample
frames to the model's rate (`core/resampling.py`) and turn scores into events (`core/trigger.py`). A test compares both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gesture_app.core.features import TRAILS_S
from gesture_app.core.hands import LANDMARK_COUNT
from gesture_app.core.model.card import CellType, ModelCard
from gesture_app.core.score_smoothing import widths_of
from gesture_app.learning.network import GestureNetwork
from gesture_app.learning.onnx_export.features import features_in
from gesture_app.learning.onnx_export.graph import AFTER, OnnxGraph, number_tensor, truth_tensor
from gesture_app.learning.onnx_export.network import embedding_in, hands_in, logits_in, memory_in, scores_in


@dataclass(frozen=True, slots=True)
class StateTensor:
    """State between steps: an input, and with the suffix `AFTER` an output, of float32."""

    name: str
    shape: tuple[int, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class OnnxModel:
    """A model for other programs."""

    state: tuple[StateTensor, ...]
    """in the order of the graph's inputs and outputs; all zeros before the first step"""
    file: bytes = field(repr=False)


def export_onnx(card: ModelCard, network: GestureNetwork) -> OnnxModel:
    """Export a network as an ONNX file. The same network gives the same bytes."""
    tensors = (*network.named_parameters(), *network.named_buffers())
    weights = {name: tensor.detach().numpy() for name, tensor in tensors}
    state = _state_of(card)
    g = OnnxGraph()
    g.begin("state")
    before = {tensor.name: g.add("Where", "fresh", g.constant(0), tensor.name) for tensor in state}
    g.begin("features")
    known = features_in(g, card.rate, before)
    g.begin("network")
    hands = hands_in(g, known.features, weights)
    memory = memory_in(g, card.network, hands, before, weights)
    embedding = embedding_in(g, memory, known.there)
    logits = logits_in(g, embedding, weights)
    g.begin("familiarity")
    scores = scores_in(g, hands, known.there, embedding, logits, weights, network.familiarity.levels)
    g.begin("average")
    _average(g, card, scores, before["recent"])
    inputs = [
        number_tensor("points", (2, LANDMARK_COUNT, 3), "left and right hand in picture heights; NaN: absent"),
        truth_tensor("fresh", (1,), "hands were away before this step: nothing remembered counts"),
        *(number_tensor(tensor.name, tensor.shape, tensor.meaning) for tensor in state),
    ]
    outputs = [
        number_tensor("scores", (len(card.labels),), "of each label, 0 to 1, averaged over its span"),
        *(number_tensor(tensor.name + AFTER, tensor.shape, f"the next step's {tensor.name}") for tensor in state),
    ]
    return OnnxModel(state, g.model("gesture_recogniser", inputs, outputs, {"model": card.id}))


def _state_of(card: ModelCard) -> tuple[StateTensor, ...]:
    memory = (card.network.layers, 2, card.network.hidden)
    recent = (int(widths_of(card.spans, card.rate).max()), len(card.labels))
    return (
        StateTensor("there", (2,), "1 if the left hand was visible, and the right one"),
        StateTensor("trails", (len(TRAILS_S), 2, 3), "fast and slow averages of each palm's place and size"),
        StateTensor("stir", (2, 3), "slow average of how fast each palm moves"),
        StateTensor("hidden", memory, "hidden state of each hand, by layer"),
        *(
            (StateTensor("cell", memory, "cell state of each hand, by layer"),)
            if card.network.cell == CellType.LSTM
            else ()
        ),
        StateTensor("recent", recent, "last scores before the average, the newest last"),
    )


def _average(g: OnnxGraph, card: ModelCard, scores: str, recent: str) -> None:
    """`core/score_smoothing.py` for one step: each label's mean over its own number of steps."""
    widths = widths_of(card.spans, card.rate)
    longest = int(widths.max())
    known = g.add("Concat", g.cut(recent, 0, 1, longest), scores, axis=0, called="recent" + AFTER)  # [longest, C]
    age = np.arange(longest)[::-1, None]
    shares = g.constant(np.where(age < widths, 1 / widths, 0))
    g.add("ReduceSum", g.add("Mul", known, shares), g.whole(0), keepdims=0, called="scores")

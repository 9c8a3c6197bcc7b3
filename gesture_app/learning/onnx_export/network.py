"""One step of `learning/network.py` and `learning/open_set.py` in ONNX operators."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gesture_app.core.features import PER_HAND, WAY_SIZE
from gesture_app.core.model.card import CellType, NetworkSize
from gesture_app.learning.network import ABSENT, LOGIT_SCALE
from gesture_app.learning.onnx_export.graph import AFTER, Array, OnnxGraph
from gesture_app.learning.open_set import RIVALS, SEEN, UNDERSTOOD, Labels, log_prob_weights
from gesture_app.learning.reference_steps import FURTHEST

NEVER = 1e30
"""a distance above all others; finite, as not every runtime supports infinity"""
SHORTEST = 1e-12
"""smallest length to divide by, as in torch"""

Weights = Mapping[str, Array]
"""parameters and buffers, as the network names them"""


# ---- learning/network.py ----
def hands_in(g: OnnxGraph, features: str, weights: Weights) -> str:
    """Scale features [1, FEATURE_SIZE] and arrange them for each hand [2, FEATURE_SIZE]."""
    there = g.pick(features, 1, weights["there"])
    about_0 = g.add("Sub", features, g.constant(weights["feature_mean"]))
    clipped = g.add("Clip", g.add("Mul", about_0, g.constant(weights["feature_scale"])), g.constant(-5), g.constant(5))
    scaled = g.add("Mul", clipped, there)  # [1, FEATURE_SIZE]
    parts = g.whole(PER_HAND, PER_HAND, 1, WAY_SIZE - 1)
    left, right, both, way = g.add_several("Split", scaled, parts, called=[""] * 4, axis=1)
    turned_about = g.add("Concat", right, left, both, g.add("Neg", way), axis=1)
    return g.add("Concat", scaled, turned_about, axis=0)


def memory_in(g: OnnxGraph, size: NetworkSize, hands: str, before: Mapping[str, str], weights: Weights) -> str:
    """Return the output of the recurrent layers for each hand [2, hidden]."""
    seen = g.add("Relu", g.linear(hands, weights["input.weight"], weights["input.bias"]))
    kinds = ("hidden", "cell") if size.cell == CellType.LSTM else ("hidden",)
    after: list[list[str]] = []
    for layer in range(size.layers):
        state = [g.pick(before[kind], 0, layer) for kind in kinds]  # [2, hidden]
        asked = [
            g.linear(tensor, weights[f"memory.weight_{of}_l{layer}"], weights[f"memory.bias_{of}_l{layer}"])
            for tensor, of in ((seen, "ih"), (state[0], "hh"))
        ]
        after.append(_CELLS[size.cell](g, *asked, *state))
        seen = after[-1][0]
    for kind, layers in zip(kinds, zip(*after, strict=True), strict=True):
        g.add("Concat", *(g.add("Unsqueeze", layer, g.whole(0)) for layer in layers), axis=0, called=kind + AFTER)
    return seen


def _lstm(g: OnnxGraph, of_input: str, of_hidden: str, hidden: str, cell: str) -> list[str]:
    gates = g.add_several("Split", g.add("Add", of_input, of_hidden), called=[""] * 4, axis=1)
    let_in, keep, let_out = (g.add("Sigmoid", gates[n]) for n in (0, 1, 3))
    news = g.add("Mul", let_in, g.add("Tanh", gates[2]))
    cell = g.add("Add", g.add("Mul", keep, cell), news)
    return [g.add("Mul", let_out, g.add("Tanh", cell)), cell]


def _gru(g: OnnxGraph, of_input: str, of_hidden: str, hidden: str) -> list[str]:
    asked = zip(*(g.add_several("Split", of, called=[""] * 3, axis=1) for of in (of_input, of_hidden)), strict=True)
    reset, update, (new, old) = asked
    heed, keep = (g.add("Sigmoid", g.add("Add", *both)) for both in (reset, update))
    news = g.add("Tanh", g.add("Add", new, g.add("Mul", heed, old)))
    return [g.add("Add", news, g.add("Mul", keep, g.add("Sub", hidden, news)))]


def _rnn(g: OnnxGraph, of_input: str, of_hidden: str, hidden: str) -> list[str]:
    return [g.add("Tanh", g.add("Add", of_input, of_hidden))]


_CELLS: Mapping[str, Callable[..., list[str]]] = {CellType.LSTM: _lstm, CellType.GRU: _gru, CellType.RNN: _rnn}
"""what is asked of the input and of the hidden state [2, gates * hidden], the state [2, hidden] → the state after"""


def embedding_in(g: OnnxGraph, memory: str, there: str) -> str:
    """Return the maximum of both hands' outputs [2, hidden] at length one [1, hidden]."""
    stronger = g.add("ReduceMax", g.add("Where", there, memory, g.constant(ABSENT)), axes=[0])
    length = g.add("Max", g.add("ReduceL2", stronger, axes=[1]), g.constant(SHORTEST))
    return g.add("Div", stronger, length)


def logits_in(g: OnnxGraph, embedding: str, weights: Weights) -> str:
    """Return logits [1, C]."""
    directions = weights["directions"]
    lengths = np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), SHORTEST)
    return g.linear(embedding, directions / lengths, weights["bias"], LOGIT_SCALE)


# ---- learning/open_set.py ----
def scores_in(
    g: OnnxGraph,
    hands: str,
    there: str,
    embedding: str,
    logits: str,
    weights: Weights,
    levels: tuple[Labels, Labels] | None,
) -> str:
    """Return scores [1, C]. `levels` are those of the open-set scorer."""
    counts = weights["familiarity.compared"]  # [2 * PER_HAND]
    compared = g.add("Mul", g.cut(hands, 1, 0, len(counts)), g.constant(counts))
    apart = g.add("Where", there, _squared_ways(g, compared, weights["familiarity.seen.steps"]), g.constant(NEVER))
    ways = {
        "seen": (SEEN, g.add("ReduceMin", apart, axes=[0])),
        "understood": (UNDERSTOOD, _squared_ways(g, embedding, weights["familiarity.understood.steps"])),
    }
    far = []
    for name, (scale, squared) in ways.items():
        way = g.add("Sqrt", g.add("Max", squared, g.constant(0)))
        of_limit = g.add("Div", way, g.constant(weights[f"familiarity.{name}.limits"]))
        far.append(g.add("Mul", g.add("Min", of_limit, g.constant(FURTHEST)), g.constant(scale.weight)))
    summed = g.add("Add", *far)  # [1, C - 1]
    trust = float(weights["familiarity.network_weight"])
    if levels is None:
        return _softmax_in(g, logits, summed, log_prob_weights(trust, len(weights["bias"])))
    own, starter = (
        _softmax_in(
            g,
            g.pick(logits, 1, level),
            g.pick(summed, 1, level[1:] - 1),
            log_prob_weights(trust, len(level)),
        )
        for level in levels
    )
    left = g.add("Mul", starter, g.cut(own, 1, 0, 1))  # by the user's gestures to background and starter
    both = g.add("Concat", left, g.cut(own, 1, 1, len(levels[0])), axis=1)
    return g.pick(both, 1, np.argsort([*levels[1], *levels[0][1:]]))


def _softmax_in(g: OnnxGraph, logits: str, far: str, trust: Array) -> str:
    """Return the scores [1, C] of one softmax, from logits [1, C] and weighted distances [1, C - 1]."""
    as_far_as_may_be = g.constant([[SEEN.weight + UNDERSTOOD.weight]])
    likely = g.add("Mul", g.add("LogSoftmax", logits, axis=-1), g.constant(trust))
    said = g.add("Sub", likely, g.add("Concat", as_far_as_may_be, far, axis=1))  # [1, C]
    nothing, gestures = g.cut(said, 1, 0, 1), g.cut(said, 1, 1, len(trust))
    rivals = g.whole(min(RIVALS, len(trust) - 1))
    likeliest, _ = g.add_several("TopK", gestures, rivals, called=["", ""], axis=1)
    in_the_running = g.add("GreaterOrEqual", gestures, g.add("ReduceMin", likeliest, axes=[1]))
    rivalling = g.add("Where", in_the_running, gestures, g.constant(-NEVER))
    return g.add("Softmax", g.add("Concat", nothing, rivalling, axis=1), axis=-1)


def _squared_ways(g: OnnxGraph, hands: str, steps: Array) -> str:
    """Return squared distances of hands [H, D] to the nearest reference [G, M, D] of each gesture [H, G]."""
    gestures, remembered, width = steps.shape
    squares = (steps.astype(np.float32) ** 2).sum(-1).flatten()
    apart = g.linear(hands, steps.reshape(-1, width), squares, -2.0)  # [H, G * M]
    nearest = g.add("ReduceMin", g.add("Reshape", apart, g.whole(-1, gestures, remembered)), axes=[2], keepdims=0)
    return g.add("Add", nearest, g.add("ReduceSumSquare", hands, axes=[1]))

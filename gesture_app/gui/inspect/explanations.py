"""Explanations of each lane and panel, and the equations of the LSTM."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """A short explanation for the user."""

    title: str
    plain: str
    equation: str = ""


EQUATIONS = (
    ("input gate", "i = σ(W_i x + R_i h′ + b_i)"),
    ("forget gate", "f = σ(W_f x + R_f h′ + b_f)"),
    ("candidate", "g = tanh(W_g x + R_g h′ + b_g)"),
    ("output gate", "o = σ(W_o x + R_o h′ + b_o)"),
    ("memory cell", "c = f · c′ + i · g"),
    ("output", "h = o · tanh(c)"),
)
"""x: input of this step; h′ and c′: output and content of the step before; σ: sigmoid"""

NOT_A_DECISION = (
    "The gates show activity, not reasons: no single cell decides. The score also depends on how similar the hand is "
    "to your takes, which no gate shows."
)
GATE = Explanation(
    "What a gate is",
    "A gate is a number between 0 (shut) and 1 (open). It multiplies a signal: 0 stops it, 1 lets it pass. The network "
    "learned when to open each gate. A memory cell has three gates: for what it writes, what it keeps and what it "
    "shows. (Hochreiter and Schmidhuber 1997; the forget gate: Gers, Schmidhuber and Cummins 2000.)",
)
EXPLANATIONS: dict[str, Explanation] = {
    "hands": Explanation(
        "Hands",
        "The landmarks at each step of the network. The network gets shapes, places and speeds computed from them, "
        "never the camera frame.",
    ),
    "scores": Explanation(
        "Scores",
        "Each gesture’s score. When it crosses the dotted line the gesture fires once. A dot marks the moment. The "
        "thin rows are the gestures with low scores. The last one is “no gesture”.",
    ),
    "write": Explanation(
        "Write",
        "The input gate lets a part of the candidate into each memory cell. Orange adds to the cell, blue subtracts "
        "from it, pale leaves it as it is.",
        "i · g",
    ),
    "keep": Explanation(
        "Keep",
        "The share of its content that each memory cell keeps from the step before. Strong green keeps all of it, pale "
        "green forgets. Without this gate a cell could never forget.",
        "f",
    ),
    "show": Explanation(
        "Show",
        "The output of each memory cell. The rest of the network and the gates of the next step use it. A cell may "
        "hold a large value and show none of it.",
        "o · tanh(c)",
    ),
    "cells": Explanation(
        "Eight memory cells",
        "The cells that added most to the gesture while its score rose. All cells and a constant add up to the "
        "gesture’s logit, which is the network’s part of the evidence.",
    ),
    "others": Explanation(
        "All other memory cells",
        "Cells that rise and fall together are next to each other. The memory is spread over many cells. Few of them "
        "mean something on their own.",
    ),
    "lead": Explanation(
        "Evidence",
        "The lead of one gesture over the other, in natural logarithms: 1 more is 2.7 times as likely. The dashed line "
        "marks the moment from which one gesture stays clearly ahead.",
    ),
    "covered": Explanation(
        "Hidden moments",
        "The change of the gesture’s lead if the hands are hidden around a moment. Orange, downwards: the gesture "
        "loses, so the moment speaks for it. Blue, upwards: the moment speaks against it.",
    ),
}


def explain_lane(key: str) -> str:
    """Return the explanation of a lane as one text, "" if there is none."""
    explanation = EXPLANATIONS.get(key)
    if explanation is None:
        return ""
    title = f"{explanation.title} ({explanation.equation})" if explanation.equation else explanation.title
    shares = f" {SHARES}" if key in GATE_LANES else ""
    return f"{title}: {explanation.plain}{shares}"


GATE_LANES = ("write", "keep", "show")
SHARES = (
    "Strip below: bars from the bottom show the share of open gates (over 0.9). Bars from the top show the share "
    "of shut ones (under 0.1)."
)
NO_GATES = (
    "This model is a {cell}. It has no input, forget and output gates and no memory cell behind them. The page shows "
    "the output of its layers."
)
GRADIENT = (
    "A network learns backwards in time: the error at the end must reach the step that caused it. In a plain RNN each "
    "step multiplies this signal by the same weights, and it vanishes. In an LSTM it passes through the forget gate of"
    " the cell, and lasts as long as the gate stays open. A GRU does the same with one gate less. The comparison "
    "trains all three on the same takes and measures the signal."
)

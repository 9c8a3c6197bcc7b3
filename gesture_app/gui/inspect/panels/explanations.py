"""What each part of the page shows and what it does not, in plain words; the LSTM's equations beside them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """A short explanation."""

    title: str
    plain: str
    equation: str = ""


EQUATIONS = (
    ("input gate", "i = σ(W_i x + R_i h′ + b_i)"),
    ("forget gate", "f = σ(W_f x + R_f h′ + b_f)"),
    ("candidate", "g = tanh(W_g x + R_g h′ + b_g)"),
    ("output gate", "o = σ(W_o x + R_o h′ + b_o)"),
    ("memory cell", "c = f · c′ + i · g"),
    ("answer", "h = o · tanh(c)"),
)
"""x: what comes in at this step; h′ and c′: the answers and the cell of the step before; σ squeezes to 0 … 1"""

NOT_A_DECISION = (
    "All of this is activity of the network, not its reasons: no single cell decides. The score also weighs how near "
    "the hand is to your takes, which no gate shows."
)
GATE = Explanation(
    "What a gate is",
    "A gate is a number from 0 (shut) to 1 (open) that something else is multiplied by. The network learned when to "
    "open each one. A memory cell has three: one for what is written into it, one for what it keeps, one for what it "
    "shows. (Hochreiter and Schmidhuber 1997; the forget gate: Gers, Schmidhuber and Cummins 2000.)",
)
EXPLANATIONS: dict[str, Explanation] = {
    "hands": Explanation(
        "Hands",
        "The landmarks at each step of the network’s own clock. The network sees shapes, places and speeds worked out "
        "from them, never the picture.",
    ),
    "scores": Explanation(
        "Scores",
        "The score of each gesture, averaged over its span. Over the dotted threshold it fires, once: there is the "
        "dot. The thin rows are the gestures that stayed low, the last one is “nothing”.",
    ),
    "write": Explanation(
        "Write",
        "What is added to each memory cell: a candidate, as far as the input gate lets it in. Orange adds, blue takes "
        "away, pale leaves the cell alone.",
        "i · g",
    ),
    "keep": Explanation(
        "Keep",
        "What share of its content each memory cell keeps from the step before. Strong green keeps all of it, pale "
        "forgets. Without this gate a cell could never let go.",
        "f",
    ),
    "show": Explanation(
        "Show",
        "What each memory cell lets the rest of the network see, and what the gates of the next step are worked out "
        "from. A cell may hold much and show nothing.",
        "o · tanh(c)",
    ),
    "cells": Explanation(
        "Eight memory cells",
        "Those that added most to the gesture while its score rose. What they, all others and a constant add is the "
        "gesture’s logit: the network’s own part of the evidence.",
    ),
    "others": Explanation(
        "All other memory cells",
        "Ordered so that cells that go up and down together lie side by side. One memory is spread over many cells; "
        "few of them mean something by themselves.",
    ),
    "lead": Explanation(
        "Evidence",
        "By how much the evidence for one gesture is ahead of that for the other, in natural logarithms: 1 more is 2.7 "
        "times as likely. They part where one stays clearly ahead.",
    ),
    "covered": Explanation(
        "Covered moments",
        "How the lead of the gesture changes where the hands are hidden about a moment. Orange, downwards: without it "
        "the gesture loses, so it spoke for it. Blue, upwards: it spoke against it.",
    ),
}
SHARES = (
    "The strip below a band: from its foot how much of the layer is open (over 0.9), from its top how much is shut."
)
NO_GATES = (
    "This model’s memory is a {cell}: it has no input, forget and output gate with a cell behind them, so there are no "
    "bands to show. What its memory answers is shown."
)
GRADIENT = (
    "Learning goes backwards in time: what was wrong at the end has to reach the step that caused it. In a plain RNN "
    "this signal is multiplied by the same weights at each step and dies away; an LSTM’s cell passes it on through its "
    "forget gate, so it fades as slowly as the gate is open. A GRU does the same with one gate less. “Start” trains "
    "all three on the same takes and measures it."
)

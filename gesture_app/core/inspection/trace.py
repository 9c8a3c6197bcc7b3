"""What went on inside a network while it watched: gates, memory, evidence and scores of every step, and what follows.

All of it is activity of the network, shown as it is; no single cell decides anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FloatArray, Side
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Event

OPEN, SHUT = 0.9, 0.1
"""a gate over the one is open, under the other shut (Karpathy, Johnson and Fei-Fei 2015, "Visualizing and understanding
recurrent networks")"""
LONGEST_S = 300.0
"""of a recording are looked into at once: it takes about 40 MB, at 20 steps a second and 128 cells"""
MOST_ORDERED = 512
"""steps that are looked at to order cells by likeness"""

Cells = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """What an LSTM's cells do at each of K steps, for each hand's memory; all float32 [2, K, hidden].

    Axis 0 is `Side`. A hand's memory runs on while the hand is absent; its answer does not count then.
    """

    input_gate: FloatArray
    """0 to 1: how much of the candidate is written"""
    forget_gate: FloatArray
    """0 to 1: how much of the cell is kept"""
    candidate: FloatArray
    """-1 to 1: what would be written"""
    output_gate: FloatArray
    """0 to 1: how much of the cell is shown"""
    cell: FloatArray
    """what the memory holds after the step"""

    @property
    def arrays(self) -> tuple[FloatArray, ...]:
        """All five, in the order in which they are made."""
        return self.input_gate, self.forget_gate, self.candidate, self.output_gate, self.cell

    @property
    def write(self) -> FloatArray:
        """Input gate times candidate: what is added to the cell."""
        return self.input_gate * self.candidate

    @property
    def keep(self) -> FloatArray:
        """The forget gate: what share of the cell stays."""
        return self.forget_gate

    @property
    def show(self) -> FloatArray:
        """Output gate times tanh of the cell: what the rest of the network gets to see, the same as `hidden`."""
        shown: FloatArray = self.output_gate * np.tanh(self.cell)
        return shown


@dataclass(frozen=True, slots=True, eq=False)
class LayerTrace:
    """One layer of the memory, for each hand."""

    hidden: FloatArray
    """[2, K, hidden]: the layer's answer"""
    gates: Gates | None
    """None where the model's memory is no LSTM: a GRU or a plain RNN has no such gates"""


def open_share(gate: FloatArray) -> FloatArray:
    """How much of a layer is open at each step, gate [K, hidden] → [K], 0 to 1."""
    share: FloatArray = (gate > OPEN).mean(-1, dtype=np.float32)
    return share


def shut_share(gate: FloatArray) -> FloatArray:
    """How much of a layer is shut at each step, gate [K, hidden] → [K], 0 to 1."""
    share: FloatArray = (gate < SHUT).mean(-1, dtype=np.float32)
    return share


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for each label at each step [K, C], in three parts that add up; a softmax of the sum is the score.

    Only differences between labels mean something. Natural logarithms: 1 more is 2.7 times as likely.
    """

    network: FloatArray
    """the network's answer, at the temperature at which it is pooled"""
    features: FloatArray
    """how near the hands are to what takes of the gesture look like"""
    embedding: FloatArray
    """how near the memory's answer is to its answers in takes of the gesture"""

    @property
    def parts(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Network, seen, understood."""
        return self.network, self.features, self.embedding

    @property
    def total(self) -> FloatArray:
        """All three together [K, C]."""
        return self.network + self.features + self.embedding


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """K steps of a model at work, K ≥ 0."""

    card: ModelCard
    time: npt.NDArray[np.float64]
    """[K]: stream time in seconds"""
    fresh: npt.NDArray[np.bool_]
    """[K]: hands were away before this step, and the memory began anew"""
    points: FloatArray
    """[K, 2, 21, 3]: landmarks in picture heights, NaN where a hand is absent"""
    features: FloatArray
    """[K, FEATURE_SIZE]"""
    layers: tuple[LayerTrace, ...]
    """first the one that sees the features"""
    hand: npt.NDArray[np.int8]
    """[K, hidden]: whose answer counted, a `Side`; -1: no hand's"""
    embedding: FloatArray
    """[K, hidden]: the stronger answers of both hands, brought to length one"""
    output_weight: FloatArray
    """[C, hidden]: what a cell that is fully on adds to each label's logit"""
    bias: FloatArray
    """[C]: what is in each label's logit before any cell has answered"""
    logit_weight: FloatArray
    """[C]: how much of a logit is in the evidence"""
    logits: FloatArray
    """[K, C]"""
    evidence: Evidence
    scores: FloatArray
    """[K, C]: of the step alone"""
    smoothed: FloatArray
    """[K, C]: over each label's span, which is what is compared with its threshold"""
    fired: tuple[Event, ...]

    def __len__(self) -> int:
        return len(self.time)

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """Which hands are there [K, 2]."""
        return ~np.isnan(self.points[:, :, 0, 0])

    @property
    def has_gates(self) -> bool:
        """Whether there is a cell state and gates to show."""
        return all(layer.gates is not None for layer in self.layers)

    def steps_between(self, start: float, end: float) -> slice:
        """The steps of a stretch of stream time in seconds, both ends included."""
        first = int(np.searchsorted(self.time, start - 1e-9))
        return slice(first, max(first, int(np.searchsorted(self.time, end + 1e-9))))

    def part(self, steps: slice) -> Trace:
        """Some of the steps, and what fired in them."""
        time = self.time[steps]
        return replace(
            self,
            time=time,
            fresh=self.fresh[steps],
            points=self.points[steps],
            features=self.features[steps],
            layers=tuple(_each_array(lambda array: array[:, steps], layer) for layer in self.layers),
            hand=self.hand[steps],
            embedding=self.embedding[steps],
            logits=self.logits[steps],
            evidence=Evidence(*(part[steps] for part in self.evidence.parts)),
            scores=self.scores[steps],
            smoothed=self.smoothed[steps],
            fired=tuple(event for event in self.fired if len(time) and time[0] <= event.time <= time[-1]),
        )

    def followed_by(self, later: Trace) -> Trace:
        """This and what the same model did next, as one."""
        return replace(
            self,
            time=np.concatenate([self.time, later.time]),
            fresh=np.concatenate([self.fresh, later.fresh]),
            points=np.concatenate([self.points, later.points]),
            features=np.concatenate([self.features, later.features]),
            layers=tuple(_one_after_the_other(*both) for both in zip(self.layers, later.layers, strict=True)),
            hand=np.concatenate([self.hand, later.hand]),
            embedding=np.concatenate([self.embedding, later.embedding]),
            logits=np.concatenate([self.logits, later.logits]),
            evidence=Evidence(*map(_stacked, self.evidence.parts, later.evidence.parts)),
            scores=np.concatenate([self.scores, later.scores]),
            smoothed=np.concatenate([self.smoothed, later.smoothed]),
            fired=(*self.fired, *later.fired),
        )

    @property
    def side(self) -> Side:
        """The hand that is there most of the time: the one to look at first."""
        left, right = self.present.sum(0)
        return Side.LEFT if left > right else Side.RIGHT

    @property
    def top_label(self) -> int:
        """The label a viewer asks about first: of what fired the surest, else the gesture whose score rose highest."""
        if self.fired:
            return self.card.labels.index(max(self.fired, key=lambda event: event.confidence).label)
        return 1 + int(np.argmax(self.smoothed[:, 1:].max(0))) if len(self) else 1

    def contribution(self, label: int) -> FloatArray:
        """What each memory cell of the last layer adds to a label's logit [K, hidden]: with `bias` they are its sum."""
        added: FloatArray = self.embedding * self.output_weight[label]
        return added

    def top_cells(self, label: int, steps: slice = slice(None), count: int = 8) -> Cells:
        """The cells of the last layer that added most to a label's logit during these steps, most first [≤ count]."""
        added = self.contribution(label)[steps]
        if not len(added):
            return np.zeros(0, np.intp)
        return np.argsort(-added.mean(0), kind="stable")[:count]

    def most_active_cells(self, layer: int, side: int, count: int = 8) -> Cells:
        """The cells of a layer whose answer varied most: for layers below the last, which add to no logit."""
        hidden = self.layers[layer].hidden[side]
        return np.argsort(-hidden.std(0), kind="stable")[:count] if len(hidden) else np.zeros(0, np.intp)


def _each_array(change: Callable[[FloatArray], FloatArray], layer: LayerTrace) -> LayerTrace:
    gates = layer.gates and Gates(*(change(array) for array in layer.gates.arrays))
    return LayerTrace(change(layer.hidden), gates)


def _one_after_the_other(first: LayerTrace, second: LayerTrace) -> LayerTrace:
    gates = None
    if first.gates and second.gates:
        gates = Gates(*(np.concatenate(both, 1) for both in zip(first.gates.arrays, second.gates.arrays, strict=True)))
    return LayerTrace(np.concatenate([first.hidden, second.hidden], 1), gates)


def _stacked(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.concatenate([first, second])


def similarity_order(activity: FloatArray) -> Cells:
    """Cells of activity [K, hidden] in an order in which those that go up and down together lie side by side [hidden].

    Each cell is a point in the plane of the two ways in which the layer varies most; they are ordered by their angle
    there, beginning after the widest gap.
    """
    steps, cells = activity.shape
    if steps < 3:
        return np.arange(cells)
    some = activity[np.linspace(0, steps - 1, min(steps, MOST_ORDERED)).astype(int)].astype(np.float64)
    some -= some.mean(0)
    some /= np.maximum(np.linalg.norm(some, axis=0), 1e-6)
    _, strengths, ways = np.linalg.svd(some, full_matrices=False)
    first, second = strengths[:2, None] * ways[:2]
    angle = np.arctan2(second, first)
    order = np.argsort(angle, kind="stable")
    gaps = np.diff(angle[order], append=angle[order[0]] + 2 * np.pi)
    return np.roll(order, -(int(np.argmax(gaps)) + 1))

"""All activity of a network at each step: gates, memory, embedding, evidence and scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gesture_app.core.hands import FloatArray, Side
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Event

OPEN, SHUT = 0.9, 0.1
"""a gate above OPEN is open, below SHUT it is shut (Karpathy, Johnson and Fei-Fei 2015, "Visualizing and
understanding recurrent networks")"""
LONGEST_S = 300.0
"""longest recording in one trace: about 40 MB at 20 steps per second and 128 cells"""
MOST_ORDERED = 512
"""most steps that are used to sort cells by similarity"""

Cells = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """Activity of LSTM cells, all float32 [2, K, hidden].

    Axis 0 is `Side`. The memory of an absent hand runs on, but its output does not count.
    """

    input_gate: FloatArray
    """0 to 1: share of the candidate that is written"""
    forget_gate: FloatArray
    """0 to 1: share of the cell that is kept"""
    candidate: FloatArray
    """-1 to 1: value to be written"""
    output_gate: FloatArray
    """0 to 1: share of the cell that is shown"""
    cell: FloatArray
    """content after the step"""

    @property
    def arrays(self) -> tuple[FloatArray, ...]:
        """All five arrays, in the order of the fields."""
        return self.input_gate, self.forget_gate, self.candidate, self.output_gate, self.cell

    @property
    def write(self) -> FloatArray:
        """Input gate times candidate: what is added to the cell."""
        return self.input_gate * self.candidate

    @property
    def keep(self) -> FloatArray:
        """The forget gate: share of the cell that stays."""
        return self.forget_gate

    @property
    def show(self) -> FloatArray:
        """Output gate times tanh of the cell: the output of the layer, equal to `hidden`."""
        shown: FloatArray = self.output_gate * np.tanh(self.cell)
        return shown


@dataclass(frozen=True, slots=True, eq=False)
class LayerTrace:
    """One recurrent layer, for each hand."""

    hidden: FloatArray
    """[2, K, hidden]: output of the layer"""
    gates: Gates | None
    """None for a GRU or a plain RNN"""


def open_share(gate: FloatArray) -> FloatArray:
    """Return the share of open gates at each step, gate [K, hidden] → [K], 0 to 1."""
    share: FloatArray = (gate > OPEN).mean(-1, dtype=np.float32)
    return share


def shut_share(gate: FloatArray) -> FloatArray:
    """Return the share of shut gates at each step, gate [K, hidden] → [K], 0 to 1."""
    share: FloatArray = (gate < SHUT).mean(-1, dtype=np.float32)
    return share


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence for each label at each step [K, C], in three parts whose sum gives the score by softmax.

    The unit is the natural logarithm: 1 more is 2.7 times as likely. Only differences between labels matter.
    """

    network: FloatArray
    """log probabilities of the classifier, weighted"""
    features: FloatArray
    """similarity of the hands to those in takes of the label"""
    embedding: FloatArray
    """similarity of the embedding to those in takes of the label"""

    @property
    def parts(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Network, features and embedding."""
        return self.network, self.features, self.embedding

    @property
    def total(self) -> FloatArray:
        """The sum of all parts [K, C]."""
        return self.network + self.features + self.embedding


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Activity of a model over K steps, K ≥ 0."""

    card: ModelCard
    time: npt.NDArray[np.float64]
    """[K]: seconds of the stream"""
    fresh: npt.NDArray[np.bool_]
    """[K]: True where no hand was in view before the step, and the memory was reset"""
    points: FloatArray
    """[K, 2, 21, 3]: landmarks in frame heights, NaN where a hand is absent"""
    features: FloatArray
    """[K, FEATURE_SIZE]"""
    layers: tuple[LayerTrace, ...]
    """from the first layer to the last"""
    hand: npt.NDArray[np.int8]
    """[K, hidden]: `Side` of the hand whose output counted, -1 for no hand"""
    embedding: FloatArray
    """[K, hidden]: the stronger output of both hands, normalised to length one"""
    output_weight: FloatArray
    """[C, hidden]: weight of each cell in the logit of each label"""
    bias: FloatArray
    """[C]: bias of each logit"""
    logit_weight: FloatArray
    """[C]: weight of the logits in the evidence"""
    logits: FloatArray
    """[K, C]"""
    evidence: Evidence
    scores: FloatArray
    """[K, C]: of each step alone"""
    smoothed: FloatArray
    """[K, C]: averaged over the span of each label, compared with its threshold"""
    fired: tuple[Event, ...]

    def __len__(self) -> int:
        return len(self.time)

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """True where a hand is visible [K, 2]."""
        return ~np.isnan(self.points[:, :, 0, 0])

    @property
    def has_gates(self) -> bool:
        """True if all layers have gates."""
        return all(layer.gates is not None for layer in self.layers)

    def steps_between(self, start: float, end: float) -> slice:
        """Return the steps from `start` to `end` inclusive, in seconds of the stream."""
        first = int(np.searchsorted(self.time, start - 1e-9))
        return slice(first, max(first, int(np.searchsorted(self.time, end + 1e-9))))

    def part(self, steps: slice) -> Trace:
        """Return some of the steps, with the events in them."""
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
        """Append the next steps of the same model."""
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
        """The hand that is visible most of the time."""
        left, right = self.present.sum(0)
        return Side.LEFT if left > right else Side.RIGHT

    @property
    def top_label(self) -> int:
        """The label to show first: the surest event, without events the gesture with the highest score."""
        if self.fired:
            return self.card.labels.index(max(self.fired, key=lambda event: event.confidence).label)
        return 1 + int(np.argmax(self.smoothed[:, 1:].max(0))) if len(self) else 1

    def contribution(self, label: int) -> FloatArray:
        """Return what each cell of the last layer adds to a logit [K, hidden]. Their sum and `bias` make the logit."""
        added: FloatArray = self.embedding * self.output_weight[label]
        return added

    def top_cells(self, label: int, steps: slice = slice(None), count: int = 8) -> Cells:
        """Return the cells of the last layer that added most to a logit during these steps, most first [≤ count]."""
        added = self.contribution(label)[steps]
        if not len(added):
            return np.zeros(0, np.intp)
        return np.argsort(-added.mean(0), kind="stable")[:count]

    def most_active_cells(self, layer: int, side: int, count: int = 8) -> Cells:
        """Return the cells of a layer with the most varied output, for layers below the last."""
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
    """Return cells of activity [K, hidden] sorted so that similar ones are next to each other [hidden].

    Each cell is a point in the plane of the first two principal components. Cells are sorted by their angle there,
    starting after the widest gap.
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

"""A trace and how somebody wants to read it: which layer, whose hand, evidence for which gesture, which cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.core.hands import FloatArray, Side
from gesture_app.core.inspection.trace import Cells, Gates, LayerTrace, Trace, similarity_order
from gesture_app.gui.inspect.timeline.heat_map import round_scale

BEFORE_S, AFTER_S = 2.0, 0.5
"""about the moment at which a gesture's score was highest: what is compared with another gesture"""
LINES = 8
"""memory cells that are drawn as lines; more at once cannot be told apart"""


class Quantity(StrEnum):
    """What is drawn of a memory cell; one at a time, never mixed."""

    ADDS = "adds"
    """to the logit of the gesture asked about; of the last layer only"""
    HOLDS = "holds"
    """the cell's content; of an LSTM only"""
    ANSWERS = "answers"
    """what the layer passes on"""


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What somebody chose; None: whatever suits the trace."""

    layer: int | None = None
    side: int | None = None
    label: int | None = None
    quantity: Quantity = Quantity.ADDS
    mirror: bool = True


@dataclass(frozen=True, slots=True)
class Scales:
    """Round numbers that hardly any value exceeds in size: of those the colours and lines are strongest."""

    written: float
    shown: float
    lines: float
    others: float


@dataclass(frozen=True, slots=True, eq=False)
class TraceView:
    """What is drawn: a trace seen in one way."""

    trace: Trace
    layer: int
    side: int
    label: int
    quantity: Quantity
    mirror: bool
    values: FloatArray
    """[K, hidden]: the quantity of every memory cell"""
    lines: Cells
    """[≤ LINES]: those that are drawn as lines, the strongest first"""
    order: Cells
    """[hidden]: every memory cell, alike ones side by side"""
    scales: Scales

    @property
    def memory(self) -> LayerTrace:
        """The layer that is read."""
        return self.trace.layers[self.layer]

    @property
    def gates(self) -> Gates | None:
        """Its gates; None where it has none."""
        return self.memory.gates

    @property
    def step_s(self) -> float:
        """Seconds from one step to the next."""
        return 1 / self.trace.card.rate

    @property
    def last_layer(self) -> bool:
        """Whether its answers are the ones that are compared with the gestures."""
        return self.layer == len(self.trace.layers) - 1

    @property
    def gesture(self) -> str:
        """What is asked about, as a person calls it."""
        return label_text(self.trace, self.label)

    @property
    def rest(self) -> Cells:
        """Those that are not drawn as lines, alike ones side by side."""
        return self.order[~np.isin(self.order, self.lines)]

    @property
    def hands(self) -> tuple[int, ...]:
        """The sides of the hands that are seen at all."""
        return tuple(int(side) for side in Side if bool(self.trace.present[:, side].any()))

    def step_at(self, time: float) -> int:
        """The step that is under way at a moment; the first or the last one outside."""
        return max(0, min(len(self.trace) - 1, int(np.searchsorted(self.trace.time, time + 1e-9, "right")) - 1))


def view_of(trace: Trace, options: ViewOptions, order: Cells | None = None) -> TraceView:
    """Read a trace as it is wished, as far as it has what is wished for.

    Args:
        order: of the memory cells, where it is known already; it is slow to find and jumps from trace to trace.
    """
    last = len(trace.layers) - 1
    layer = last if options.layer is None else max(0, min(last, options.layer))
    side = int(trace.side) if options.side is None else options.side
    label = trace.top_label if options.label is None or options.label >= len(trace.card.labels) else options.label
    memory = trace.layers[layer]
    quantity = options.quantity
    if quantity is Quantity.HOLDS and memory.gates is None:
        quantity = Quantity.ADDS
    if quantity is Quantity.ADDS and layer != last:
        quantity = Quantity.ANSWERS
    if quantity is Quantity.ADDS:
        values = trace.contribution(label)
    elif quantity is Quantity.HOLDS and memory.gates is not None:
        values = memory.gates.cell[side]
    else:
        values = memory.hidden[side]
    lines = trace.top_cells(label, _told_by(trace, label)) if layer == last else trace.most_active_cells(layer, side)
    hidden = memory.hidden.shape[-1]
    if order is None or len(order) != hidden:
        order = similarity_order(memory.hidden[side])
    lines = lines[:LINES]
    others = order[~np.isin(order, lines)]
    scales = Scales(
        written=1.0 if memory.gates is None else round_scale(memory.gates.write[side]),
        shown=round_scale(memory.hidden[side]),
        lines=round_scale(values[:, lines]),
        others=round_scale(values[:, others]),
    )
    return TraceView(trace, layer, side, label, quantity, options.mirror, values, lines, order, scales)


def change_options(view: TraceView, options: ViewOptions) -> TraceView:
    """The same trace, read as it is wished now."""
    same = options.layer in (None, view.layer) and options.side in (None, view.side)
    return view_of(view.trace, options, view.order if same else None)


def label_text(trace: Trace, label: int) -> str:
    """A label as a person calls it."""
    name = trace.card.labels[label]
    return "nothing" if name == NONE else spoken_name(name)


def hand_text(side: int) -> str:
    """ "left hand" or "right hand"."""
    return f"{Side(side).name.lower()} hand"


def steps_about(trace: Trace, label: int) -> slice:
    """The steps about the moment at which a label's score was highest; a stream shows more than one gesture."""
    best = int(np.argmax(trace.smoothed[:, label]))
    rate = trace.card.rate
    return slice(max(0, best - round(BEFORE_S * rate)), min(len(trace), best + 1 + round(AFTER_S * rate)))


def _told_by(trace: Trace, label: int) -> slice:
    """The steps that tell what speaks for a gesture: up to where its score was highest, about a span of it."""
    if not len(trace):
        return slice(0, 0)
    best = int(np.argmax(trace.smoothed[:, label]))
    back = 1 + round(max(trace.card.spans[label], 0.2) * trace.card.rate)
    return slice(max(0, best + 1 - back), best + 1)

"""A trace together with the options by which it is shown: layer, hand, gesture and quantity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gesture_app.core.gestures import spoken_name
from gesture_app.core.hands import FloatArray, Side
from gesture_app.core.inspection.trace import Cells, Gates, LayerTrace, Trace, similarity_order
from gesture_app.gui.inspect.timeline.heat_map import round_scale

BEFORE_S, AFTER_S = 2.0, 0.5
"""seconds before and after the highest score of a gesture, in which it is compared with another gesture"""
LINES = 8
"""memory cells drawn as lines: the eye cannot tell more apart"""


class Quantity(StrEnum):
    """Quantity of the memory cells that is drawn."""

    ADDS = "adds"
    """contribution to the logit of the selected gesture (last layer only)"""
    HOLDS = "holds"
    """content of the cell (LSTM only)"""
    OUTPUT = "output"
    """output of the layer"""


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """Options that the user chose. None stands for the default of the trace."""

    layer: int | None = None
    side: int | None = None
    label: int | None = None
    quantity: Quantity = Quantity.ADDS
    mirror: bool = True


@dataclass(frozen=True, slots=True)
class Scales:
    """Values at which colours and lines are at full strength: round numbers, above nearly all values."""

    written: float
    shown: float
    lines: float
    others: float


@dataclass(frozen=True, slots=True, eq=False)
class TraceView:
    """A trace with resolved options, ready to be drawn."""

    trace: Trace
    layer: int
    side: int
    label: int
    quantity: Quantity
    mirror: bool
    values: FloatArray
    """[K, hidden]: the chosen quantity of each memory cell"""
    lines: Cells
    """[≤ LINES]: cells drawn as lines, the strongest first"""
    order: Cells
    """[hidden]: all cells, similar ones next to each other"""
    scales: Scales

    @property
    def memory(self) -> LayerTrace:
        """The chosen layer."""
        return self.trace.layers[self.layer]

    @property
    def gates(self) -> Gates | None:
        """The gates of the layer, None if it has none."""
        return self.memory.gates

    @property
    def step_s(self) -> float:
        """The length of a step in seconds."""
        return 1 / self.trace.card.rate

    @property
    def last_layer(self) -> bool:
        """True if the layer is the last one, whose output is classified."""
        return self.layer == len(self.trace.layers) - 1

    @property
    def gesture(self) -> str:
        """The name of the selected gesture."""
        return label_text(self.trace, self.label)

    @property
    def quoted_gesture(self) -> str:
        """The same in quotes, for sentences."""
        return quoted_label(self.trace, self.label)

    @property
    def rest(self) -> Cells:
        """Cells that are not drawn as lines, similar ones next to each other."""
        return self.order[~np.isin(self.order, self.lines)]

    @property
    def hands(self) -> tuple[int, ...]:
        """Sides of the hands that are visible at some step."""
        return tuple(int(side) for side in Side if bool(self.trace.present[:, side].any()))

    def step_at(self, time: float) -> int:
        """Return the step at a moment of stream time, clamped to the first and the last step."""
        return max(0, min(len(self.trace) - 1, int(np.searchsorted(self.trace.time, time + 1e-9, "right")) - 1))


def view_of(trace: Trace, options: ViewOptions, order: Cells | None = None) -> TraceView:
    """Apply options to a trace, with defaults where the trace lacks what they ask for.

    Args:
        trace: any trace.
        options: what the user chose.
        order: order of the memory cells if it is known; it is slow to compute and differs between traces.
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
        quantity = Quantity.OUTPUT
    if quantity is Quantity.ADDS:
        values = trace.contribution(label)
    elif quantity is Quantity.HOLDS and memory.gates is not None:
        values = memory.gates.cell[side]
    else:
        values = memory.hidden[side]
    lines = (
        trace.top_cells(label, _deciding_steps(trace, label)) if layer == last else trace.most_active_cells(layer, side)
    )
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
    """Return the same trace with other options."""
    same = options.layer in (None, view.layer) and options.side in (None, view.side)
    return view_of(view.trace, options, view.order if same else None)


def label_text(trace: Trace, label: int) -> str:
    """Return the name of a label, as shown to the user."""
    name = trace.card.labels[label]
    return spoken_name(name)


def quoted_label(trace: Trace, label: int) -> str:
    """Return the name of a label in quotes, so that "no gesture" reads as a name."""
    return f"“{label_text(trace, label)}”"


def hand_text(side: int) -> str:
    """Return "left hand" or "right hand"."""
    return f"{Side(side).name.lower()} hand"


def steps_about(trace: Trace, label: int) -> slice:
    """Return the steps around the highest score of a label. A stream may show several gestures."""
    best = int(np.argmax(trace.smoothed[:, label]))
    rate = trace.card.rate
    return slice(max(0, best - round(BEFORE_S * rate)), min(len(trace), best + 1 + round(AFTER_S * rate)))


def _deciding_steps(trace: Trace, label: int) -> slice:
    """Return the steps that decide on a label: one span up to its highest score."""
    if not len(trace):
        return slice(0, 0)
    best = int(np.argmax(trace.smoothed[:, label]))
    back = 1 + round(max(trace.card.spans[label], 0.2) * trace.card.rate)
    return slice(max(0, best + 1 - back), best + 1)

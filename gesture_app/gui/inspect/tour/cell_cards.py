"""The cards on one memory cell and its three gates: write, keep, show."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gesture_app.core.inspection.cell_replay import CellReplay, GateKind, replay_cell
from gesture_app.gui.inspect.panels.cell_diagram import CellMoment, cell_moment
from gesture_app.gui.inspect.panels.gate_panel import CellPicture
from gesture_app.gui.inspect.tour.card import TourCard, TourMoment, ValueSlider, numbers_label
from gesture_app.gui.inspect.tour.compare_plot import ComparePlot, Curves
from gesture_app.gui.widgets.controls import button

GATE_NAMES = {GateKind.INPUT: "Input gate i", GateKind.FORGET: "Forget gate f", GateKind.OUTPUT: "Output gate o"}


class CellCard(TourCard):
    """Shows a memory cell at a held frame."""

    title = "One memory cell"
    text = (
        "A memory cell holds one number, c. At each step it keeps the part f of the number before, c′, and adds i · g: "
        "the candidate g, as far as the input gate i lets it in. Then it shows h to the rest of the network. The "
        "network "
        "here has {hidden} such cells."
    )
    task = (
        "the frame is held. Go through the take with the slider, or with ← →, and follow the equation from step to "
        "step: "
        "the c of one step is the c′ of the next."
    )
    rows = ("hands", "cells")
    marked = ("cells",)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = ValueSlider("Time in s", 0.0, 1.0, 2, self)
        self.picture = CellPicture(self)
        self.numbers = numbers_label(self)
        self.fill(hidden="many")
        self.slider.changed.connect(self.moved)
        self.add(self.slider, self.picture, self.numbers)
        self.finish()

    def show_moment(self, moment: TourMoment) -> None:
        time = moment.view.trace.time
        self.fill(hidden=moment.view.memory.hidden.shape[-1])
        self.slider.set_range(float(time[0]), max(float(time[-1]), float(time[0]) + 1e-3))
        self.slider.set_value(moment.time)
        shown = cell_moment(moment.view, moment.cell, moment.step)
        self.picture.show_moment(shown)
        self.numbers.setText("" if shown is None else "\n".join(shown.equations()))


class HeldGateCard(TourCard):
    """Holds one gate of a memory cell at a value of the user's, through the whole take."""

    gate = GateKind.FORGET
    of_output = False
    """True to plot the output h in place of the content c"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = ValueSlider(GATE_NAMES[self.gate], 0.0, 1.0, 2, self)
        self.undo = button(self, "As learned", "Let the gate do what the network learned", "small")
        self.plot = ComparePlot(self)
        self.numbers = numbers_label(self)
        self.held: float | None = None
        """value at which the gate is held, None: as learned"""
        self._moment: TourMoment | None = None
        self.slider.changed.connect(self._hold)
        self.undo.clicked.connect(self._release)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.undo)
        self.column.addLayout(row)
        self.add(self.plot, self.numbers)
        self.finish()

    def show_moment(self, moment: TourMoment) -> None:
        self._moment = moment
        self._show()

    def leave(self) -> None:
        self.held = None

    def _hold(self, value: float) -> None:
        self.held = value
        self._show()

    def _release(self) -> None:
        self.held = None
        self._show()

    def _show(self) -> None:
        moment = self._moment
        self.undo.setEnabled(self.held is not None)
        if moment is None or moment.view.gates is None:
            return
        view, gates = moment.view, moment.view.gates
        was = replay_cell(gates, view.side, moment.cell, view.trace.fresh)
        now = was
        if self.held is None:
            values = {
                GateKind.INPUT: was.input_gate,
                GateKind.FORGET: was.forget_gate,
                GateKind.OUTPUT: was.output_gate,
            }
            self.slider.set_value(float(values[self.gate][moment.step]))
        else:
            now = replay_cell(gates, view.side, moment.cell, view.trace.fresh, self.gate, self.held)
        name = f"{'h' if self.of_output else 'c'} of cell {moment.cell}"
        self.plot.show_curves(
            Curves(
                name,
                view.trace.time,
                view.step_s,
                was.output if self.of_output else was.content,
                None if self.held is None else now.output if self.of_output else now.content,
                (-1.0, 1.0) if self.of_output else None,
            ),
            moment.time,
        )
        equations = _moment_of(now, moment).equations()
        self.numbers.setText(equations[1] if self.of_output else equations[0])


class WriteCard(HeldGateCard):
    """The input gate."""

    title = "Write"
    text = (
        "The candidate g = tanh(…) is the value that the cell could add, between −1 and 1. The input gate i decides "
        "how "
        "much of it is written: i · g. In the framed row orange adds to a cell, blue takes away, pale leaves it as it "
        "is."
    )
    task = (
        "hold the input gate of this cell at 0: it writes nothing and can only forget. At 1 it takes in every "
        "candidate, "
        "noise and all."
    )
    rows = ("hands", "write")
    marked = ("write",)
    gate = GateKind.INPUT


class KeepCard(HeldGateCard):
    """The forget gate."""

    title = "Keep"
    text = (
        "The forget gate f multiplies what the cell held before: f · c′. With f = 1 it keeps everything. With f = 0.5 "
        "half "
        "is left after one step, and a thousandth after ten. The first LSTM (1997) had no such gate and could never "
        "forget. It came in 2000."
    )
    task = "hold the forget gate at 0, and the cell remembers one step only. At 1 everything ever written stays in it."
    rows = ("hands", "keep")
    marked = ("keep",)
    gate = GateKind.FORGET


class ShowCard(HeldGateCard):
    """The output gate."""

    title = "Show"
    text = (
        "tanh squeezes the content c between −1 and 1, and the output gate o decides how much of it the cell shows: "
        "h = o · tanh(c). The score and the gates of the next step use h, not c. So a cell may hold a large number and "
        "keep it to itself until it is needed."
    )
    task = "hold the output gate at 0: the cell shows nothing, but its content c is the same. At 1 it shows all."
    rows = ("hands", "show")
    marked = ("show",)
    gate = GateKind.OUTPUT
    of_output = True


def _moment_of(replay: CellReplay, moment: TourMoment) -> CellMoment:
    """Return one step of a replayed cell."""
    at = moment.step

    def value(array: np.ndarray) -> float:
        return float(array[at])

    return CellMoment(
        moment.cell,
        value(replay.before),
        value(replay.input_gate),
        value(replay.forget_gate),
        value(replay.candidate),
        value(replay.output_gate),
        value(replay.content),
        value(replay.output),
    )

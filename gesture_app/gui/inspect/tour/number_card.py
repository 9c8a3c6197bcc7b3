"""The card on one number of the input: change it at one step and see what a memory cell makes of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gesture_app.core.features import FEATURE_SIZE, PER_HAND, VELOCITY
from gesture_app.core.inspection.results import FeatureChange
from gesture_app.core.inspection.trace import Trace
from gesture_app.gui.inspect.panels.equations import decimal_text
from gesture_app.gui.inspect.tour.card import TourCard, TourMoment, ValueSlider, numbers_label
from gesture_app.gui.inspect.tour.compare_plot import ComparePlot, Curves
from gesture_app.gui.inspect.trace_view import TraceView

USUAL_RATE = 20.0
"""steps a second of most models, until the model in use is known"""
LATER_S = 0.5
"""seconds after the changed step, at which the change is shown again"""
FASTEST = 10.0
"""palm sizes a second at the ends of the slider, more if the take has more"""


class NumberCard(TourCard):
    """Shows the sideways speed of the palm, and the content of a memory cell with another speed."""

    change_wanted = Signal(object)
    """`FeatureChange`: run the network again"""

    title = "One number"
    text = (
        "The network never gets the camera frame. It gets {numbers} numbers at each step, {rate:.0f} steps a second, "
        "computed from the landmarks. Here is one of them: the sideways speed of the palm, in palm sizes a second. "
        "Above "
        "0 it moves to your left."
    )
    task = (
        "drag the slider. It changes this number at this one step, and the network runs again. The curve is what one "
        "memory cell holds, c. It differs long after that step: this is memory."
    )
    rows = ("hands", "cells")
    marked = ("hands",)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = ValueSlider("Speed", -FASTEST, FASTEST, 1, self)
        self.plot = ComparePlot(self)
        self.numbers = numbers_label(self)
        self.fill(numbers=FEATURE_SIZE, rate=USUAL_RATE)
        self._moment: TourMoment | None = None
        self._changed: Trace | None = None
        self.slider.changed.connect(self._ask)
        self.add(self.slider, self.plot, self.numbers)
        self.finish()

    def start_time(self, view: TraceView) -> float | None:
        speed = np.abs(view.trace.features[:, _column(view)])
        return float(view.trace.time[int(np.argmax(speed))])

    def show_moment(self, moment: TourMoment) -> None:
        self.fill(numbers=FEATURE_SIZE, rate=moment.view.trace.card.rate)
        before, self._moment = self._moment, moment
        if before is None or (before.view.trace, before.step) != (moment.view.trace, moment.step):
            self._changed = None
            speeds = np.abs(moment.view.trace.features[:, _column(moment.view)])
            farthest = max(FASTEST, float(np.ceil(speeds.max())))
            self.slider.set_range(-farthest, farthest)
            self.slider.set_value(float(moment.view.trace.features[moment.step, _column(moment.view)]))
        self._show()

    def opposite(self, moment: TourMoment) -> FeatureChange:
        """Return a change that lets the palm move the other way at a moment."""
        column = _column(moment.view)
        return FeatureChange(moment.step, column, -float(moment.view.trace.features[moment.step, column]))

    def show_changed(self, change: FeatureChange, trace: Trace) -> None:
        """Show the answer of the network to a change."""
        if self._moment is not None and change.step == self._moment.step and change.value == self.slider.value:
            self._changed = trace
            self._show()

    def leave(self) -> None:
        self._moment = self._changed = None

    def _ask(self, value: float) -> None:
        if self._moment is not None:
            self.change_wanted.emit(FeatureChange(self._moment.step, _column(self._moment.view), value))

    def _show(self) -> None:
        moment = self._moment
        if moment is None or moment.view.gates is None:
            return
        view, trace = moment.view, moment.view.trace
        was = view.gates.cell[view.side, :, moment.cell] if view.gates is not None else np.zeros(0, np.float32)
        changed = self._changed
        gates = changed.layers[view.layer].gates if changed is not None else None
        now = gates.cell[view.side, :, moment.cell] if gates is not None else None
        self.plot.show_curves(
            Curves(f"c of cell {moment.cell}", trace.time, view.step_s, was, now), float(trace.time[moment.step])
        )
        real = float(trace.features[moment.step, _column(view)])
        lines = [
            f"At {moment.time:.2f} s the speed is {decimal_text(real, 1)}, and c = {decimal_text(was[moment.step])}."
        ]
        if now is not None:
            later = view.step_at(moment.time + LATER_S)
            lines.append(
                f"With a speed of {decimal_text(self.slider.value, 1)}: c = {decimal_text(now[moment.step])}. "
                f"{trace.time[later] - moment.time:.2f} s later it is {decimal_text(now[later])} in place of "
                f"{decimal_text(was[later])}."
            )
        self.numbers.setText("\n".join(lines))


def _column(view: TraceView) -> int:
    """Return the column of the sideways speed of the shown hand."""
    return int(view.side * PER_HAND + VELOCITY.start)

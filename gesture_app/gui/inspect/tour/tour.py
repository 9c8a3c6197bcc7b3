"""Leads through the cards: shows the example, marks the rows, and returns to the full instrument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.core.inspection.results import FeatureChange
from gesture_app.core.inspection.trace import Trace
from gesture_app.gui.inspect.layout import InspectLayout
from gesture_app.gui.inspect.navigator import TraceNavigator
from gesture_app.gui.inspect.panels.side_panel import GATES, WHY
from gesture_app.gui.inspect.playback import Playback
from gesture_app.gui.inspect.presenter import TracePresenter
from gesture_app.gui.inspect.queries import QueryController
from gesture_app.gui.inspect.timeline.layout import ALL_LANES
from gesture_app.gui.inspect.tour.card import TourMoment
from gesture_app.gui.inspect.trace_source import TraceSource
from gesture_app.gui.inspect.trace_view import TraceView, ViewOptions

LEAST_EXTENT = 0.5
"""of a cell's content, so that a cell that does nothing is not chosen"""
RESPONSE_S = 0.5
"""seconds after a change, in which cells are compared"""


class Tour(QObject):
    """Runs on the shipped example, with the model in use, or with the shipped one if that is no LSTM."""

    closed = Signal()
    """the reader has finished or skipped it: show the full instrument"""

    def __init__(
        self,
        source: TraceSource,
        queries: QueryController,
        playback: Playback,
        layout: InspectLayout,
        presenter: TracePresenter,
        navigator: TraceNavigator,
        models: tuple[Callable[[], str | None], str],
        parent: QObject,
    ) -> None:
        """`models` is a function that returns the model in use, and the id of the one that comes with the program."""
        super().__init__(parent)
        self._source, self._queries, self._playback = source, queries, playback
        self._layout, self._presenter, self._navigator = layout, presenter, navigator
        self._canvas, self._side, self.panel = layout.canvas, layout.side, layout.tour_panel
        self._model, self._shipped_model = models
        self.active = False
        self._folded: frozenset[str] = frozenset()
        self._options = source.options
        self._panel = GATES
        self._asked_for: str | None = None
        """model that the example was traced with"""
        self._ready: Trace | None = None
        """the trace for which the shown card is set up"""
        self.panel.next_wanted.connect(self.go_on)
        self.panel.back_wanted.connect(lambda: self.go_to(self.panel.index - 1))
        self.panel.skip_wanted.connect(self.finish)
        self.panel.number.change_wanted.connect(self._change_feature)
        for card in self.panel.cards:
            card.moved.connect(navigator.scrub)
        playback.moved.connect(self._show_moment)
        queries.answered.connect(self._show_occlusion)

    def open(self, index: int = 0) -> None:
        """Begin, or begin again, with the card of this number."""
        if not self.active:
            self.active = True
            self._folded, self._options = self._canvas.folded, self._source.options
            self._panel = self._side.shown
        self._layout.show_tour(True)
        self._navigator.reset()
        self._source.options = replace(ViewOptions(), mirror=self._options.mirror)
        self._trace_example(self._model())
        self.go_to(index)

    def finish(self) -> None:
        """Leave the tour: the reader has seen it."""
        if self.active:
            self.close()
            self.closed.emit()

    def close(self) -> None:
        """Put the page back as it was. The caller chooses what it shows next."""
        if not self.active:
            return
        self.active, self._ready = False, None
        self.panel.card.leave()
        self._canvas.mark(frozenset())
        self._canvas.fold(self._folded)
        self._source.options = replace(self._options, mirror=self._source.options.mirror)
        self._layout.show_tour(False)
        self._side.turn_to(self._panel)

    def go_on(self) -> None:
        """Go to the next card, or finish after the last."""
        if self.panel.index == len(self.panel.cards) - 1:
            self.finish()
        else:
            self.go_to(self.panel.index + 1)

    def go_to(self, index: int) -> None:
        """Show the card of this number."""
        if not self.active or not 0 <= index < len(self.panel.cards):
            return
        self.panel.card.leave()
        self.panel.show_card(index)
        card = self.panel.card
        self._ready = None
        self._side.hand_view.setVisible(card.shows_hand)
        self._side.turn_to(WHY if card is self.panel.why else GATES)
        self._canvas.fold(frozenset(ALL_LANES) - set(card.rows) if card.rows else frozenset())
        self._canvas.mark(frozenset(card.marked))
        QTimer.singleShot(0, self, self._layout.timeline_area.show_marked)
        if card is self.panel.memory:
            self.panel.memory.show_shipped(self._side.gradient.load_shipped())
        if self._source.view is not None:
            self._set_up(self._source.view)

    def reload(self) -> None:
        """Trace the example again if the model has changed, or if the page was hidden before there was a trace."""
        missing = self._source.view is None and not self._source.queue.busy("trace")
        if self.active and (missing or self._model() != self._asked_for):
            self._trace_example(self._model())

    # ---- events ----
    def show_view(self, view: TraceView) -> None:
        """Show a trace on the card, after the rest of the page shows it."""
        if not self.active:
            return
        if view.gates is None and view.trace.card.id != self._shipped_model:
            self._source.show_example(self._shipped_model)
            return
        self._set_up(view)

    def _set_up(self, view: TraceView) -> None:
        """Prepare the shown card for a trace, once: the gesture, the memory cell and the moment to begin with."""
        card = self.panel.card
        if not len(view.trace):
            return
        if self._ready is not view.trace:
            label = _first_fired(view) if card is self.panel.why else view.trace.top_label
            if label != view.label:
                self._source.change_options(replace(self._source.options, label=label))
                return  # the view comes again with this label
            self._ready = view.trace
            if self._canvas.cell not in view.lines:
                self._canvas.show_cell(lively_cell(view))
            start = card.start_time(view)
            if start is not None:
                self._playback.go_to(start)
            if card is self.panel.number:
                self._find_cell(view)
        if card is self.panel.why:
            self._ask_why(view)
        self._show_moment()

    def _find_cell(self, view: TraceView) -> None:
        """Choose the memory cell that the number of the first card changes most."""
        moment = TourMoment(view, self._canvas.cell or 0, view.step_at(self._playback.position))

        def done(changed: Trace) -> None:
            if self.active and self._ready is view.trace and self.panel.card is self.panel.number:
                self._navigator.choose_cell(responsive_cell(view, changed, moment.step))
                self._show_moment()

        self._source.change_feature(view, self.panel.number.opposite(moment), done)

    def _ask_why(self, view: TraceView) -> None:
        known = self._queries.occlusion
        if known is None or known.label != view.label:
            self.panel.why.show_occlusion(None)
            self._queries.mask()
        else:
            self.panel.why.show_occlusion(known)

    def _show_occlusion(self) -> None:
        if self.active:
            self.panel.why.show_occlusion(self._queries.occlusion)

    def _show_moment(self) -> None:
        view, cell = self._presenter.view, self._canvas.cell
        if self.active and view is not None and len(view.trace) and cell is not None:
            self.panel.card.show_moment(TourMoment(view, cell, view.step_at(self._playback.position)))

    def _change_feature(self, change: FeatureChange) -> None:
        view = self._source.view
        if view is not None:
            done = self.panel.number.show_changed
            self._source.change_feature(view, change, lambda trace: done(change, trace))

    def _trace_example(self, model: str | None) -> None:
        self._asked_for = model
        self._source.show_example(model)
        self._presenter.show_source()


def lively_cell(view: TraceView) -> int:
    """Return the one of the most important cells whose content changes most from one step to the next."""
    if view.gates is None or len(view.trace) < 2:
        return int(view.lines[0])
    content = view.gates.cell[view.side][:, view.lines]  # [K, lines]
    return int(view.lines[int(np.argmax(np.abs(np.diff(content, axis=0)).max(0)))])


def responsive_cell(view: TraceView, changed: Trace, step: int) -> int:
    """Return the important cell whose content changes most, for its range, in half a second after a step."""
    gates = changed.layers[view.layer].gates
    if view.gates is None or gates is None:
        return int(view.lines[0])
    after = slice(step, view.step_at(float(view.trace.time[step]) + RESPONSE_S) + 1)
    differ = np.abs(gates.cell[view.side, after] - view.gates.cell[view.side, after]).mean(0)  # [hidden]
    extent = np.ptp(view.gates.cell[view.side], axis=0)  # [hidden]: a cell of large content shows a change less
    return int(view.lines[int(np.argmax((differ / np.maximum(extent, LEAST_EXTENT))[view.lines]))])


def _first_fired(view: TraceView) -> int:
    """Return the label of the first gesture that fired, in the example a pose."""
    trace = view.trace
    return trace.card.labels.index(trace.fired[0].label) if trace.fired else trace.top_label

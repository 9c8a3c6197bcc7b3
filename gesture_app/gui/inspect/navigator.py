"""Moves through a trace: steps, the selected time span and the chosen memory cell."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gesture_app.gui.inspect.layout import InspectLayout
from gesture_app.gui.inspect.panels.side_panel import SPAN
from gesture_app.gui.inspect.playback import Playback
from gesture_app.gui.inspect.presenter import TracePresenter
from gesture_app.gui.inspect.queries import QueryController
from gesture_app.gui.inspect.trace_source import TraceSource


class TraceNavigator(QObject):
    """Carries out what keys, pointer and toolbar ask for."""

    def __init__(
        self,
        source: TraceSource,
        queries: QueryController,
        playback: Playback,
        layout: InspectLayout,
        presenter: TracePresenter,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._source, self._queries, self._playback, self._presenter = source, queries, playback, presenter
        self._canvas, self._side = layout.canvas, layout.side
        self._anchor: float | None = None
        """the end of the selected span that stays in place, in seconds of the stream"""

    def toggle_play(self) -> None:
        """Pause the live stream, or play and pause what is shown."""
        if self._source.live and not self._source.paused:
            self._source.set_paused(True)
            self._presenter.show_source()
        else:
            self._playback.play(not self._playback.playing)

    def pause(self) -> None:
        """Stop playback and hold the live stream."""
        self._playback.play(False)
        if self._source.live and not self._source.paused:
            self._source.set_paused(True)
            self._presenter.show_source()

    def step(self, steps: int) -> None:
        """Go so many steps forward, back if negative."""
        view = self._presenter.view
        if view is None or not len(view.trace):
            return
        self.pause()
        time = view.trace.time
        at = max(0, min(len(time) - 1, view.step_at(self._playback.position) + steps))
        self._playback.go_to(float(time[at]))

    def scrub(self, time: float) -> None:
        """Go to a moment, in seconds of the stream."""
        self.pause()
        self._anchor = None
        self._playback.go_to(time)

    def select_by(self, steps: int) -> None:
        """Move the loose end of the selected span by so many steps."""
        if self._anchor is None or self._canvas.span is None:
            self._anchor = self._playback.position
        self.step(steps)
        start, end = sorted((self._anchor, self._playback.position))
        self.select((start, end))

    def select(self, span: tuple[float, float] | None) -> None:
        """Select a time span in seconds of the stream, or none."""
        self.pause()
        self._canvas.show_span(span)
        self._presenter.update_bounds()
        if span is None:
            self._anchor = None
            self._queries.drop()
            self._side.span.clear()
        else:
            self._side.turn_to(SPAN)
            self._queries.search_soon()

    def choose_cell(self, cell: int) -> None:
        """Choose a memory cell."""
        self._canvas.show_cell(cell)
        self._presenter.show_moment()

    def next_cell(self, places: int) -> None:
        """Choose the memory cell so many places down the timeline: first the lines, then the heat map."""
        view = self._presenter.view
        if view is None:
            return
        cells = [*view.lines.tolist(), *view.rest.tolist()]
        at = cells.index(self._canvas.cell) if self._canvas.cell in cells else -places
        self.choose_cell(cells[(at + places) % len(cells)])

    def reset(self) -> None:
        """Stop playback and forget the selection, before another stream or take is shown."""
        self._playback.play(False)
        self._presenter.clear()
        self._anchor = None
        self._queries.forget_occlusion()
        self._canvas.show_span(None)
        self._side.span.clear()

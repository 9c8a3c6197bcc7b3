"""Shows a trace view in all widgets of the Inspect page, and the moment at the playback position."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from gesture_app.core.gestures import spoken_name
from gesture_app.core.inspection.trace import LONGEST_S, Trace
from gesture_app.gui.inspect.actions import ROWS
from gesture_app.gui.inspect.layout import InspectLayout
from gesture_app.gui.inspect.panels.why_panel import rival_of
from gesture_app.gui.inspect.playback import Playback
from gesture_app.gui.inspect.queries import QueryController
from gesture_app.gui.inspect.timeline.layout import lanes_of
from gesture_app.gui.inspect.trace_source import TraceSource
from gesture_app.gui.inspect.trace_view import TraceView
from gesture_app.gui.widgets.page_actions import Page
from gesture_app.gui.widgets.take_tile import day
from gesture_app.live.recent_frames import SECONDS

_TAKE_KEY, _LIVE_KEY = ROWS["take"].key, ROWS["live"].key
NO_MODEL = f"There is no model yet.\n\nRecord a few takes ({Page.RECORD.key}), then train ({Page.TRAIN.key})."
NO_HAND_YET = f"No hand yet.\n\nShow a hand to the camera, or choose a take ({_TAKE_KEY})."
NO_HAND = f"This take shows no hand.\n\nChoose another take ({_TAKE_KEY}), or follow the camera ({_LIVE_KEY})."
NOT_READ = f"This could not be analysed.\n\nChoose a take ({_TAKE_KEY}), or follow the camera ({_LIVE_KEY})."
READING = "Analysing …"


class TracePresenter(QObject):
    """Fills toolbar, timeline and side panel."""

    def __init__(
        self,
        source: TraceSource,
        queries: QueryController,
        playback: Playback,
        layout: InspectLayout,
        model: Callable[[], str | None],
        parent: QObject,
    ) -> None:
        """`model` returns the id of the model in use, None if there is no model."""
        super().__init__(parent)
        self._source, self._queries, self._playback, self._model = source, queries, playback, model
        self._toolbar, self._canvas, self._side = layout.toolbar, layout.canvas, layout.side
        self._hover_text = layout.hover_text
        self.view: TraceView | None = None
        self.start_at: float | None = None
        """where the next take starts to play, in seconds of the take; None: where the first gesture fires"""

    @property
    def trace(self) -> Trace | None:
        """The trace that is shown, None if it has no step."""
        return self.view.trace if self.view is not None and len(self.view.trace) else None

    @property
    def title(self) -> str:
        """The name of what is shown: the take, or "live"."""
        take = self._source.take
        if take is None:
            return "Example" if self._source.example else "live"
        part = ", first five minutes" if take.seconds > LONGEST_S else ""
        return f"{spoken_name(take.gesture)} · {day(take.info.recorded_at)}{part}"

    def clear(self) -> None:
        """Show no trace."""
        self.view = None
        self._canvas.show_lanes((), 0.0, 1.0)

    def show_failure(self) -> None:
        """Tell that the trace could not be made."""
        self.clear()
        self._canvas.empty_text = NOT_READ

    def show_source(self) -> None:
        """Show in the toolbar which stream or take is followed, and whether it plays."""
        source = self._source
        self._toolbar.show_source(source.live, source.paused, "" if source.live else self.title)
        self.show_playing()
        self._canvas.empty_text = READING if self._model() else NO_MODEL

    def show_playing(self) -> None:
        """Show in the toolbar whether time runs, and how fast."""
        source, playback = self._source, self._playback
        self._toolbar.show_playing(playback.playing or (source.live and not source.paused), playback.slow)

    def show_view(self, view: TraceView) -> None:
        """Show another trace, or the same trace with other options."""
        before, self.view = self.view, view
        trace, side = view.trace, self._side
        if not len(trace):
            self._canvas.empty_text = NO_HAND_YET if self._source.live else NO_HAND
            self.show_lanes()
            return
        new_trace = before is None or before.trace is not trace
        if before is None or before.trace.card.id != trace.card.id or self._canvas.cell is None:
            self._canvas.show_cell(int(view.lines[0]) if len(view.lines) else 0)
        if new_trace:
            self._queries.forget_occlusion()
            side.hand_view.show_points(trace.points, view.mirror)
        self._toolbar.show_view(view)
        side.why.show_labels(view)
        if side.why.pair[0] != view.label:
            side.why.choose_pair(view.label, rival_of(view))
        self._queries.find_divergence(view)
        self.show_lanes()
        self.update_bounds()
        self._playback.go_to(self._position(view, new_trace))

    def show_lanes(self) -> None:
        """Lay out the lanes of the view with the answers that are known."""
        if self.view is not None:
            lanes = lanes_of(self.view, *self._queries.show_answers(self.view))
            self._canvas.show_lanes(lanes, *self._limits())

    def update_bounds(self) -> None:
        """Let playback run over the steps in sight."""
        trace = self.trace
        if trace is not None:
            first, last = float(trace.time[0]), float(trace.time[-1])
            self._playback.set_bounds(max(first, self._limits()[0]), last)

    def show_moment(self) -> None:
        """Show hands, chosen memory cell and clock at the playback position."""
        view, position = self.view, self._playback.position
        if view is None or not len(view.trace):
            return
        step = view.step_at(position)
        self._canvas.show_time(position)
        self._side.hand_view.show_hands(view.trace.points[step])
        self._side.gates.show_cell(view, self._canvas.cell, step)
        start, end = self._limits()
        if self._source.live:
            self._toolbar.show_clock(f"−{end - position:.2f} s")
        else:
            self._toolbar.show_clock(f"{position - start:.2f} of {end - start:.1f} s")
        self.show_hovered("")

    def show_hovered(self, hovered: str) -> None:
        """Describe the item under the pointer, without one the chosen memory cell."""
        text = hovered or self._canvas.cell_text()
        self._hover_text.setText(text)
        self._canvas.setAccessibleDescription(text)

    def _position(self, view: TraceView, new_trace: bool) -> float:
        trace = view.trace
        if self._source.live and not self._source.paused:
            return float(trace.time[-1])
        if not new_trace:
            return self._playback.position
        start_at, self.start_at = self.start_at, None
        if start_at is not None:
            return start_at
        return trace.fired[0].time if trace.fired else float(trace.time[0])

    def _limits(self) -> tuple[float, float]:
        """Return start and end of the timeline, in seconds of the stream."""
        view = self.view
        if view is None or not len(view.trace):
            return 0.0, 1.0
        end = float(view.trace.time[-1]) + view.step_s
        if not self._source.live:
            return float(view.trace.time[0]), end
        end = max(end, self._source.traced_until)  # without a hand in view there are no steps
        return end - SECONDS, end

"""Provides traces of the live stream, several times a second, or of a take, while the page is visible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.gui.inspect.interfaces import InspectServices, Matches, ModelInspector
from gesture_app.gui.inspect.query_queue import QueryQueue
from gesture_app.gui.inspect.trace_view import TraceView, ViewOptions, change_options, view_of
from gesture_app.live.recent_frames import SECONDS

if TYPE_CHECKING:
    from gesture_app.core.hands import TrackedFrame
    from gesture_app.core.inspection.results import FeatureChange, Mask, Occlusion, SpanCells
    from gesture_app.core.inspection.trace import Cells, Trace
    from gesture_app.core.recording import Recording
    from gesture_app.storage.recordings.listing import ListedTake
    from gesture_app.storage.recordings.store import RecordingStore

LIVE_MS = 300
"""least time between two live traces"""
REST = 6
"""pause between two live traces, as a multiple of the time that one takes; leaves a busy computer to recognition"""
ENOUGH_STEPS = 40
"""least length of a trace for the order of its memory cells"""


class TraceSource(QObject):
    """Makes traces on a thread of its own and emits them on the GUI thread."""

    view_changed = Signal(object)
    """`TraceView`: another trace, or the same trace with other options"""
    failed = Signal()
    """the trace could not be made, and the user was told"""

    def __init__(
        self,
        services: InspectServices,
        frames: Callable[[], Sequence[TrackedFrame]],
        model: Callable[[], str | None],
        recordings: RecordingStore,
        show: Callable[[BaseException], None],
        parent: QObject | None = None,
    ) -> None:
        """Take the sources of frames and models.

        Args:
            services: opens models.
            frames: returns the recent frames of the live stream.
            model: returns the id of the model in use, None if there is no model.
            recordings: loads takes.
            show: shows an error to the user.
            parent: owner.
        """
        super().__init__(parent)
        self.queue = QueryQueue(show, self)
        self.options = ViewOptions()
        self.live = True
        """True while the live stream is the source, False while a take is"""
        self.paused = False
        """True while the live stream is paused"""
        self.take: ListedTake | None = None
        self.example = False
        """True while the example of the tour is shown"""
        self.view: TraceView | None = None
        self._example: Recording | None = None  # the query thread makes it once
        self._services, self._frames, self._model, self._recordings = services, frames, model, recordings
        self._inspector: ModelInspector | None = None  # the query thread alone uses this, its key and the order
        self._inspector_key = ("", 0)
        self._model_version, self._view_version = 0, 0
        self._order: Cells | None = None
        self.traced_until = 0.0
        """latest stream time with a trace, in seconds"""
        self._request, self._began = 0, 0.0
        self._unusable = ""
        self._timer = QTimer(self, interval=LIVE_MS)
        self._timer.timeout.connect(self.poll)

    def open(self, on: bool) -> None:
        """Start to trace as the page appears, stop as it disappears."""
        if on and self.live and not self.paused:
            self._timer.start()
            self.poll()
        else:
            self._timer.stop()
            self.queue.drop()

    def go_live(self) -> None:
        """Follow the live stream."""
        self.live, self.paused, self.take, self.view = True, False, None, None
        self.example = False
        self._unusable = ""
        self._request += 1
        self.traced_until = 0.0
        self.open(True)

    def set_paused(self, on: bool) -> None:
        """Pause the live stream at its last seconds, or follow it again."""
        if not self.live or on == self.paused:
            return
        self.paused = on
        self.open(True)
        if on and self.view is not None:
            self._start(lambda: view_of(self._paused_trace(), self.options))

    def show_take(self, take: ListedTake) -> None:
        """Trace a take."""
        self.live, self.paused, self.take, self.view = False, False, take, None
        self.example = False
        self._request += 1
        self._timer.stop()
        model = self._model()
        if model is None:
            return

        def work() -> TraceView:
            recording = self._recordings.load(take).recording
            return view_of(self._open(model).recording(recording), self.options)

        self._start(work)

    def show_example(self, model: str | None) -> None:
        """Trace the example of the tour with this model, if there is one."""
        self.live, self.paused, self.take, self.view = False, False, None, None
        self.example = True
        self._request += 1
        self._timer.stop()
        if model is None:
            return

        def work() -> TraceView:
            if self._example is None:
                self._example = self._services.make_example()
            return view_of(self._open(model).recording(self._example), self.options)

        self._start(work)

    def change_options(self, options: ViewOptions) -> None:
        """Show the trace with other options."""
        self.options = options
        view = self.view
        if view is not None:
            self._start(lambda: change_options(view, options))

    def occlusion(
        self, view: TraceView, label: int, requested: Sequence[Mask], done: Callable[[Occlusion | None], None]
    ) -> None:
        """Compute the effect of masks on the evidence for a label. Call `done` with None on failure."""
        model = view.trace.card.id
        work = lambda: self._open(model).occlusion(view.trace, label, requested)  # noqa: E731
        self.queue.submit("cover", work, done, lambda: done(None))

    def change_feature(self, view: TraceView, change: FeatureChange, done: Callable[[Trace], None]) -> None:
        """Trace the view again with one number of its input changed."""
        model = view.trace.card.id
        self.queue.submit("change", lambda: self._open(model).change_feature(view.trace, change), done)

    def similar(self, view: TraceView, steps: slice, active: SpanCells, done: Callable[[Matches], None]) -> None:
        """Find similar moments in the takes that are loaded so far. Call again until all takes are loaded."""
        model, exclude = view.trace.card.id, self.take.id if self.take is not None else ""

        def work() -> Matches:
            inspector = self._open(model)
            loaded, total = inspector.load_takes()
            return Matches(inspector.similar(view.trace, steps, active, exclude), loaded, total)

        self.queue.submit("similar", work, done)

    def forget_model(self) -> None:
        """Open the model again at the next trace, as its thresholds have changed."""
        self._model_version += 1

    @property
    def outdated(self) -> bool:
        """True if the shown trace was made with earlier thresholds."""
        return self.view is not None and self._view_version != self._model_version

    def poll(self) -> None:
        """Trace new frames of the live stream, if there are any."""
        model, frames = self._model(), self._frames()
        if (
            model is None
            or model == self._unusable
            or not frames
            or self.queue.busy("trace")
            or frames[-1].time == self.traced_until
        ):
            return
        self.traced_until = frames[-1].time
        self._began = perf_counter()
        self._start(lambda: self._live_view(self._open(model).live(frames), frames[-1].time - SECONDS), model)

    def shutdown(self) -> None:
        """Stop the thread, as the window closes."""
        self._timer.stop()
        self.queue.shutdown()

    def _start(self, work: Callable[[], TraceView], model: str = "") -> None:
        request, version = self._request, self._model_version

        def failed() -> None:
            self._unusable = model  # the error is shown once, not with every frame
            if request == self._request:
                self.failed.emit()

        def done(view: TraceView) -> None:
            if request == self._request:
                if self.view is None or view.trace is not self.view.trace:
                    self._view_version = version
                self.view = view
                self.view_changed.emit(view)
                duration_ms = 1000 * (perf_counter() - self._began)
                self._timer.setInterval(max(LIVE_MS, round(REST * duration_ms)) if self.live else LIVE_MS)

        self.queue.submit("trace", work, done, failed)

    def _paused_trace(self) -> Trace:
        assert self.view is not None
        return self.view.trace

    # ---- on the query thread ----
    def _open(self, model: str) -> ModelInspector:
        key = (model, self._model_version)
        if self._inspector is None or self._inspector_key != key:
            self._inspector, self._inspector_key, self._order = self._services.open_model(model), key, None
        return self._inspector

    def _live_view(self, trace: Trace, since: float) -> TraceView:
        """Return the part in sight. The order of cells is fixed once the trace is long enough, so that they keep
        their rows."""
        trace = trace.part(slice(int(np.searchsorted(trace.time, since)), None))
        view = view_of(trace, self.options, self._order)
        if len(trace) >= ENOUGH_STEPS:
            self._order = view.order
        return view

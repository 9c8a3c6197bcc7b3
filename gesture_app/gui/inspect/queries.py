"""Questions about what is read (what came on, where evidence parted, what covering does), and their answers shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.core.inspection.active_cells import newly_active_cells
from gesture_app.core.inspection.divergence import find_divergence
from gesture_app.core.inspection.results import Divergence, Mask, MaskKind, Occlusion
from gesture_app.gui.inspect.interfaces import Matches
from gesture_app.gui.inspect.panels.side_panel import WHY, SidePanel
from gesture_app.gui.inspect.timeline.canvas import TraceCanvas
from gesture_app.gui.inspect.trace_source import TraceSource
from gesture_app.gui.inspect.trace_view import TraceView, steps_about

SEARCH_AFTER_MS = 350
"""a selection that still grows is not searched for"""


class QueryController(QObject):
    """Asks about the source's reading; what is slow is asked on its thread."""

    answered = Signal()
    """there is something else to show on the sheet"""

    def __init__(
        self, source: TraceSource, canvas: TraceCanvas, side: SidePanel, mirror: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._source, self._canvas, self._side, self._mirror = source, canvas, side, mirror
        self.divergence: Divergence | None = None
        self.occlusion: Occlusion | None = None
        self._search = QTimer(self, interval=SEARCH_AFTER_MS, singleShot=True)
        self._search.timeout.connect(self._ask_span)

    def drop(self) -> None:
        """Nobody wants to know any more."""
        self._search.stop()

    def forget_occlusion(self) -> None:
        """They were of something else."""
        self.occlusion = None

    def search_soon(self) -> None:
        """Another stretch of time is selected."""
        self._search.start()

    def find_divergence(self, view: TraceView) -> None:
        """Compare the two gestures that are chosen, in the selected stretch, else about the moment that matters."""
        why, why_not = self._side.why.pair
        self.divergence = None
        if len(view.trace) and why != why_not and min(why, why_not) >= 0:
            span = self._canvas.span
            steps = view.trace.steps_between(*span) if span is not None else steps_about(view.trace, why)
            if steps.stop > steps.start:
                self.divergence = find_divergence(view.trace, why, why_not, steps)

    def compare(self) -> None:
        """Two other gestures were chosen."""
        view = self._source.view
        if view is None:
            return
        why = self._side.why.pair[0]
        self.find_divergence(view)
        if why == view.label:
            self.answered.emit()
        else:
            self.forget_occlusion()
            self._source.change_options(replace(self._source.options, label=why))

    def mask(self) -> None:
        """Cover one thing after the other, the selected stretch of time among them."""
        view = self._source.view
        if view is None or not len(view.trace):
            return
        self._side.why.show_masking(True)

        def done(occlusion: Occlusion | None) -> None:
            self._side.why.show_masking(False)
            now = self._source.view
            if occlusion is not None and now is not None and now.trace is view.trace:
                self.occlusion = occlusion
                self.answered.emit()
                self._side.why.scroll_to_masks()

        span = self._canvas.span
        asked = () if span is None else (Mask(MaskKind.TIME, start=span[0], end=span[1]),)
        self._source.occlusion(view, self._side.why.pair[0], asked, done)

    def show_answers(self, view: TraceView) -> tuple[Divergence | None, Occlusion | None]:
        """Show in the panels what is known; what belongs on the sheet now."""
        asked = self._side.shown == WHY
        self._side.hand_view.show_occlusion(self.occlusion if asked else None)
        self._side.why.show_divergence(view, self.divergence)
        self._side.why.show_occlusion(view, self.occlusion)
        return (self.divergence, self.occlusion) if asked else (None, None)

    def _ask_span(self) -> None:
        view, span = self._source.view, self._canvas.span
        if view is None or span is None:
            return
        steps = view.trace.steps_between(*span)
        if steps.stop <= steps.start:
            return
        panel = self._side.span
        found = newly_active_cells(view.trace, steps, view.layer, view.side)
        compared = found if view.last_layer else newly_active_cells(view.trace, steps)
        panel.show_span(found)
        panel.show_searching("Looking through your takes …")

        def done(matches: Matches) -> None:
            if self._canvas.span == span and self._canvas.isVisible():
                panel.show_matches(matches, self._mirror())
                if not matches.complete:
                    self._source.similar(view, steps, compared, done)

        self._source.similar(view, steps, compared, done)

"""Queries about the shown trace: newly active cells, divergence of two gestures, effect of masks."""

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
"""delay until a selection that still grows is searched for"""


class QueryController(QObject):
    """Starts queries about the view of the source and shows the answers in the panels."""

    answered = Signal()
    """the lanes need to be shown again"""

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
        """Cancel the pending search."""
        self._search.stop()

    def forget_occlusion(self) -> None:
        """Drop the effects of masks, as they belong to another trace or gesture."""
        self.occlusion = None

    def search_soon(self) -> None:
        """Search for the selected span once the selection has rested."""
        self._search.start()

    def find_divergence(self, view: TraceView) -> None:
        """Compare the two chosen gestures in the selected span, without one around the highest score."""
        why, why_not = self._side.why.pair
        self.divergence = None
        if len(view.trace) and why != why_not and min(why, why_not) >= 0:
            span = self._canvas.span
            steps = view.trace.steps_between(*span) if span is not None else steps_about(view.trace, why)
            if steps.stop > steps.start:
                self.divergence = find_divergence(view.trace, why, why_not, steps)

    def compare(self) -> None:
        """Compare after the user has chosen two other gestures."""
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
        """Mask one part after the other, and the selected span."""
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
        requested = () if span is None else (Mask(MaskKind.TIME, start=span[0], end=span[1]),)
        self._source.occlusion(view, self._side.why.pair[0], requested, done)

    def show_answers(self, view: TraceView) -> tuple[Divergence | None, Occlusion | None]:
        """Show known answers in the panels and return those that have a lane now."""
        requested = self._side.shown == WHY
        self._side.hand_view.show_occlusion(self.occlusion if requested else None)
        self._side.why.show_divergence(view, self.divergence)
        self._side.why.show_occlusion(view, self.occlusion)
        return (self.divergence, self.occlusion) if requested else (None, None)

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
        panel.show_searching("Searching your takes …")

        def done(matches: Matches) -> None:
            if self._canvas.span == span and self._canvas.isVisible():
                panel.show_matches(matches, self._mirror())
                if not matches.complete:
                    self._source.similar(view, steps, compared, done)

        self._source.similar(view, steps, compared, done)

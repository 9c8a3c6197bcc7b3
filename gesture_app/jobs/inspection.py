"""Inspect a model: traces, occlusion, and moments of similar cells in other takes."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from gesture_app.core.errors import GestureAppError
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.inspection.results import FeatureChange, Mask, Occlusion, SimilarMoment, SpanCells
from gesture_app.core.inspection.trace import Trace
from gesture_app.core.model.card import ModelCard
from gesture_app.core.recording import Recording
from gesture_app.learning.inspection.changed_input import trace_with_change
from gesture_app.learning.inspection.occlusion import occlusion
from gesture_app.learning.inspection.similar_spans import SimilarSpanIndex
from gesture_app.learning.inspection.tracer import LiveTrace, Tracer, trace_of
from gesture_app.learning.network import GestureNetwork
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.store import RecordingStore

LOOK_THROUGH_S = 0.7
"""longest time that one query spends on loading takes"""


class ModelLooker:
    """Runs a second copy of a model, on one thread."""

    def __init__(self, card: ModelCard, network: GestureNetwork, recordings: RecordingStore) -> None:
        self.card = card
        self._network, self._recordings = network, recordings
        self._live = LiveTrace(Tracer(card, network))
        self._takes = SimilarSpanIndex(card, network)
        self._unread: list[ListedTake] | None = None
        self._of = 0

    def live(self, frames: Sequence[TrackedFrame]) -> Trace:
        """Return the trace of the last seconds of a stream. Frames that were traced before are skipped."""
        return self._live.see(frames)

    def recording(self, recording: Recording) -> Trace:
        """Return the trace of a whole recording."""
        return trace_of(self.card, self._network, recording)

    def occlusion(self, trace: Trace, label: int, requested: Sequence[Mask] = ()) -> Occlusion:
        """Return the effect of each mask on a label's evidence, with the `requested` masks among them."""
        return occlusion(self._network, trace, label, requested=requested)

    def change_feature(self, trace: Trace, change: FeatureChange) -> Trace:
        """Return the trace with one number of the input changed."""
        return trace_with_change(self._network, trace, change)

    def load_takes(self) -> tuple[int, int]:
        """Load some more takes of the workspace. Return the numbers of loaded and of all takes.

        An unreadable take is skipped; the Library reports it.
        """
        if self._unread is None:
            listed = self._recordings.list_takes().takes
            self._unread = sorted((take for take in listed if not take.info.disabled), key=lambda take: take.id)
            self._of = len(self._unread)
        until = monotonic() + LOOK_THROUGH_S
        while self._unread and not self._takes.full and monotonic() < until:
            take = self._unread.pop()  # the newest first
            try:
                self._takes.add(take.id, self._recordings.load(take).recording)
            except GestureAppError:
                continue
        if self._takes.full:
            self._unread.clear()
        return self._of - len(self._unread), self._of

    def similar(self, trace: Trace, steps: slice, active: SpanCells, exclude: str) -> tuple[SimilarMoment, ...]:
        """Return moments of the loaded takes with similar cells, best matches first, without the take `exclude`."""
        return self._takes.like(trace, steps, active, exclude=exclude)

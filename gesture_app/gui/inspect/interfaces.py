"""The page's requirements of a model. The implementation is wired elsewhere, as torch is not imported here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gesture_app.core.hands import TrackedFrame
    from gesture_app.core.inspection.gradient_reach import ShippedReach
    from gesture_app.core.inspection.results import FeatureChange, Mask, Occlusion, SimilarMoment, SpanCells
    from gesture_app.core.inspection.trace import Trace
    from gesture_app.core.model.card import ModelCard
    from gesture_app.core.recording import Recording
    from gesture_app.gui.inspect.panels.gradient_panel import ReachJob


class ModelInspector(Protocol):
    """Access to the inside of one model. It is slow and used by one thread."""

    card: ModelCard

    def live(self, frames: Sequence[TrackedFrame]) -> Trace:
        """Return the trace of the last seconds. Frames that were passed before are skipped."""

    def recording(self, recording: Recording) -> Trace:
        """Return the trace of a recording."""

    def occlusion(self, trace: Trace, label: int, requested: Sequence[Mask] = ()) -> Occlusion:
        """Return the effect of the usual masks, and of the requested ones, on the evidence for a label."""

    def change_feature(self, trace: Trace, change: FeatureChange) -> Trace:
        """Return the trace with one number of the input changed."""

    def load_takes(self) -> tuple[int, int]:
        """Load some more takes of the workspace and return how many are loaded, of how many."""

    def similar(self, trace: Trace, steps: slice, active: SpanCells, exclude: str) -> Sequence[SimilarMoment]:
        """Return moments of loaded takes with similar memory, best first.

        Args:
            trace: of this model.
            steps: the steps to compare with.
            active: newly active cells, which are compared.
            exclude: id of a take to leave out.
        """


@dataclass(frozen=True, slots=True)
class Matches:
    """Similar moments in the takes that are loaded so far."""

    moments: Sequence[SimilarMoment]
    loaded: int
    total: int

    @property
    def complete(self) -> bool:
        """True if all takes are loaded."""
        return self.loaded >= self.total


@dataclass(frozen=True, slots=True)
class InspectServices:
    """Services that the page uses to look inside models."""

    open_model: Callable[[str], ModelInspector]
    """return the model with this id (slow)"""
    write_table: Callable[[Path, Trace], None]
    """write a trace as a Parquet file (slow)"""
    make_reach_job: Callable[[], ReachJob]
    """return a job that compares the gradient reach of RNN, GRU and LSTM"""
    read_shipped_reach: Callable[[], ShippedReach | None]
    """return the comparison that comes with the program, None if it cannot be read"""
    make_example: Callable[[], Recording]
    """return the recording that the tour shows (slow)"""
    shipped_model: str
    """id of the model that comes with the program, for the tour if the model in use is no LSTM"""

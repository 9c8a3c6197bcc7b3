"""What the page asks of a model; who can answer is wired elsewhere, for torch is not imported here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gesture_app.core.hands import TrackedFrame
    from gesture_app.core.inspection.results import Mask, Occlusion, SimilarMoment, SpanCells
    from gesture_app.core.inspection.trace import Trace
    from gesture_app.core.model.card import ModelCard
    from gesture_app.core.recording import Recording
    from gesture_app.gui.inspect.panels.gradient_panel import ReachJob


class ModelInspector(Protocol):
    """A model of its own to look into; used on one thread, and slow."""

    card: ModelCard

    def live(self, frames: Sequence[TrackedFrame]) -> Trace:
        """The last seconds of a stream; frames that it knows are passed over."""

    def recording(self, recording: Recording) -> Trace:
        """All of a recording."""

    def occlusion(self, trace: Trace, label: int, asked: Sequence[Mask] = ()) -> Occlusion:
        """What covering one thing after the other does to a label's evidence; what is asked for besides, too."""

    def look_through(self) -> tuple[int, int]:
        """Read some more of the workspace's takes: how many are known of how many."""

    def similar(self, trace: Trace, steps: slice, came_on: SpanCells, but: str) -> Sequence[SimilarMoment]:
        """Where in the known takes the memory answered as in these steps, best matches first; `but` one take's id."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Where the memory answered alike, as far as takes were looked through."""

    moments: Sequence[SimilarMoment]
    known: int
    of: int

    @property
    def complete(self) -> bool:
        """Whether all takes were looked through."""
        return self.known >= self.of


@dataclass(frozen=True, slots=True)
class InspectServices:
    """All that the page is given to look into models."""

    open_model: Callable[[str], ModelInspector]
    """model id → that model; slow"""
    write_table: Callable[[Path, Trace], None]
    """all that a trace holds, as Parquet; slow"""
    make_reach_job: Callable[[], ReachJob]
    """measures how far back learning reaches"""

"""The takes of this session: saved, not decided on, or discarded with undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import GestureAppError
from gesture_app.core.gestures import spoken_name
from gesture_app.core.recording import Recording, recording_of, trouble_with
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.live.take import Take

if TYPE_CHECKING:
    from pathlib import Path

    from gesture_app.core.ring_buffer import Picture
    from gesture_app.storage.recordings.listing import ListedTake
    from gesture_app.storage.recordings.store import RecordingStore

REMEMBERED_DISCARDS = 50


class TakeState(StrEnum):
    """The state of a take."""

    IN_DOUBT = "in doubt"
    """has trouble: in memory until the user decides"""
    SAVING = "saving"
    SAVED = "saved"
    NOT_SAVED = "not saved"
    """saving failed: in memory, and can be saved again"""
    DISCARDED = "discarded"


class TakeDecision(StrEnum):
    """The decision about a take."""

    UNDECIDED = "undecided"
    KEEP = "keep"
    DISCARD = "discard"


@dataclass(slots=True, eq=False)
class SessionTake:
    """One take. Only `SessionTakes` changes it."""

    recording: Recording
    order: int
    """in this session, from 0"""
    number: int
    """in its series, from 1; 0: made after the fact"""
    trouble: str
    """why the user must decide about it; "": nothing is wrong"""
    decision: TakeDecision
    problem: GestureAppError | None = None
    """why saving failed"""
    stored: ListedTake | None = None
    """the take on disk, in the folder of its gesture or in the bin"""
    in_bin: bool = False
    busy: bool = False
    pictures: tuple[Picture, ...] = ()
    """for its clip; empty once the clip is written"""

    @property
    def gesture(self) -> str:
        """The gesture that the take shows."""
        return self.recording.info.gesture

    @property
    def name(self) -> str:
        """The title of the take in the window."""
        return f"{spoken_name(self.gesture)} {self.number or '(recorded afterwards)'}"

    @property
    def state(self) -> TakeState:
        """The state, by decision and disk."""
        if self.decision is TakeDecision.DISCARD:
            return TakeState.DISCARDED
        if self.decision is TakeDecision.UNDECIDED:
            return TakeState.IN_DOUBT
        if self.problem is not None:
            return TakeState.NOT_SAVED
        return TakeState.SAVED if self.stored is not None and not self.in_bin else TakeState.SAVING


class SessionTakes(QObject):
    """Saves, discards and restores takes as the user decides, one step at a time, in the background."""

    added = Signal(object)
    """`SessionTake`"""
    changed = Signal(object)
    """`SessionTake`, after every step"""

    def __init__(
        self,
        store: RecordingStore,
        tasks: TaskRunner,
        write_clip: Callable[[Path, Sequence[Picture], float], None],
        parent: QObject | None = None,
    ) -> None:
        """`write_clip` writes a clip beside a recording, from its path, the pictures and its length in seconds."""
        super().__init__(parent)
        self._write_clip = write_clip
        self._store = store
        self._tasks = tasks
        self._takes: list[SessionTake] = []
        self._discards: list[tuple[SessionTake, TakeDecision]] = []

    def add(self, take: Take) -> SessionTake:
        """Add a finished take. Save it at once if nothing is wrong with it.

        Raises:
            GestureAppError: its frames make no recording.
        """
        recording = recording_of(take.frames, take.info)
        trouble = trouble_with(recording)
        decision = TakeDecision.UNDECIDED if trouble else TakeDecision.KEEP
        added = SessionTake(recording, len(self._takes), take.number, trouble, decision, pictures=take.pictures)
        self._takes.append(added)
        self.added.emit(added)
        self._reconcile(added)
        return added

    def keep(self, take: SessionTake) -> None:
        """Save a take in spite of its trouble, or try again to save it."""
        take.decision, take.problem = TakeDecision.KEEP, None
        self._reconcile(take)

    def discard(self, take: SessionTake) -> None:
        """Move a take to the bin. `undo` restores it."""
        if take.decision is TakeDecision.DISCARD:
            return
        self._discards.append((take, take.decision))
        del self._discards[:-REMEMBERED_DISCARDS]
        take.decision = TakeDecision.DISCARD
        self._reconcile(take)

    def undo(self) -> SessionTake | None:
        """Restore the take that was discarded last. Return None if there is none."""
        if not self._discards:
            return None
        take, decision = self._discards.pop()
        take.decision = decision
        self._reconcile(take)
        return take

    @property
    def last_discarded(self) -> SessionTake | None:
        """The take that `undo` would restore."""
        return self._discards[-1][0] if self._discards else None

    @property
    def in_memory(self) -> list[SessionTake]:
        """The takes in memory only: being saved, not decided on, or not saved because of an error."""
        return self.in_state(TakeState.SAVING, TakeState.IN_DOUBT, TakeState.NOT_SAVED)

    def in_state(self, *states: TakeState) -> list[SessionTake]:
        """Return the takes in one of these states, oldest first."""
        return [take for take in self._takes if take.state in states]

    def _reconcile(self, take: SessionTake) -> None:
        step = None if take.busy else self._next_step(take)
        if step is not None:
            take.busy = True
            binned = take.decision is TakeDecision.DISCARD
            self._tasks.run(
                step, lambda stored: self._on_done(take, stored, binned), lambda error: self._on_failed(take, error)
            )
        elif not take.busy and take.pictures and take.state is TakeState.SAVED:
            self._write_clip_of(take)
        self.changed.emit(take)

    def _write_clip_of(self, take: SessionTake) -> None:
        """Write the clip of a saved take. A failure costs only the clip and is not repeated."""
        stored, write, pictures = take.stored, self._write_clip, take.pictures
        assert stored is not None
        take.busy, take.pictures = True, ()

        def done(_: object) -> None:
            take.busy = False
            self._reconcile(take)

        def failed(error: BaseException) -> None:
            self._tasks.show_error(error)
            done(None)

        self._tasks.run(lambda: write(stored.path, pictures, take.recording.seconds), done, failed)

    def _next_step(self, take: SessionTake) -> Callable[[], ListedTake] | None:
        stored, recording = take.stored, take.recording
        if take.decision is TakeDecision.DISCARD and stored is not None and not take.in_bin:
            return lambda: self._store.discard([stored])[0]
        if take.decision is TakeDecision.KEEP and take.problem is None:
            if stored is None:
                return lambda: self._store.save(recording)
            if take.in_bin:
                return lambda: self._store.restore([stored])[0]
        return None

    def _on_done(self, take: SessionTake, stored: ListedTake, binned: bool) -> None:
        take.busy, take.stored, take.in_bin = False, stored, binned
        self._reconcile(take)

    def _on_failed(self, take: SessionTake, error: BaseException) -> None:
        take.busy = False
        if take.stored is not None and not take.in_bin:  # the discard failed: the take is still there
            self._discards = [(other, decision) for other, decision in self._discards if other is not take]
            take.decision = TakeDecision.KEEP
            self._tasks.show_error(error)
        elif isinstance(error, GestureAppError):
            take.stored, take.problem = None, error  # a take gone from the bin is still in memory
        else:
            take.problem = GestureAppError("The take could not be saved because of an unexpected error.")
            self._tasks.show_error(error)
        take.in_bin = take.in_bin and take.stored is not None
        self._reconcile(take)

"""The takes of this sitting: which are saved, which wait for the user's word, which are discarded and can come back."""

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
    """Where a take is."""

    IN_DOUBT = "in doubt"
    """something is wrong with it: in memory until the user says what to do"""
    SAVING = "saving"
    SAVED = "saved"
    NOT_SAVED = "not saved"
    """saving failed: in memory, and can be saved again"""
    DISCARDED = "discarded"


class TakeDecision(StrEnum):
    """What is to become of a take."""

    UNDECIDED = "undecided"
    KEEP = "keep"
    DISCARD = "discard"


@dataclass(slots=True, eq=False)
class SessionTake:
    """One take; only the shelf changes it."""

    recording: Recording
    order: int
    """in this sitting, from 0"""
    number: int
    """in its series, from 1; 0: made after the fact"""
    trouble: str
    """why it should not be kept unseen; "": nothing"""
    wish: TakeDecision
    problem: GestureAppError | None = None
    """why saving failed"""
    stored: ListedTake | None = None
    """as it lies on disk, in its gesture's folder or in the bin"""
    in_bin: bool = False
    busy: bool = False
    pictures: tuple[Picture, ...] = ()
    """for its clip; none once that is written"""

    @property
    def gesture(self) -> str:
        """What it shows."""
        return self.recording.info.gesture

    @property
    def name(self) -> str:
        """What it is called in the window."""
        return f"{spoken_name(self.gesture)} {self.number or '· after the fact'}"

    @property
    def state(self) -> TakeState:
        """Where it is."""
        if self.wish is TakeDecision.DISCARD:
            return TakeState.DISCARDED
        if self.wish is TakeDecision.UNDECIDED:
            return TakeState.IN_DOUBT
        if self.problem is not None:
            return TakeState.NOT_SAVED
        return TakeState.SAVED if self.stored is not None and not self.in_bin else TakeState.SAVING


class SessionTakes(QObject):
    """Brings what is on disk in line with what the user wishes, one step at a time, in the background."""

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
        """`write_clip` puts a clip beside a recording: its path, the pictures, its length in seconds."""
        super().__init__(parent)
        self._write_clip = write_clip
        self._store = store
        self._tasks = tasks
        self._takes: list[SessionTake] = []
        self._discards: list[tuple[SessionTake, TakeDecision]] = []

    def put(self, take: Take) -> SessionTake:
        """A finished take: saved at once where nothing is wrong with it.

        Raises:
            GestureAppError: its frames are no recording.
        """
        recording = recording_of(take.frames, take.info)
        trouble = trouble_with(recording)
        wish = TakeDecision.UNDECIDED if trouble else TakeDecision.KEEP
        shelved = SessionTake(recording, len(self._takes), take.number, trouble, wish, pictures=take.pictures)
        self._takes.append(shelved)
        self.added.emit(shelved)
        self._bring_in_line(shelved)
        return shelved

    def keep(self, take: SessionTake) -> None:
        """Save it all the same, or try once more."""
        take.wish, take.problem = TakeDecision.KEEP, None
        self._bring_in_line(take)

    def discard(self, take: SessionTake) -> None:
        """Take it off the disk; `undo` brings it back."""
        if take.wish is TakeDecision.DISCARD:
            return
        self._discards.append((take, take.wish))
        del self._discards[:-REMEMBERED_DISCARDS]
        take.wish = TakeDecision.DISCARD
        self._bring_in_line(take)

    def undo(self) -> SessionTake | None:
        """Bring back what was discarded last; None where nothing was."""
        if not self._discards:
            return None
        take, wish = self._discards.pop()
        take.wish = wish
        self._bring_in_line(take)
        return take

    @property
    def last_discarded(self) -> SessionTake | None:
        """What `undo` would bring back."""
        return self._discards[-1][0] if self._discards else None

    def in_state(self, *states: TakeState) -> list[SessionTake]:
        """The takes of this sitting that are in one of these, oldest first."""
        return [take for take in self._takes if take.state in states]

    def _bring_in_line(self, take: SessionTake) -> None:
        step = None if take.busy else self._next_step(take)
        if step is not None:
            take.busy = True
            binned = take.wish is TakeDecision.DISCARD
            self._tasks.run(
                step, lambda stored: self._done(take, stored, binned), lambda error: self._failed(take, error)
            )
        elif not take.busy and take.pictures and take.state is TakeState.SAVED:
            self._clip(take)
        self.changed.emit(take)

    def _clip(self, take: SessionTake) -> None:
        """The take is safe; its clip is an extra, and is tried once."""
        stored, write, pictures = take.stored, self._write_clip, take.pictures
        assert stored is not None
        take.busy, take.pictures = True, ()

        def done(_: object) -> None:
            take.busy = False
            self._bring_in_line(take)

        def failed(error: BaseException) -> None:
            self._tasks.show_error(error)
            done(None)

        self._tasks.run(lambda: write(stored.path, pictures, take.recording.seconds), done, failed)

    def _next_step(self, take: SessionTake) -> Callable[[], ListedTake] | None:
        stored, recording = take.stored, take.recording
        if take.wish is TakeDecision.DISCARD and stored is not None and not take.in_bin:
            return lambda: self._store.discard([stored])[0]
        if take.wish is TakeDecision.KEEP and take.problem is None:
            if stored is None:
                return lambda: self._store.save(recording)
            if take.in_bin:
                return lambda: self._store.restore([stored])[0]
        return None

    def _done(self, take: SessionTake, stored: ListedTake, binned: bool) -> None:
        take.busy, take.stored, take.in_bin = False, stored, binned
        self._bring_in_line(take)

    def _failed(self, take: SessionTake, error: BaseException) -> None:
        take.busy = False
        if take.stored is not None and not take.in_bin:  # not discarded: it is still there, and must look so
            self._discards = [(other, wish) for other, wish in self._discards if other is not take]
            take.wish = TakeDecision.KEEP
            self._tasks.show_error(error)
        elif isinstance(error, GestureAppError):
            take.stored, take.problem = None, error  # what is gone from the bin is still in memory
        else:
            take.problem = GestureAppError("Saving failed in an unexpected way.")
            self._tasks.show_error(error)
        take.in_bin = take.in_bin and take.stored is not None
        self._bring_in_line(take)

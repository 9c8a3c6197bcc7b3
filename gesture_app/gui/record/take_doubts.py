"""Finds what is odd about the takes of this session as soon as they are saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.core.quality.take_checks import frame_rate_trouble
from gesture_app.gui.state import recording_edits as edits
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.session_takes import SessionTake, SessionTakes, TakeState
from gesture_app.gui.state.take_rows import TakeRow

POLL_EVERY_MS = 300


class TakeDoubts(QObject):
    """Compares saved takes with all others of their gesture, as the Library does."""

    changed = Signal()

    def __init__(self, takes: SessionTakes, library: RecordingLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._takes, self._library = takes, library
        self._rows: dict[object, TakeRow] = {}
        """by path"""
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self._poll)
        takes.changed.connect(self._timer.start)
        library.changed.connect(self._on_library_changed)

    def row(self, take: SessionTake) -> TakeRow | None:
        """Return the row of a saved take, or None before it was compared."""
        if take.state is not TakeState.SAVED or take.stored is None:
            return None
        return self._rows.get(take.stored.path)

    def words(self, take: SessionTake) -> str:
        """Return what is odd about a take, or "" if nothing is, or if the user kept it."""
        row = self.row(take)
        return row.issues[0].sentence if row is not None and row.doubtful else ""

    def badge(self, take: SessionTake) -> str:
        """Return what is odd about a take in two or three words, or ""."""
        row = self.row(take)
        return row.issues[0].badge if row is not None and row.doubtful else ""

    def approve(self, take: SessionTake) -> None:
        """Mark a take as good. The Library shows it so as well."""
        row = self.row(take)
        if row is not None and row.doubtful:
            self._library.edit(edits.approving(self._library.reviews, [row.take], True))

    def frame_rate_trouble(self, takes: Sequence[SessionTake]) -> str:
        """Return one sentence on a camera or computer that was too slow for these takes, or ""."""
        return frame_rate_trouble(row.take for row in map(self.row, takes) if row is not None)

    def shutdown(self) -> None:
        """Compare no more, because the window closes."""
        self._timer.stop()

    def _poll(self) -> None:
        """List the takes again until every saved one is there."""
        saved = self._takes.in_state(TakeState.SAVING, TakeState.SAVED)
        if all(self.row(take) is not None for take in saved):
            self._timer.stop()
        else:
            self._library.poll()

    def _on_library_changed(self) -> None:
        if self._library.loaded:
            self._rows = {row.take.path: row for row in self._library.contents.rows}
            self.changed.emit()

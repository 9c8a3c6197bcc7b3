"""Commands on takes: they ask for names and notes, then edit the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gesture_app.core.gestures import NONE, gesture_name, known_name, natural_order, renamed_to, spoken_name
from gesture_app.core.wording import counted
from gesture_app.gui.state import recording_edits as edits
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.take_rows import TakeRow
from gesture_app.gui.widgets.inline_prompt import InlinePrompt

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake


class TakeCommands:
    """Each command takes one or many rows and does nothing without rows."""

    def __init__(self, library: RecordingLibrary, ask: InlinePrompt, go_on: Callable[[], None]) -> None:
        """`go_on` is called before an edit that settles the takes."""
        self._library, self._ask, self._go_on = library, ask, go_on

    def approve(self, rows: Sequence[TakeRow]) -> None:
        """Mark takes as good, or remove the mark if all have it."""
        rows = [row for row in rows if row.issues]
        if rows:
            approved = not all(row.approved for row in rows)
            self._edit_and_go_on(edits.approving(self._library.reviews, listed(rows), approved))

    def disable(self, rows: Sequence[TakeRow]) -> None:
        """Exclude takes from training, or include them if all are excluded."""
        if rows:
            disabled = not all(row.take.info.disabled for row in rows)
            self._edit_and_go_on(edits.disabling(self._library.recordings, listed(rows), disabled))

    def discard(self, rows: Sequence[TakeRow]) -> None:
        """Move takes to the bin."""
        if rows:
            self._edit_and_go_on(edits.discarding(self._library.recordings, listed(rows)))

    def restore(self, rows: Sequence[TakeRow]) -> None:
        """Restore the selected ones from the bin."""
        if rows:
            self._library.edit(edits.restoring(self._library.recordings, listed(rows)))

    def trim(self, row: TakeRow, trim: edits.Trim) -> None:
        """Trim a take. None removes the trim."""
        self._library.edit(edits.trimming(self._library.recordings, row.take, trim))

    def ask_note(self, rows: Sequence[TakeRow]) -> None:
        """Ask for a note on these takes."""
        if rows:
            takes = listed(rows)
            self._ask.ask(
                "Note:" if len(rows) == 1 else f"Note on {counted(len(rows), 'take')}:",
                rows[0].take.info.note,
                lambda text: self._library.edit(edits.noting(self._library.recordings, takes, text.strip())),
            )

    def ask_move(self, rows: Sequence[TakeRow]) -> None:
        """Ask for the gesture to move these takes to, and suggest the one that the first looks like."""
        if rows:
            takes, names = listed(rows), self._names()
            self._ask.ask(
                f"Move {counted(len(rows), 'take')} to:",
                spoken_name(rows[0].like),
                lambda text: self._edit_and_go_on(edits.moving(self._library.recordings, takes, gesture_name(text))),
                names,
                lambda text: "New gesture." if text.strip() and not _known(text, names) else "",
            )

    def ask_rename(self, old: str) -> None:
        """Ask for a new name of a gesture. An existing name merges both."""
        others = [name for name in self._names() if name != old]

        def rename(text: str) -> None:
            new = renamed_to(old, text)
            if new != old:
                self._library.edit(edits.renaming(self._library.recordings, old, new, new in others))

        def remark(text: str) -> str:
            if text.strip() == spoken_name(old):
                return ""
            if old != NONE and _known(text, [NONE]):
                return f"All its takes will become “{spoken_name(NONE)}”."
            return f"{text.strip()} exists already. Both gestures will be merged." if _known(text, others) else ""

        self._ask.ask(f"New name of {spoken_name(old)}:", spoken_name(old), rename, others, remark)

    def _edit_and_go_on(self, edit: edits.TakeEdit) -> None:
        self._go_on()
        self._library.edit(edit)

    def _names(self) -> list[str]:
        return sorted({row.take.gesture for row in self._library.contents.rows}, key=natural_order)


def listed(rows: Sequence[TakeRow]) -> list[ListedTake]:
    """Return the takes of these rows."""
    return [row.take for row in rows]


def _known(text: str, names: Sequence[str]) -> bool:
    """Return True if a gesture has this name."""
    return known_name(text) in names

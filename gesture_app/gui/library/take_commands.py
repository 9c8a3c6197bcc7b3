"""What the user can do to takes of the library: what has to be asked is asked, then the library edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gesture_app.core.gestures import NONE, gesture_name, known_name, renamed_to, spoken_name
from gesture_app.core.wording import counted
from gesture_app.gui.state import recording_commands as edits
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.recording_rows import TakeRow
from gesture_app.gui.widgets.inline_prompt import InlinePrompt

if TYPE_CHECKING:
    from gesture_app.storage.recordings.listing import ListedTake


class TakeCommands:
    """Each deed is for one or many takes; without any nothing happens."""

    def __init__(self, library: RecordingLibrary, ask: InlinePrompt, go_on: Callable[[], None]) -> None:
        """`go_on` is called before an edit after which the takes need no further look."""
        self._library, self._ask, self._go_on = library, ask, go_on

    def approve(self, rows: Sequence[TakeRow]) -> None:
        """They are good as they are; asked again, they are not."""
        rows = [row for row in rows if row.issues]
        if rows:
            approved = not all(row.approved for row in rows)
            self._edit_and_go_on(edits.approving(self._library.reviews, listed(rows), approved))

    def disable(self, rows: Sequence[TakeRow]) -> None:
        """Leave them out of training; asked again, use them."""
        if rows:
            disabled = not all(row.take.info.disabled for row in rows)
            self._edit_and_go_on(edits.disabling(self._library.recordings, listed(rows), disabled))

    def discard(self, rows: Sequence[TakeRow]) -> None:
        """Into the bin."""
        if rows:
            self._edit_and_go_on(edits.discarding(self._library.recordings, listed(rows)))

    def restore(self, rows: Sequence[TakeRow]) -> None:
        """Back from the bin."""
        if rows:
            self._library.edit(edits.restoring(self._library.recordings, listed(rows)))

    def trim(self, row: TakeRow, trim: edits.Trim) -> None:
        """Let only this part count; None: all of it."""
        self._library.edit(edits.trimming(self._library.recordings, row.take, trim))

    def ask_note(self, rows: Sequence[TakeRow]) -> None:
        """Write a note on them."""
        if rows:
            takes = listed(rows)
            self._ask.ask(
                "Note:" if len(rows) == 1 else f"Note on {counted(len(rows), 'take')}:",
                rows[0].take.info.note,
                lambda text: self._library.edit(edits.noting(self._library.recordings, takes, text.strip())),
            )

    def ask_move(self, rows: Sequence[TakeRow]) -> None:
        """They show another gesture: the one the first looks like is offered."""
        if rows:
            takes, names = listed(rows), self._names()
            self._ask.ask(
                f"Move {counted(len(rows), 'take')} to:",
                spoken_name(rows[0].like),
                lambda text: self._edit_and_go_on(edits.moving(self._library.recordings, takes, gesture_name(text))),
                names,
                lambda text: "A new gesture." if text.strip() and not _known(text, names) else "",
            )

    def ask_rename(self, old: str) -> None:
        """Give a gesture another name, or make two one."""
        others = [name for name in self._names() if name != old]

        def rename(text: str) -> None:
            new = renamed_to(old, text)
            if new != old:
                self._library.edit(edits.renaming(self._library.recordings, old, new, new in others))

        def remark(text: str) -> str:
            if old != NONE and _known(text, [NONE]):
                return "Then all its takes are takes of what means nothing."
            return f"There is one called {text.strip()}: they become one." if _known(text, others) else ""

        self._ask.ask(f"Rename {spoken_name(old)} to:", spoken_name(old), rename, others, remark)

    def _edit_and_go_on(self, edit: edits.TakeEdit) -> None:
        self._go_on()
        self._library.edit(edit)

    def _names(self) -> list[str]:
        return sorted({row.take.gesture for row in self._library.contents.rows})


def listed(rows: Sequence[TakeRow]) -> list[ListedTake]:
    """The takes of some rows."""
    return [row.take for row in rows]


def _known(text: str, names: Sequence[str]) -> bool:
    """Whether there is a gesture that a person would call so."""
    return known_name(text) in names

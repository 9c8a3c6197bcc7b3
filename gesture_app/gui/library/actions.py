"""The Library page's keys: what each does, and the words that name them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from gesture_app.gui.library.page import LibraryPage

GRID_KEYS = (
    "Space select · Enter look · W worst first · K good · D disable · N note · M move · T trim · C compare · "
    "I inspect · F2 rename · Del · Ctrl+Z"
)
REVIEW_KEYS = (
    "→ next · ← back · K good · D disable · N note · M move · T trim · C compare · I inspect · Del discard · "
    "Ctrl+Z · Esc back"
)
BIN_KEYS = "Space select · R restore · Esc back to the library"
REVIEW_BUTTONS = (
    ("Good as it is", "Say that there is nothing wrong with it (K)", Qt.Key.Key_K),
    ("Move …", "It shows another gesture (M)", Qt.Key.Key_M),
    ("Disable", "Leave it out of training, or use it again (D)", Qt.Key.Key_D),
    ("Note …", "Write something down about it (N)", Qt.Key.Key_N),
    ("Trim", "Let only a part of it count (T)", Qt.Key.Key_T),
    ("Discard", "Into the bin (Delete)", Qt.Key.Key_Delete),
    ("Inspect", "See what the network makes of it (I)", Qt.Key.Key_I),
)
"""words, tooltip, and the key that does the same"""


class LibraryKeys:
    """Keys without Ctrl or Alt, while the keyboard is at nothing that wants them itself."""

    def __init__(self, page: LibraryPage) -> None:
        key, deeds, targets = Qt.Key, page.deeds, page.targets
        leave_bin = partial(page.show_bin, False)
        self._in_library: dict[int, Callable[[], None]] = {
            key.Key_K: lambda: deeds.approve(targets()),
            key.Key_D: lambda: deeds.disable(targets()),
            key.Key_N: lambda: deeds.ask_note(targets()),
            key.Key_M: lambda: deeds.ask_move(targets()),
            key.Key_T: page.trim,
            key.Key_C: page.compare,
            key.Key_I: page.inspect,
            key.Key_F2: page.rename,
            key.Key_Delete: lambda: deeds.discard(targets()),
            key.Key_W: page.review_worst,
            key.Key_G: page.gestures.setFocus,
            key.Key_J: page.judging.start,
            key.Key_B: partial(page.show_bin, True),
            key.Key_Return: page.grid.setFocus,
            key.Key_Enter: page.grid.setFocus,
            key.Key_Escape: page.step_back,
        }
        self._in_bin: dict[int, Callable[[], None]] = {
            key.Key_R: page.restore,
            key.Key_Escape: leave_bin,
            key.Key_B: leave_bin,
        }

    def deed(self, key: int, in_bin: bool = False) -> Callable[[], None] | None:
        """What this key does; None: nothing."""
        return (self._in_bin if in_bin else self._in_library).get(key)

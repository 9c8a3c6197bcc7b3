"""Collects notices for the user, and reports of unexpected errors."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import GestureAppError


class Tone(StrEnum):
    """The weight of a notice, shown by its colour."""

    NEWS = "news"
    WARNING = "warning"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """The button of a notice."""

    text: str
    """with its mnemonic, such as "&Undo" """
    press: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence at the top of the window."""

    sentence: str
    hint: str = ""
    tone: Tone = Tone.NEWS
    button: NoticeButton | None = None
    topic: str = ""
    """a newer notice replaces an older one on the same topic"""


class Notifications(QObject):
    """The notices that are open now. Used on the GUI thread. The banner and the crash dialog show them."""

    changed = Signal()
    unexpected = Signal(str)
    """the traceback of an unexpected error"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []

    @property
    def newest(self) -> Notice | None:
        """The notice that the banner shows."""
        return self._notices[-1] if self._notices else None

    @property
    def count(self) -> int:
        """The number of open notices."""
        return len(self._notices)

    def show_error(self, error: BaseException) -> None:
        """Post a notice of a `GestureAppError`, or report any other error."""
        if isinstance(error, GestureAppError):
            self.post(Notice(error.sentence, error.hint, Tone.TROUBLE))
        else:
            self.unexpected.emit("".join(traceback.format_exception(error)))

    def post(self, notice: Notice) -> None:
        """Show a notice, instead of an equal one or an older one on its topic."""
        self._notices = [
            old for old in self._notices if old != notice and not (notice.topic and old.topic == notice.topic)
        ]
        self._notices.append(notice)
        self.changed.emit()

    def dismiss(self, notice: Notice) -> None:
        """Remove a notice that the user has read."""
        if notice in self._notices:
            self._notices.remove(notice)
            self.changed.emit()

    def withdraw(self, topic: str) -> None:
        """Remove the notices on a topic that no longer hold."""
        kept = [notice for notice in self._notices if notice.topic != topic]
        if len(kept) != len(self._notices):
            self._notices = kept
            self.changed.emit()

"""The one road for what the user must be told: calm notices for expected trouble, a report for the unexpected."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import GestureAppError


class Tone(StrEnum):
    """How a notice looks."""

    NEWS = "news"
    WARNING = "warning"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """The one thing the user can do about a notice."""

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
    """a newer notice on the same topic takes the place of the older"""


class Notifications(QObject):
    """What is to be said now; used on the GUI thread. The banner and the report dialog listen."""

    changed = Signal()
    unexpected = Signal(str)
    """the full story of an error nobody expected"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []

    @property
    def newest(self) -> Notice | None:
        """What the banner shows."""
        return self._notices[-1] if self._notices else None

    @property
    def count(self) -> int:
        """How many notices wait, the newest included."""
        return len(self._notices)

    def show_error(self, error: BaseException) -> None:
        """Tell of an error: a notice where it was expected, else a report."""
        if isinstance(error, GestureAppError):
            self.post(Notice(error.sentence, error.hint, Tone.TROUBLE))
        else:
            self.unexpected.emit("".join(traceback.format_exception(error)))

    def post(self, notice: Notice) -> None:
        """Show a notice; the same one is not shown twice."""
        self._notices = [
            old for old in self._notices if old != notice and not (notice.topic and old.topic == notice.topic)
        ]
        self._notices.append(notice)
        self.changed.emit()

    def dismiss(self, notice: Notice) -> None:
        """The user has read it."""
        if notice in self._notices:
            self._notices.remove(notice)
            self.changed.emit()

    def withdraw(self, topic: str) -> None:
        """What was said on this topic no longer holds."""
        kept = [notice for notice in self._notices if notice.topic != topic]
        if len(kept) != len(self._notices):
            self._notices = kept
            self.changed.emit()

"""Chooses the source of the session, and shows a notice when a source has trouble."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import GestureAppError, TrackerError, UnusableSourceError
from gesture_app.core.settings import AUTOMATIC_SOURCE
from gesture_app.core.source_names import SourceChoice
from gesture_app.gui.state.context import WindowContext
from gesture_app.gui.state.notifications import Notice, NoticeButton, Tone
from gesture_app.live.update import SourceState, SourceStatus

DRAWN_HAND = SourceChoice("demo", "The drawn hand")
NO_CAMERA = "no camera"
TROUBLE = "source trouble"
FAILURE = "the live thread has ended"


class SourceSelector(QObject):
    """Asks the session for sources. The menu shows its list and the banner its notices."""

    webcams_changed = Signal()
    choice_wanted = Signal()
    """the user wants to see the sources there are"""

    def __init__(
        self, context: WindowContext, list_webcams: Callable[[], Sequence[SourceChoice]], parent: QObject | None = None
    ) -> None:
        """`list_webcams` finds the webcams that are plugged in (slow)."""
        super().__init__(parent)
        self._session, self._list_webcams = context.session, list_webcams
        self._updates, self._tasks = context.updates, context.tasks
        self._notifications, self._settings = context.notifications, context.settings
        self._webcams: tuple[SourceChoice, ...] = ()
        self._source = ""
        self._shown_trouble: GestureAppError | None = None
        self._choose_button = NoticeButton("Choose a &source …", self.choice_wanted.emit)
        self._updates.source.connect(self._show_status)
        self._updates.failed.connect(self._show_failure)

    @property
    def webcams(self) -> tuple[SourceChoice, ...]:
        """The cameras of the last search."""
        return self._webcams

    @property
    def source(self) -> str:
        """The source that the session was asked for, or "" before the first."""
        return self._source

    def is_current(self, choice: SourceChoice) -> bool:
        """Return True if the session was asked for this choice, also by the plain name of a camera."""
        return self._source in (choice.source, choice.name)

    def begin(self, asked: str | None) -> None:
        """Start with `asked`, else the last choice, else the first camera, else the drawn hand."""
        source = asked or self._settings.now.source
        if source != AUTOMATIC_SOURCE:
            self._start(source)
            return

        def failed(error: BaseException) -> None:
            self._notifications.show_error(error)
            self._start_automatically(())

        self._tasks.run(self._list_webcams, self._start_automatically, failed)

    def look_for_webcams(self) -> None:
        """Ask the system which cameras are connected."""
        self._tasks.run(self._list_webcams, self._keep_webcams)

    def use(self, source: str) -> None:
        """Change to a source that the user chose, now and at the next start."""
        self._settings.change(source=source)
        self._go_to(source)

    def use_next(self) -> None:
        """Change to the source after the current one: each camera, then the drawn hand."""
        choices = [*self._webcams, DRAWN_HAND]
        now = next((number for number, choice in enumerate(choices) if self.is_current(choice)), -1)
        self.use(choices[(now + 1) % len(choices)].source)

    def _start_automatically(self, webcams: Sequence[SourceChoice]) -> None:
        self._keep_webcams(webcams)
        if self._source:  # the user has chosen meanwhile
            return
        if webcams:
            self._start(webcams[0].source)
            return
        self._start(DRAWN_HAND.source)
        self._notifications.post(
            Notice(
                "No camera was found, so you see a drawn hand.",
                "It stands in for a camera. Choose what it performs, or connect a camera.",
                Tone.NEWS,
                self._choose_button,
                NO_CAMERA,
            )
        )

    def _start(self, source: str) -> None:
        self._source = source
        self._session.start(source)

    def _go_to(self, source: str) -> None:
        if self._updates.failure is not None:
            self._show_failure(self._updates.failure)
            return
        if not self._source:
            self._start(source)
            return
        self._source, self._shown_trouble = source, None
        self._notifications.withdraw(NO_CAMERA)
        self._notifications.withdraw(TROUBLE)
        self._session.use_source(source)

    def _keep_webcams(self, webcams: Sequence[SourceChoice]) -> None:
        if tuple(webcams) != self._webcams:
            self._webcams = tuple(webcams)
            self.webcams_changed.emit()

    def _show_status(self, status: SourceStatus) -> None:
        if status.source != self._source or self._updates.failure is not None:
            return
        if status.state is SourceState.RUNNING:
            self._shown_trouble = None
            self._notifications.withdraw(TROUBLE)
        elif status.state is SourceState.ENDED:
            again = NoticeButton("&Play again", _PlayAgain(self, status.source))
            self._notifications.post(Notice(f"{status.name} has ended.", "", Tone.NEWS, again, TROUBLE))
        elif status.trouble is not None:
            self._show_trouble(status.trouble)

    def _show_trouble(self, trouble: GestureAppError) -> None:
        """Show trouble once for all retries. A source that cannot work promises no retry."""
        if self._shown_trouble is not None and self._shown_trouble.sentence == trouble.sentence:
            return
        self._shown_trouble = trouble
        retried = not isinstance(trouble, UnusableSourceError)
        hint = f"{trouble.hint} Retrying …".strip() if retried else trouble.hint
        self._notifications.post(Notice(trouble.sentence, hint, Tone.WARNING, self._choose_button, TROUBLE))

    def _show_failure(self, error: GestureAppError) -> None:
        can_be_fixed = isinstance(error, TrackerError)
        hint = f"{error.hint} Then start the program again.".strip() if can_be_fixed else error.hint
        self._notifications.withdraw(TROUBLE)
        self._notifications.post(Notice(error.sentence, hint, Tone.TROUBLE, topic=FAILURE))


@dataclass(frozen=True, slots=True)
class _PlayAgain:
    """Plays a source from its start. Equal to another one for the same source."""

    selector: SourceSelector
    source: str

    def __call__(self) -> None:
        self.selector._go_to(self.source)

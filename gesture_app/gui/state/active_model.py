"""Puts a model to use: the one at start, one that the user chooses, one that another program has chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.core.model.card import ModelCard
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notice, NoticeButton, Notifications, Tone
from gesture_app.gui.state.tasks import TaskRunner

if TYPE_CHECKING:
    from gesture_app.core.interfaces import Recogniser
    from gesture_app.live.session import LiveSession
    from gesture_app.storage.models.store import ModelStore

POLL_EVERY_MS = 2000
TOPIC = "another program's model"


class ActiveModel(QObject):
    """Loads models in the background, one at a time, and hands them to the live session. Used on the GUI thread.

    It also polls the disk, because a second window may share the workspace. What the disk names must be there twice:
    the live thread follows this window's own choices a moment later.
    """

    busy_changed = Signal(bool)
    """a model is being loaded, or no longer"""
    used = Signal(str, str)
    """the model that recognises from the next frame on, and the one in use before ("": none); not for the first one"""
    failed = Signal(object)
    """the error, already shown as a notice: the model in use stays in use"""
    missing = Signal()
    """the program starts without a model: there is none, or it cannot be loaded"""

    def __init__(
        self,
        session: LiveSession,
        models: ModelStore,
        load_recogniser: Callable[[str], Recogniser],
        updates: LiveUpdates,
        tasks: TaskRunner,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        """`load_recogniser` loads the model with an id (slow)."""
        super().__init__(parent)
        self._session, self._models, self._load_recogniser = session, models, load_recogniser
        self._tasks, self._notifications = tasks, notifications
        self.busy = False
        self.starting = True
        """the first model is not loaded yet"""
        self._live = self._found = self._announced = ""
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self.poll)
        updates.model.connect(self._on_live_model)

    # ---- using models ----
    def begin(self) -> None:
        """Load the model in use and poll the disk from now on. The window is usable meanwhile."""
        self._timer.start()
        self._tasks.run(self._load_first, self._begin_with, self._begin_without)

    def use(self, model: str) -> bool:
        """Start to use this model, now and after the next start. Return False if another is being loaded."""
        if self.busy:
            return False
        self._set_busy(True)
        self._tasks.run(partial(self._load, model), self._hand_over, self._fail)
        return True

    def shutdown(self) -> None:
        """Poll no more. The window is closing."""
        self._timer.stop()

    def _load_first(self) -> tuple[Recogniser | None, str]:
        """Return the model in use, running, and why it is not the chosen one. Runs on another thread."""
        model, trouble = self._models.active(), self._models.active_trouble()
        return (None if model is None else self._load_recogniser(model)), trouble

    def _load(self, model: str) -> tuple[Recogniser, str]:
        """Write `active.json` only once the model has been loaded. Runs on another thread."""
        recogniser = self._load_recogniser(model)
        earlier = self._models.active() or ""
        self._models.use(model)
        return recogniser, earlier

    def _begin_with(self, loaded: tuple[Recogniser | None, str]) -> None:
        if not self.starting:
            return  # the user has chosen another model meanwhile
        self.starting = False
        recogniser, trouble = loaded
        if recogniser is None:
            self.missing.emit()
        else:
            self._session.use_recogniser(recogniser)
        if trouble:
            self._notifications.post(Notice(trouble, tone=Tone.WARNING))

    def _begin_without(self, error: BaseException) -> None:
        self.starting = False
        self.missing.emit()
        self._notifications.show_error(error)

    def _hand_over(self, loaded: tuple[Recogniser, str]) -> None:
        recogniser, earlier = loaded
        self.starting = False
        self._session.use_recogniser(recogniser)
        self._set_busy(False)
        self.used.emit(recogniser.card.id, earlier)

    def _fail(self, error: BaseException) -> None:
        self._set_busy(False)
        self._notifications.show_error(error)
        self.failed.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)

    # ---- other programs ----
    def poll(self) -> None:
        """Ask the disk which model it names, unless one is being loaded here."""
        if self._live and not self.busy:
            self._tasks.run(self._named_on_disk, self._compare, self._tasks.show_error)

    def _on_live_model(self, card: ModelCard | None) -> None:
        self._live = "" if card is None else card.id
        self._found = self._announced = ""
        if card is not None:
            self.starting = False

    def _named_on_disk(self) -> tuple[str, str]:
        """Return the id and the title of the model that the disk names. Runs on another thread."""
        named = self._models.active() or ""
        return named, (self._models.choices(named).name or named) if named else ""

    def _compare(self, found: tuple[str, str]) -> None:
        named, title = found
        twice, self._found = named == self._found, named
        if named in ("", self._live, self._announced) or not twice or self.busy:
            return
        self._announced = named
        self._notifications.post(
            Notice(
                f"Another program has put the model “{title}” to use.",
                "This window keeps its own model until you choose.",
                button=NoticeButton("&Use it here", partial(self._follow, named)),
                topic=TOPIC,
            )
        )

    def _follow(self, model: str) -> None:
        self.use(model)

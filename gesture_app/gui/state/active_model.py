"""Puts a model to use, now and after the next start: loaded off the GUI thread, one at a time, whole or not at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gesture_app.gui.state.context import Collaborators
from gesture_app.gui.state.tasks import TaskRunner

if TYPE_CHECKING:
    from gesture_app.core.interfaces import Recogniser
from PySide6.QtCore import QTimer

from gesture_app.core.model.card import ModelCard
from gesture_app.gui.state.notifications import Notice, NoticeButton, Notifications

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore


class ActiveModel(QObject):
    """Asked on the GUI thread; its answers come there."""

    busy_changed = Signal(bool)
    """a model is being loaded, or no longer"""
    used = Signal(str, str)
    """the model that recognises from the next frame on, and the one that was in use before ("": none)"""
    failed = Signal(object)
    """the error: everything is as it was"""

    def __init__(self, collaborators: Collaborators, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collaborators, self._tasks = collaborators, tasks
        self.busy = False

    def use(self, model: str) -> bool:
        """Go over to it; False, and nothing is done, while another is being loaded."""
        if self.busy:
            return False
        self._set_busy(True)
        self._tasks.run(partial(self._load, model), self._done, self._failed)
        return True

    def _load(self, model: str) -> tuple[Recogniser, str]:
        """On another thread; `active.json` is written only once the model has proved that it can be loaded."""
        recogniser = self._collaborators.load_recogniser(model)
        earlier = self._collaborators.models.active() or ""
        self._collaborators.models.use(model)
        return recogniser, earlier

    def _done(self, found: tuple[Recogniser, str]) -> None:
        recogniser, earlier = found
        self._collaborators.session.use_recogniser(recogniser)
        self._set_busy(False)
        self.used.emit(recogniser.card.id, earlier)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self.failed.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)


LOOK_EVERY_MS = 2000
TOPIC = "another program's model"


class ModelWatch(QObject):
    """Looks at the disk every other second. What it finds must be there twice: this window's own choices come late."""

    def __init__(
        self,
        models: ModelStore,
        switch: ActiveModel,
        notifications: Notifications,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._switch, self._notifications, self._tasks = models, switch, notifications, tasks
        self._live = self._found = self._told = ""
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()

    def shutdown(self) -> None:
        """The window is closing."""
        self._timer.stop()

    def see_live(self, card: ModelCard | None) -> None:
        """The model that recognises here."""
        self._live = "" if card is None else card.id
        self._found = self._told = ""

    def look(self) -> None:
        """Which model the disk names, while none is on its way here."""
        if self._live and not self._switch.busy:
            self._tasks.run(self._named, self._see, self._tasks.show)

    def _named(self) -> tuple[str, str]:
        """On another thread: the model the disk names, by id and as a person calls it."""
        named = self._models.active() or ""
        return named, (self._models.choices(named).name or named) if named else ""

    def _see(self, found: tuple[str, str]) -> None:
        named, name = found
        twice, self._found = named == self._found, named
        if named in ("", self._live, self._told) or not twice or self._switch.busy:
            return
        self._told = named
        self._notifications.say(
            Notice(
                f"Another program has put the model “{name}” to use.",
                "This window goes on with its own until you say otherwise.",
                button=NoticeButton("&Use it here", partial(self._follow, named)),
                topic=TOPIC,
            )
        )

    def _follow(self, model: str) -> None:
        self._switch.use(model)

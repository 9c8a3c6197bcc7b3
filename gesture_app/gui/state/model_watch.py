"""Notices when another program, such as `gesture-app train`, has put another model to use, and offers to follow."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gesture_app.core.model.card import ModelCard
from gesture_app.gui.state.active_model import ActiveModel
from gesture_app.gui.state.notifications import Notice, NoticeButton, Notifications
from gesture_app.gui.state.tasks import TaskRunner

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore

LOOK_EVERY_MS = 2000
TOPIC = "another program's model"


class ModelWatch(QObject):
    """Looks at the disk every other second. What it finds must be there twice: this window's own choices come late."""

    def __init__(
        self,
        models: ModelStore,
        switch: ActiveModel,
        messages: Notifications,
        background: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._switch, self._messages, self._background = models, switch, messages, background
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
            self._background.run(self._named, self._see, self._background.show)

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
        self._messages.say(
            Notice(
                f"Another program has put the model “{name}” to use.",
                "This window goes on with its own until you say otherwise.",
                button=NoticeButton("&Use it here", partial(self._follow, named)),
                topic=TOPIC,
            )
        )

    def _follow(self, model: str) -> None:
        self._switch.use(model)

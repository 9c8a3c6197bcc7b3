"""Puts a model to use, now and after the next start: loaded off the GUI thread, one at a time, whole or not at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gesture_app.gui.state.context import Collaborators
from gesture_app.gui.state.tasks import TaskRunner

if TYPE_CHECKING:
    from gesture_app.core.interfaces import Recogniser


class ActiveModel(QObject):
    """Asked on the GUI thread; its answers come there."""

    busy_changed = Signal(bool)
    """a model is being loaded, or no longer"""
    used = Signal(str, str)
    """the model that recognises from the next frame on, and the one that was in use before ("": none)"""
    failed = Signal(object)
    """the error: everything is as it was"""

    def __init__(self, collaborators: Collaborators, background: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collaborators, self._background = collaborators, background
        self.busy = False

    def use(self, model: str) -> bool:
        """Go over to it; False, and nothing is done, while another is being loaded."""
        if self.busy:
            return False
        self._set_busy(True)
        self._background.run(partial(self._load, model), self._done, self._failed)
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

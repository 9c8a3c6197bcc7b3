"""How every page goes over to another model: loaded in the background, live at the next frame, kept for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gesture_app.gui.background import Background
from gesture_app.gui.messages import Messages

if TYPE_CHECKING:
    from gesture_app.core.parts import Recogniser
    from gesture_app.gui.collaborators import Collaborators


class ModelSwitch(QObject):
    """One for all pages: never are two models loaded at once. Made and asked on the GUI thread."""

    loading_changed = Signal(bool)
    """whether a model is being loaded"""
    used = Signal(str)
    """the id of the model that recognises from the next frame on"""

    def __init__(self, collaborators: Collaborators, background: Background, messages: Messages) -> None:
        super().__init__()
        self._collaborators, self._background, self._messages = collaborators, background, messages
        self._loading = False

    @property
    def loading(self) -> bool:
        """Whether a model is being loaded."""
        return self._loading

    def use(self, model: str) -> None:
        """Recognise with it, now and after the next start; what goes wrong is told, and the old one goes on."""
        if not self._loading:
            self._set_loading(True)
            self._background.run(lambda: self._load(model), self._go_over, self._fail)

    def _load(self, model: str) -> Recogniser:
        recogniser = self._collaborators.load_recogniser(model)
        self._collaborators.models.use(model)
        return recogniser

    def _go_over(self, recogniser: Recogniser) -> None:
        self._collaborators.session.use_recogniser(recogniser)
        self._set_loading(False)
        self.used.emit(recogniser.card.id)

    def _fail(self, error: BaseException) -> None:
        self._set_loading(False)
        self._messages.show(error)

    def _set_loading(self, loading: bool) -> None:
        self._loading = loading
        self.loading_changed.emit(loading)

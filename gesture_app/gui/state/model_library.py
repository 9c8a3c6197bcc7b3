"""The models as the Models page knows them: listed, edited and undone in the background, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gesture_app.gui.state.model_commands import ModelDone, ModelEdit
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.state.undo_queue import UndoQueue
from gesture_app.storage.models.listing import ModelListing, list_models, models_stamp

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore


class ModelLibrary(QObject):
    """Made and asked on the GUI thread; `changed` comes there too."""

    changed = Signal()
    """other models, or something else is said of them"""
    edited = Signal(object)
    """`ModelDone`: what was just done, or done again"""
    taken_back = Signal(object)
    """`ModelDone`: what was just undone"""
    failed = Signal()
    """what was asked for could not be done, and was told of"""

    def __init__(self, store: ModelStore, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store, self._tasks = store, tasks
        self.listing = ModelListing()
        self.loaded = False
        """whether the models were listed at least once"""
        self._edits = UndoQueue[ModelDone, ModelListing](tasks, self._performed, self._show, self._failed)

    def refresh(self) -> None:
        """List the models again."""
        self._edits.do(lambda: list_models(self.store), self._show)

    def look(self) -> None:
        """Refresh if another page, or another program, changed something."""
        if self._edits.busy:
            return
        if not self.loaded:
            self.refresh()
            return
        before = self.listing.stamp
        self._edits.do(
            lambda: list_models(self.store) if models_stamp(self.store) != before else None,
            lambda listing: self._show(listing) if listing is not None else None,
        )

    def edit(self, edit: ModelEdit) -> None:
        """Do it; `undo` takes it back."""
        self._edits.edit(edit, self.edited.emit)

    def undo(self) -> None:
        """Take back what was done last."""
        self._edits.undo(self.taken_back.emit)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._edits.redo(self.edited.emit)

    def empty_bin(self) -> None:
        """Delete what lies in the bin, for ever."""
        self._edits.forget()  # what was deleted cannot come back any more
        self._edits.do(self._emptied, self._show)

    def _performed(self, edit: ModelEdit) -> tuple[ModelDone, ModelListing]:
        return edit(), list_models(self.store)

    def _emptied(self) -> ModelListing:
        self.store.empty_bin()
        return list_models(self.store)

    def _show(self, listing: ModelListing) -> None:
        self.listing, self.loaded = listing, True
        self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        self.failed.emit()
        self._tasks.show(error)

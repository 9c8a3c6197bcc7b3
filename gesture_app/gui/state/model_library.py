"""The models on disk as the Models page shows them, with edits and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gesture_app.gui.state.edit_result import Edit, EditResult
from gesture_app.gui.state.editable_library import EditableLibrary
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.storage.models.listing import ModelListing, list_models, models_stamp

if TYPE_CHECKING:
    from gesture_app.storage.models.store import ModelStore


class ModelLibrary(EditableLibrary[str, ModelListing]):
    """Lists models off the GUI thread. Items of edits are ids of models."""

    def __init__(self, store: ModelStore, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self.store = store
        self.listing = ModelListing()

    def refresh(self) -> None:
        """List the models again."""
        self._queue.do(lambda: list_models(self.store), self._show)

    def poll(self) -> None:
        """Refresh if another page or another program changed something."""
        if self._queue.busy:
            return
        if not self.loaded:
            self.refresh()
            return
        before = self.listing.stamp
        self._queue.do(
            lambda: list_models(self.store) if models_stamp(self.store) != before else None,
            lambda listing: self._show(listing) if listing is not None else None,
        )

    def _perform(self, edit: Edit[str]) -> tuple[EditResult[str], ModelListing]:
        return edit(), list_models(self.store)

    def _empty_bin(self) -> ModelListing:
        self.store.empty_bin()
        return list_models(self.store)

    def _show(self, listing: ModelListing) -> None:
        self.listing, self.loaded = listing, True
        self.changed.emit()

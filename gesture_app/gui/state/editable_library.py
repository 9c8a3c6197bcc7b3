"""Base of the recording and the model library: edits on files in the background, undo, and the bin."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from gesture_app.gui.state.edit_result import Edit, EditResult
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.state.undo_queue import UndoQueue

T = TypeVar("T")
C = TypeVar("C")


class EditableLibrary(QObject, Generic[T, C]):
    """Items (T) on disk and a listing of them (C). Made and called on the GUI thread. Signals come there too."""

    changed = Signal()
    """the listing has changed"""
    edited = Signal(object)
    """`EditResult` of an edit, or of one that was repeated"""
    undone = Signal(object)
    """`EditResult` of what undid an edit"""
    failed = Signal()
    """the user has been shown why something failed"""

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.loaded = False
        """True after the first complete listing"""
        self._queue = UndoQueue[T, C](tasks, self._perform, self._show, self._on_failed)

    def edit(self, edit: Edit[T]) -> None:
        """Make an edit that `undo` can undo."""
        self._queue.edit(edit, self.edited.emit)

    def undo(self) -> None:
        """Undo the last edit."""
        self._queue.undo(self.undone.emit)

    def redo(self) -> None:
        """Repeat the edit that was undone last."""
        self._queue.redo(self.edited.emit)

    def empty_bin(self) -> None:
        """Delete what is in the bin. Nothing done so far can be undone after that."""
        self._queue.forget()
        self._queue.do(self._empty_bin, self._show)

    def _perform(self, edit: Edit[T]) -> tuple[EditResult[T], C]:
        """Make an edit on another thread and return the listing after it."""
        raise NotImplementedError

    def _empty_bin(self) -> C:
        """Empty the bin on another thread and return the listing after it."""
        raise NotImplementedError

    def _show(self, listing: C) -> None:
        """Keep a new listing and emit `changed`."""
        raise NotImplementedError

    def _on_failed(self, error: BaseException) -> None:
        self.failed.emit()
        self._tasks.show_error(error)

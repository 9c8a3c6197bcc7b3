"""What gestures do, as actions.toml holds it: read when it changes, edited with undo, and approved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gesture_app.actions.approval import Approvals
from gesture_app.actions.bindings import ActionSet, Binding, Profile
from gesture_app.core.errors import GestureAppError
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.jobs.action_store import ActionStore, LoadedActions

if TYPE_CHECKING:
    from gesture_app.actions.config.editor import ActionsEditor

POLL_EVERY_MS = 1000
"""a change of the file by an editor appears after this time"""
MOST_UNDONE = 50


class ActionLibrary(QObject):
    """Used on the GUI thread. Files are read and written on other threads, one change after the other."""

    changed = Signal()
    """actions, approvals or mistakes are others than before"""
    edited = Signal(str, bool)
    """a sentence on what was done, and True if it can be undone"""

    def __init__(
        self, store: ActionStore, tasks: TaskRunner, notifications: Notifications, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.now = LoadedActions(ActionSet(), Approvals())
        self.loaded = False
        """True once the file was read"""
        self._tasks, self._notifications = tasks, notifications
        self._stamps: tuple[object, ...] = ()
        self._shown_trouble = ""
        self._undo: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._reading = False
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self.poll)

    def begin(self) -> None:
        """Read the file now, and again whenever it changes."""
        self._timer.start()
        self.poll()

    def shutdown(self) -> None:
        """Read no more. The window is closing."""
        self._timer.stop()

    def poll(self) -> None:
        """Read actions and approvals if they changed on disk."""
        if not self._reading:
            self._reading = True
            self._tasks.run(self._read_if_changed, self._on_read, self._on_unread)

    @property
    def unapproved(self) -> tuple[tuple[Profile, Binding], ...]:
        """The actions that wait for the user's approval, with their profiles."""
        return self.now.approvals.missing(self.now.actions)

    # ---- changes ----
    def edit(
        self, change: Callable[[ActionsEditor], None], sentence: str, done: Callable[[], None] | None = None
    ) -> None:
        """Change the file, then call `done`. What becomes another action waits for its approval."""
        self._change(change, sentence, (), done)

    def put(self, profile: str, entry: Mapping[str, Any], replaces: tuple[str, Binding] | None = None) -> None:
        """Add an action that the user made in this window, which approves it, or put it in the place of another.

        Raises:
            ActionError: the entry makes no sense.
        """
        from gesture_app.actions.config.editor import binding_of

        def change(editor: ActionsEditor) -> None:
            if replaces is not None and replaces[0] == profile:
                editor.replace(profile, replaces[1].index, entry)
                return
            editor.add(profile, entry)
            if replaces is not None:
                editor.remove(replaces[0], replaces[1].index)

        self._change(change, "Action added" if replaces is None else "Action changed", (binding_of(entry),))

    def read_entry(self, profile: str, binding: Binding, show: Callable[[dict[str, Any]], None]) -> None:
        """Read an action as it is written, and hand it to `show`."""
        self._tasks.run(lambda: self.store.edit().entry(profile, binding.index), show)

    def approve(self, bindings: Iterable[Binding]) -> None:
        """Approve actions that the user has looked at."""
        looked_at = tuple(bindings)

        def work() -> LoadedActions:
            with self._lock:
                self.store.approve(looked_at)
                return self.store.load()

        self._tasks.run(work, lambda loaded: self._adopt(loaded, "Approved"))

    def import_from(self, file: Path, done: Callable[[], None]) -> None:
        """Replace all actions by those of a file, then call `done`. They do nothing before they are approved."""

        def work() -> LoadedActions:
            with self._lock:
                before = self.store.files.read_actions()
                loaded = self.store.import_from(file)
                self._remember(before, self.store.files.read_actions())
                return loaded

        def finish(loaded: LoadedActions) -> None:
            self._adopt(loaded, f"Imported {file.name}", undoable=True)
            done()

        self._tasks.run(work, finish)

    def export_to(self, file: Path) -> None:
        """Write all actions into one file to share."""
        self._tasks.run(
            lambda: self.store.export_to(file), lambda _: self.edited.emit(f"All actions are in {file}", False)
        )

    def make_file(self, done: Callable[[Path], None]) -> None:
        """Make actions.toml if there is none, and hand it to `done`."""

        def work() -> Path:
            with self._lock:
                if not self.store.files.actions.exists():
                    self.store.save(self.store.edit())
            return self.store.files.actions

        self._tasks.run(work, done)

    def undo(self) -> None:
        """Take back the last change that was made in this window, unless the file changed since."""

        def work() -> tuple[LoadedActions, str]:
            with self._lock:
                if not self._undo:
                    return self.store.load(), "There is nothing to undo"
                before, after = self._undo.pop()
                if self.store.files.read_actions() != after:
                    self._undo.clear()
                    return self.store.load(), "The file was changed outside of this window, so nothing is undone"
                self.store.files.write_actions(before)
                return self.store.load(), "Undone"

        self._tasks.run(work, lambda done: self._adopt(*done))

    # ---- on other threads ----
    def _read_if_changed(self) -> LoadedActions | None:
        files = self.store.files
        stamps = (_stamp(files.actions), _stamp(files.approvals))
        if stamps == self._stamps:
            return None
        with self._lock:
            loaded = self.store.load()
        self._stamps = stamps
        return loaded

    def _remember(self, before: str, after: str) -> None:
        self._undo = [*self._undo, (before, after)][-MOST_UNDONE:]

    def _change(
        self,
        change: Callable[[ActionsEditor], None],
        sentence: str,
        approved: tuple[Binding, ...],
        done: Callable[[], None] | None = None,
    ) -> None:
        def work() -> LoadedActions:
            with self._lock:
                before = self.store.files.read_actions()
                editor = self.store.edit()
                change(editor)
                self.store.save(editor)
                self._remember(before, editor.text)
                if approved:
                    self.store.approve(approved)
                return self.store.load()

        def finish(loaded: LoadedActions) -> None:
            self._adopt(loaded, sentence, undoable=True)
            if done is not None:
                done()

        self._tasks.run(work, finish)

    # ---- back on this thread ----
    def _on_read(self, loaded: LoadedActions | None) -> None:
        self._reading = False
        if loaded is not None:
            self._shown_trouble = ""
            self._adopt(loaded)

    def _on_unread(self, error: BaseException) -> None:
        self._reading = False
        trouble = error.sentence if isinstance(error, GestureAppError) else str(error)
        if trouble != self._shown_trouble:  # the next look fails as well
            self._shown_trouble = trouble
            self._notifications.show_error(error)

    def _adopt(self, loaded: LoadedActions, sentence: str = "", undoable: bool = False) -> None:
        changed = loaded != self.now or not self.loaded
        self.now, self.loaded = loaded, True
        if changed:
            self.changed.emit()
        if sentence:
            self.edited.emit(sentence, undoable)


def _stamp(path: Path) -> object:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino

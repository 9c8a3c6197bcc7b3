"""Holds the current settings, emits `changed` on every update and saves them in the background."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gesture_app.core.settings import Settings
from gesture_app.gui.state.tasks import TaskRunner


class CurrentSettings(QObject):
    """The `Settings` in use, replaced whole. Used on the GUI thread."""

    changed = Signal(object)
    """the new `Settings`"""

    def __init__(
        self,
        settings: Settings,
        save: Callable[[Settings], object],
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._save = save
        self._tasks = tasks
        self._saving = False
        self._saved = settings

    @property
    def now(self) -> Settings:
        """The settings in use."""
        return self._settings

    def change(self, **values: object) -> None:
        """Replace some values. Do nothing if none differs."""
        settings = self._settings.changed(**values)
        if settings == self._settings:
            return
        self._settings = settings
        self.changed.emit(settings)
        self._save_soon()

    def save_now(self) -> None:
        """Save on this thread what is not saved yet, at the end of the program, after the tasks are closed."""
        if self._settings != self._saved:
            self._save(self._settings)

    def _save_soon(self) -> None:
        """Save one at a time, so that older settings never overwrite newer ones."""
        if self._saving or self._settings == self._saved:
            return
        self._saving = True
        settings = self._settings

        def done(_: object) -> None:
            self._saving, self._saved = False, settings
            self._save_soon()

        def failed(error: BaseException) -> None:
            self._saving = False
            self._tasks.show_error(error)
            if self._settings != settings:  # equal settings are saved again at the end of the program
                self._save_soon()

        self._tasks.run(lambda: self._save(settings), done, failed)

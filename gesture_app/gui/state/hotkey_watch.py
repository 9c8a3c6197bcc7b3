"""Watches for the key combination that switches actions off in every program."""

from __future__ import annotations

from collections.abc import Callable

from gesture_app.actions.input.hotkey import GlobalHotkey
from gesture_app.core.errors import ActionError
from gesture_app.gui.state.tasks import TaskRunner


class HotkeyWatch:
    """Used on the GUI thread. The combination is taken from the system on another one.

    Args:
        tasks: runs what may wait.
        pressed: called on another thread.
        refused: called with the error if the combination cannot be watched for.
    """

    def __init__(
        self, tasks: TaskRunner, pressed: Callable[[], None], refused: Callable[[BaseException], None]
    ) -> None:
        self._tasks, self._pressed, self._refused = tasks, pressed, refused
        self._wanted = ""
        self._hotkey: GlobalHotkey | None = None
        self._closed = False

    @property
    def watching(self) -> bool:
        """True while the combination works."""
        return self._hotkey is not None

    def use(self, combination: str) -> None:
        """Watch for this combination and no other. "": for none."""
        if combination != self._wanted and not self._closed:
            self._wanted = combination
            before, self._hotkey = self._hotkey, None
            self._tasks.run(lambda: self._change(before, combination), self._keep, self._fail)

    def close(self) -> None:
        """Give the combination back."""
        self._closed = True
        if self._hotkey is not None:
            self._hotkey.close()
            self._hotkey = None

    def _change(self, before: GlobalHotkey | None, combination: str) -> GlobalHotkey | None:
        if before is not None:
            before.close()
        return GlobalHotkey(combination, self._pressed) if combination else None

    def _keep(self, hotkey: GlobalHotkey | None) -> None:
        if self._closed and hotkey is not None:
            hotkey.close()
        else:
            self._hotkey = hotkey

    def _fail(self, error: BaseException) -> None:
        self._refused(error if isinstance(error, ActionError) else ActionError(str(error)))

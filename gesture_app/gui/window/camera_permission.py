"""Asks macOS for the permission to use cameras, which works only on the main thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt

from gesture_app.core.errors import UnusableSourceError
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.live.update import SourceStatus


def is_undecided() -> bool:
    """Return True if the user was never asked for the cameras."""
    app = QCoreApplication.instance()
    return app is not None and app.checkPermission(QCameraPermission()) == Qt.PermissionStatus.Undetermined


class CameraPermission(QObject):
    """Asks once, when a source fails and the user was never asked. The session then retries by itself.

    The camera thread cannot ask, because the system shows its question only while the main thread handles events.
    """

    def __init__(
        self,
        updates: LiveUpdates,
        ask: Callable[[], None],
        parent: QObject,
        undecided: Callable[[], bool] = is_undecided,
    ) -> None:
        """`ask` shows the system's question when it is called on the main thread."""
        super().__init__(parent)
        self._ask, self._undecided = ask, undecided
        self._asked = False
        updates.source.connect(self._on_source)

    def _on_source(self, status: SourceStatus) -> None:
        if self._asked or status.trouble is None or isinstance(status.trouble, UnusableSourceError):
            return
        if self._undecided():
            self._asked = True
            self._ask()

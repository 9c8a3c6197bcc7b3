"""The net under everything: errors nobody expected, from any thread and from Qt, go to a log and once to the user."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from gesture_app.gui.state.notifications import Notifications

LOG_BYTES = 1_000_000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashHandler(QObject):
    """Catches while installed; the same error is shown once."""

    _caught = Signal(str)

    def __init__(self, notifications: Notifications, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: set[str] = set()
        self._log = logging.getLogger("gesture_app")
        self._sink = _log_to(log_file)
        self._notifications = notifications
        self._before = sys.excepthook, threading.excepthook
        self._qt_before: Callable[[QtMsgType, QMessageLogContext, str], Any] | None = None
        # errors come from any thread, the user is told on the GUI's
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)
        notifications.unexpected.connect(self._log.error)

    def install(self) -> None:
        """Catch from now on."""
        self._log.addHandler(self._sink)
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._from_main_thread, self._from_thread
        self._qt_before = qInstallMessageHandler(self._from_qt)

    def remove(self) -> None:
        """Leave everything as it was."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt_before)
        self._log.removeHandler(self._sink)
        self._sink.close()

    def _from_main_thread(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._caught.emit("".join(traceback.format_exception(kind, error, trace)))

    def _from_thread(self, caught: threading.ExceptHookArgs) -> None:
        name = caught.thread.name if caught.thread is not None else "?"
        story = "".join(traceback.format_exception(caught.exc_type, caught.exc_value, caught.exc_traceback))
        self._caught.emit(f"In the thread “{name}”:\n{story}")

    def _from_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        self._log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)

    def _show(self, story: str) -> None:
        if story not in self._shown:
            self._shown.add(story)
            self._notifications.unexpected.emit(story)


def _log_to(file: Path) -> logging.Handler:
    """A log that stays small; where the folder cannot be written to, standard error."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        sink: logging.Handler = RotatingFileHandler(
            file, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        sink = logging.StreamHandler()
    sink.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return sink

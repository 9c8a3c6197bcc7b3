"""Catches unexpected errors of any thread and of Qt, logs them and shows each one once."""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from gesture_app.core.plain_text import PlainFormatter
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
    """Catches errors while installed. The same error is shown once."""

    _caught = Signal(str)

    def __init__(self, notifications: Notifications, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: set[str] = set()
        self._log = logging.getLogger("gesture_app")
        self._handler = _log_to(log_file)
        self._notifications = notifications
        self._before = sys.excepthook, threading.excepthook
        self._qt_before: Callable[[QtMsgType, QMessageLogContext, str], Any] | None = None
        # errors come from any thread, the notice is shown on the GUI thread
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)
        notifications.unexpected.connect(self._log.error)

    def install(self) -> None:
        """Catch errors from now on."""
        self._log.addHandler(self._handler)
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._from_main_thread, self._from_thread
        self._qt_before = qInstallMessageHandler(self._from_qt)

    def remove(self) -> None:
        """Restore the hooks that were there before."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt_before)
        self._log.removeHandler(self._handler)
        self._handler.close()

    def _from_main_thread(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._caught.emit("".join(traceback.format_exception(kind, error, trace)))

    def _from_thread(self, caught: threading.ExceptHookArgs) -> None:
        name = caught.thread.name if caught.thread is not None else "?"
        report = "".join(traceback.format_exception(caught.exc_type, caught.exc_value, caught.exc_traceback))
        self._caught.emit(f"In the thread “{name}”:\n{report}")

    def _from_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        self._log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)

    def _show(self, report: str) -> None:
        report = _without_home(report)
        if report not in self._shown:
            self._shown.add(report)
            self._notifications.unexpected.emit(report)


def _without_home(report: str) -> str:
    """Return a report without the user's home folder, whose name is often the user's."""
    home = os.path.expanduser("~")
    return report.replace(home, "~") if len(home) > 1 else report


def _log_to(file: Path) -> logging.Handler:
    """Return a handler for a log of bounded size, or for standard error if the folder cannot be written to."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            file, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)s %(message)s"))
    return handler

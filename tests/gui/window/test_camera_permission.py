"""The system's question about cameras: once, on the main thread, and only where a camera failed."""

import threading

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import CameraError, UnusableSourceError
from gesture_app.gui.window.camera_permission import CameraPermission, is_undecided
from gesture_app.live.update import SourceState, SourceStatus


class Updates(QObject):
    source = Signal(object)


def status(trouble=None):
    return SourceStatus("0", "Camera", SourceState.OPENING if trouble is None else SourceState.LOST, trouble)


def test_the_system_is_asked_once_on_the_main_thread_after_a_camera_failed(qapp):
    updates, asked = Updates(), []
    CameraPermission(updates, lambda: asked.append(threading.current_thread()), updates, lambda: True)
    updates.source.emit(status())
    updates.source.emit(status(UnusableSourceError("No video.", "")))
    assert asked == []
    for _ in range(3):
        updates.source.emit(status(CameraError("No frames.", "")))
    assert asked == [threading.main_thread()]


def test_a_user_who_has_answered_is_not_asked(qapp):
    updates, asked = Updates(), []
    CameraPermission(updates, lambda: asked.append(1), updates, lambda: False)
    updates.source.emit(status(CameraError("No frames.", "")))
    assert asked == []
    assert is_undecided() in (True, False)

"""Errors nobody expected: logged, told once, from any thread."""

import sys
import threading

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication

from gesture_app.gui.window.crash_handler import CrashHandler


@pytest.fixture
def errors(notifications, tmp_path):
    errors = CrashHandler(notifications, tmp_path / "logs" / "window.log")
    hooks = sys.excepthook, threading.excepthook
    errors.install()
    yield errors
    errors.remove()
    assert (sys.excepthook, threading.excepthook) == hooks


def fail():
    raise ValueError("a bug")


def test_an_error_is_told_once_and_logged(errors, notifications, qtbot, tmp_path):
    stories = []
    notifications.unexpected.connect(stories.append)
    for _ in range(3):
        QTimer.singleShot(0, fail)
    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    came_after = []
    QTimer.singleShot(0, lambda: came_after.append(True))
    qtbot.waitUntil(lambda: bool(came_after) and len(stories) >= 2)
    QApplication.processEvents()
    assert len(stories) == 2
    assert all("ValueError: a bug" in story for story in stories)
    assert any("“worker”" in story for story in stories)
    assert "ValueError: a bug" in (tmp_path / "logs" / "window.log").read_text(encoding="utf-8")


def test_a_report_does_not_name_the_user(errors, notifications, qtbot, monkeypatch, tmp_path):
    home = str(tmp_path / "jane")
    monkeypatch.setenv("HOME", home)
    stories = []
    notifications.unexpected.connect(stories.append)

    def fail_on_a_file():
        raise ValueError(f"{home}/takes/x.npz is odd")

    QTimer.singleShot(0, fail_on_a_file)
    qtbot.waitUntil(lambda: bool(stories))
    assert "~/takes/x.npz is odd" in stories[0]
    assert "jane" not in stories[0]


def test_what_qt_says_is_logged_and_disturbs_nobody(errors, notifications, qtbot, tmp_path):
    stories = []
    notifications.unexpected.connect(stories.append)
    qWarning("a layout is odd")
    QApplication.processEvents()
    assert not stories
    assert "Qt: a layout is odd" in (tmp_path / "logs" / "window.log").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_does_not_keep_the_window_from_opening(notifications, tmp_path):
    (tmp_path / "file").write_text("")
    errors = CrashHandler(notifications, tmp_path / "file" / "window.log")
    errors.install()
    errors.remove()

"""Settings: replaced whole, told of, saved in order."""

import threading

from PySide6.QtWidgets import QWidget

from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import Settings
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.window.settings_dialog import SettingsDialog
from tests.waiting import PATIENCE_S


def test_what_was_set_last_is_saved_last(tasks, qtbot):
    first, saved = threading.Event(), []

    def save(settings):
        first.wait(PATIENCE_S)
        saved.append(settings)

    holder = CurrentSettings(Settings(), save, tasks)
    for takes in (3, 4, 5):
        holder.change(takes=takes)
    first.set()
    qtbot.waitUntil(lambda: bool(saved) and saved[-1].takes == 5)
    assert [settings.takes for settings in saved] == [3, 5]


def test_a_save_that_fails_is_said_and_tried_again_at_the_end(tasks, notifications, qtbot):
    full, saved = [True], []

    def save(settings):
        if full:
            raise SettingsError("The disk is full.")
        saved.append(settings)

    holder = CurrentSettings(Settings(), save, tasks)
    holder.change(mirror=False)
    qtbot.waitUntil(lambda: notifications.newest is not None)
    assert holder.now.mirror is False
    full.clear()
    holder.save_now()
    assert saved == [Settings(mirror=False)]


def test_what_is_not_saved_yet_is_saved_at_the_end(tasks):
    saved = []
    holder = CurrentSettings(Settings(), saved.append, tasks)
    tasks.close()
    holder.change(theme="dark")
    holder.save_now()
    assert saved == [Settings(theme="dark")]


def test_the_dialog_changes_settings_at_once(settings, tasks, qtbot):
    heard = []
    settings.changed.connect(heard.append)
    window = QWidget()
    qtbot.addWidget(window)
    dialog = SettingsDialog(settings, tasks, None, window)
    dialog.mirror.click()
    dialog.theme.setCurrentIndex(2)
    dialog.hands.setCurrentIndex(1)
    dialog.sounds.click()
    assert settings.now == Settings(mirror=False, theme="dark", hands="one", sounds=False)
    assert len(heard) == 4

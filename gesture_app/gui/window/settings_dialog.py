"""The settings that belong to no page. Each takes effect at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.settings import HANDS_CHOICES, NEW_MODEL_CHOICES, ROTATIONS, THEME_CHOICES
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.widgets.controls import heading
from gesture_app.storage.login_item import LoginItem

HANDS_TEXTS = {"automatic": "Automatic", "one": "One", "two": "Two"}
NEW_MODEL_TEXTS = {"if_better": "Use it if no gesture got worse", "ask": "Always ask"}
ROTATION_TEXTS = {
    0: "Not turned",
    90: "Turned 90° clockwise",
    180: "Upside down (180°)",
    270: "Turned 90° anticlockwise",
}
THEME_TEXTS = {"system": "Same as system", "light": "Light", "dark": "Dark"}

T = TypeVar("T", str, int)


class SettingsDialog(QDialog):
    """Not modal: the window goes on working."""

    def __init__(self, settings: CurrentSettings, tasks: TaskRunner, login: LoginItem | None, parent: QWidget) -> None:
        """`login` starts the program with the login."""
        super().__init__(parent)
        self._settings, self._tasks, self._login = settings, tasks, login
        self.setWindowTitle("Settings")
        self.mirror = self._switch("mirror", "&Mirror the camera picture")
        self.sounds = self._switch("sounds", "&Sounds while recording")
        self.clips = self._switch("clips", "Also keep a small &video of each take (you can be seen)")
        self.clips.setToolTip("The video stays on this computer. While this is on, a red line in the window shows it.")
        self.at_start = self._switch("actions_at_start", "Switch &actions on at every start")
        self.at_start.setToolTip("Otherwise actions are off until you switch them on.")
        self.bar = self._switch("actions_bar", "Show a small &bar in front of all windows")
        self.bar.setToolTip("It shows if actions are on, and what the last gesture did.")
        self.tray = self._switch("close_to_tray", "Go on in the &tray when the window is closed")
        self.tray.setEnabled(QSystemTrayIcon.isSystemTrayAvailable())
        self.tray.setToolTip("" if self.tray.isEnabled() else "This desktop has no tray.")
        self.at_login = QCheckBox("Start when you &log in")
        self.at_login.setVisible(login is not None)
        if login is not None:
            self.at_login.setChecked(login.is_on())
            self.at_login.toggled.connect(self._switch_login)
        self.hands = self._choice("hands", HANDS_CHOICES, HANDS_TEXTS)
        self.hands.setToolTip("To look for two hands takes about twice as long. Automatic: as many as the model needs.")
        self.rotate = self._choice("rotate", ROTATIONS, ROTATION_TEXTS)
        self.rotate.setToolTip(
            "For a camera that is mounted sideways or upside down. Recognition sees the same picture."
        )
        self.theme = self._choice("theme", THEME_CHOICES, THEME_TEXTS)
        self.new_model = self._choice("use_new_model", NEW_MODEL_CHOICES, NEW_MODEL_TEXTS)
        self.new_model.setToolTip("One click on the Train page restores the earlier model.")
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(12)
        form.addRow("&Hands to look for", self.hands)
        form.addRow("Camera &picture", self.rotate)
        form.addRow("&Colours", self.theme)
        form.addRow("After &training", self.new_model)
        form.addRow(self.mirror)
        form.addRow(self.sounds)
        form.addRow(self.clips)
        form.addRow(heading(self, "Actions and desktop"))
        for one in (self.at_start, self.bar, self.tray, self.at_login):
            form.addRow(one)
        buttons = QDialogButtonBox()
        buttons.addButton("C&lose", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(18)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _switch(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(getattr(self._settings.now, name))
        box.toggled.connect(lambda on: self._settings.change(**{name: on}))
        self._settings.changed.connect(lambda now: box.setChecked(getattr(now, name)))
        return box

    def _switch_login(self, on: bool) -> None:
        login = self._login
        if login is not None:
            self._tasks.run(lambda: login.switch(on))

    def _choice(self, name: str, values: tuple[T, ...], texts: Mapping[T, str]) -> QComboBox:
        box = QComboBox()
        for value in values:
            box.addItem(texts[value], value)
        box.setCurrentIndex(values.index(getattr(self._settings.now, name)))
        box.currentIndexChanged.connect(lambda index: self._settings.change(**{name: values[index]}))
        return box

"""The settings that belong to no page. Each takes effect at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from gesture_app.core.settings import HANDS_CHOICES, NEW_MODEL_CHOICES, ROTATIONS, THEME_CHOICES
from gesture_app.gui.state.current_settings import CurrentSettings

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

    def __init__(self, settings: CurrentSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Settings")
        self.mirror = QCheckBox("&Mirror the camera picture")
        self.mirror.setChecked(settings.now.mirror)
        self.mirror.toggled.connect(lambda on: settings.change(mirror=on))
        self.sounds = QCheckBox("&Sounds while recording")
        self.sounds.setChecked(settings.now.sounds)
        self.sounds.toggled.connect(lambda on: settings.change(sounds=on))
        self.clips = QCheckBox("Also keep a small &video of each take (you can be seen)")
        self.clips.setChecked(settings.now.clips)
        self.clips.setToolTip("The video stays on this computer. While this is on, a red line in the window shows it.")
        self.clips.toggled.connect(lambda on: settings.change(clips=on))
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
        buttons = QDialogButtonBox()
        buttons.addButton("C&lose", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(18)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _choice(self, name: str, values: tuple[T, ...], texts: Mapping[T, str]) -> QComboBox:
        box = QComboBox()
        for value in values:
            box.addItem(texts[value], value)
        box.setCurrentIndex(values.index(getattr(self._settings.now, name)))
        box.currentIndexChanged.connect(lambda index: self._settings.change(**{name: values[index]}))
        return box

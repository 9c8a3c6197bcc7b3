"""The few settings that do not belong to a page; each takes effect at once."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from gesture_app.core.settings import HANDS_CHOICES, NEW_MODEL_CHOICES, THEME_CHOICES
from gesture_app.gui.state.current_settings import CurrentSettings

HANDS_WORDS = {"automatic": "As many as the model needs", "one": "One", "two": "Two"}
NEW_MODEL_WORDS = {"if_better": "Use it if no gesture got worse", "ask": "Always ask"}
THEME_WORDS = {"system": "As the system", "light": "Light", "dark": "Dark"}


class SettingsDialog(QDialog):
    """Opened beside a window that goes on working."""

    def __init__(self, settings: CurrentSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Settings")
        self.mirror = QCheckBox("Show the picture as a &mirror does")
        self.mirror.setChecked(settings.now.mirror)
        self.mirror.toggled.connect(lambda on: settings.change(mirror=on))
        self.sounds = QCheckBox("&Sounds while recording")
        self.sounds.setChecked(settings.now.sounds)
        self.sounds.toggled.connect(lambda on: settings.change(sounds=on))
        self.clips = QCheckBox("Keep a small &clip of each take, with you in it")
        self.clips.setChecked(settings.now.clips)
        self.clips.setToolTip("Beside the landmarks, on this computer only. While it is on, the window says so in red.")
        self.clips.toggled.connect(lambda on: settings.change(clips=on))
        self.hands = self._choice("hands", HANDS_CHOICES, HANDS_WORDS)
        self.hands.setToolTip("Looking for two hands takes about twice the time of looking for one.")
        self.theme = self._choice("theme", THEME_CHOICES, THEME_WORDS)
        self.new_model = self._choice("use_new_model", NEW_MODEL_CHOICES, NEW_MODEL_WORDS)
        self.new_model.setToolTip("One click on the Train page goes back to the model that was in use before.")
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(12)
        form.addRow("&Hands to look for", self.hands)
        form.addRow("&Colours", self.theme)
        form.addRow("After &training", self.new_model)
        form.addRow(self.mirror)
        form.addRow(self.sounds)
        form.addRow(self.clips)
        buttons = QDialogButtonBox()
        buttons.addButton("&Done", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(18)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _choice(self, name: str, values: tuple[str, ...], words: dict[str, str]) -> QComboBox:
        box = QComboBox()
        for value in values:
            box.addItem(words[value], value)
        box.setCurrentIndex(values.index(getattr(self._settings.now, name)))
        box.currentIndexChanged.connect(lambda index: self._settings.change(**{name: values[index]}))
        return box

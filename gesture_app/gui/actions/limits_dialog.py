"""The dialog of the limits of all actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gesture_app.actions.bindings import SafetySettings
from gesture_app.actions.input.hotkey import keys_of_hotkey
from gesture_app.core.errors import ActionError
from gesture_app.core.gestures import known_name, natural_order, spoken_name
from gesture_app.gui.widgets.controls import TextRole, paragraph

ALWAYS = "Actions always count"
WIDTH_PX = 480


class LimitsDialog(QDialog):
    """Modal."""

    changed = Signal(object)
    """the values of `SafetySettings` that are others than before, by name"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Limits of actions")
        self.setMinimumWidth(WIDTH_PX)
        self._before = SafetySettings()
        self.burst = QSpinBox(self, minimum=1, maximum=500)
        self.burst.setToolTip("More actions than this in ten seconds switch all actions off.")
        self.no_hand_s = QDoubleSpinBox(self, maximum=3600, decimals=0, suffix=" s")
        self.no_hand_s.setSpecialValueText("never")
        self.no_hand_stays_off = QCheckBox("They stay off when a hand comes back", self)
        self.hotkey = QLineEdit(self, placeholderText="none")
        self.hotkey.setToolTip("It works in every program. Write it such as ctrl+alt+g.")
        self.arming = QComboBox(self)
        self.armed_s = QDoubleSpinBox(self, minimum=0.5, maximum=3600, decimals=1, suffix=" s")
        self.message = paragraph(self, role=TextRole.BAD)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow("&Most actions in ten seconds", self.burst)
        form.addRow("Off &without a hand for", self.no_hand_s)
        form.addRow(self.no_hand_stays_off)
        form.addRow("&Keys that switch off in every program", self.hotkey)
        form.addRow("&Gesture that arms", self.arming)
        form.addRow("Armed &for", self.armed_s)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addWidget(buttons)

    def ask(self, safety: SafetySettings, gestures: Sequence[str]) -> None:
        """Show these limits."""
        self._before = safety
        self.burst.setValue(safety.burst)
        self.no_hand_s.setValue(safety.no_hand_s)
        self.no_hand_stays_off.setChecked(safety.no_hand_stays_off)
        self.hotkey.setText(safety.hotkey)
        self.arming.clear()
        self.arming.addItem(ALWAYS, "")
        for gesture in sorted({*gestures, safety.arming} - {""}, key=natural_order):
            self.arming.addItem(spoken_name(gesture), gesture)
        self.arming.setCurrentIndex(max(0, self.arming.findData(safety.arming)))
        self.armed_s.setValue(safety.armed_s)
        self.message.hide()
        self.open()

    def accept(self) -> None:
        hotkey = self.hotkey.text().strip().lower()
        try:
            if hotkey:
                keys_of_hotkey(hotkey)
        except ActionError as error:
            self.message.setText(f"{error.sentence} {error.hint}".strip())
            self.message.show()
            return
        arming = self.arming.currentData()
        wanted: dict[str, Any] = {
            "burst": self.burst.value(),
            "no_hand_s": self.no_hand_s.value(),
            "no_hand_stays_off": self.no_hand_stays_off.isChecked(),
            "hotkey": hotkey,
            "arming": known_name(arming) if arming else "",
            "armed_s": round(self.armed_s.value(), 1),
        }
        before = asdict(self._before)
        self.changed.emit({name: value for name, value in wanted.items() if value != before[name]})
        super().accept()

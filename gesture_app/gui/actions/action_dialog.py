"""The dialog that makes or changes one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gesture_app.actions.config.editor import ActionsEditor
from gesture_app.core.errors import ActionError
from gesture_app.core.gestures import known_name, natural_order, spoken_name
from gesture_app.gui.actions.gesture_rows import profile_title
from gesture_app.gui.actions.kind_fields import KIND_FIELDS, KIND_TITLES
from gesture_app.gui.actions.kind_form import KindForm
from gesture_app.gui.widgets.controls import TextRole, paragraph

NO_FURTHER = "–"
WHEN = {
    "once": "once, when the gesture is made",
    "held": "down as long as the gesture lasts",
    "toggle": "down until the gesture comes again",
    "repeated": "again and again as long as the gesture lasts",
}
HANDS = {"": "any hand", "left": "only the left hand", "right": "only the right hand", "both": "only both hands"}
WIDTH_PX = 520


class ActionDialog(QDialog):
    """Modal. What it makes is approved, because the user wrote it."""

    made = Signal(str, object)
    """the profile, and the entry for actions.toml"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: dict[str, Any] = {}
        self.gestures = [self._gesture_box(number) for number in range(3)]
        self.kind = QComboBox(self)
        self.forms: dict[str, KindForm] = {}
        self._stack = QStackedWidget(self)
        for kind in KIND_FIELDS:
            self.kind.addItem(KIND_TITLES[kind], kind)
            self.forms[kind] = KindForm(kind, self)
            self._stack.addWidget(self.forms[kind])
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.when = self._choice(WHEN)
        self.every_ms = QSpinBox(self, minimum=20, maximum=60_000, value=200, suffix=" ms")
        self.when.currentIndexChanged.connect(self._show_when)
        self.hand = self._choice(HANDS)
        self.within_s = QDoubleSpinBox(self, minimum=0.2, maximum=20, value=2, decimals=1, suffix=" s")
        self.rest_s = QDoubleSpinBox(self, minimum=0, maximum=3600, decimals=1, suffix=" s")
        self.profile = QComboBox(self)
        self.profile.setEditable(True)
        self.message = paragraph(self, role=TextRole.BAD)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.gestures[1].currentTextChanged.connect(self._show_when)
        keys = self.forms["keys"]
        keys.captured.connect(self.save.setFocus)
        self._arrange()

    def offer(self, gestures: Sequence[str], profiles: Sequence[str]) -> None:
        """Offer these gestures and profiles. Others can be typed."""
        for number, box in enumerate(self.gestures):
            box.clear()
            box.addItems(([NO_FURTHER] if number else []) + sorted(map(spoken_name, gestures), key=natural_order))
        self.profile.clear()
        self.profile.addItems([profile_title(""), *profiles])

    def make(self, gesture: str, profile: str) -> None:
        """Ask for a new action of this gesture."""
        self.setWindowTitle("Add an action")
        self._show({"gesture": gesture} if gesture else {}, profile)

    def change(self, entry: Mapping[str, Any], profile: str) -> None:
        """Ask for changes of an action, which is an entry of the file."""
        self.setWindowTitle("Change an action")
        self._show(entry, profile)

    @property
    def entry(self) -> dict[str, Any]:
        """The entry for actions.toml.

        Raises:
            ActionError: it makes no sense.
        """
        kept = {key: value for key, value in self._entry.items() if key in ("enabled", "note")}
        first, *more = [box.currentText().strip() for box in self.gestures]
        further = takewhile(lambda name: name not in ("", NO_FURTHER), more)
        names = [known_name(name) for name in (first, *further)]
        entry: dict[str, Any] = {"gesture": names[0]} if len(names) == 1 else {"gestures": names}
        kind = str(self.kind.currentData())
        entry[kind] = self.forms[kind].value
        when = str(self.when.currentData())
        if when != "once":
            entry["when"] = "held" if when == "repeated" else when
        if when == "repeated":
            entry["every_ms"] = self.every_ms.value()
        if self.hand.currentData():
            entry["hand"] = self.hand.currentData()
        if len(names) > 1:
            entry["within_s"] = round(self.within_s.value(), 1)
        if self.rest_s.value():
            entry["rest_s"] = round(self.rest_s.value(), 1)
        return entry | kept

    def accept(self) -> None:
        try:
            entry = self.entry
            ActionsEditor("").add("", entry)  # raises if the file could not be read with it
        except ActionError as error:
            self.message.setText(f"{error.sentence} {error.hint}".strip())
            self.message.show()
            return
        profile = self.profile.currentText().strip()
        self.made.emit("" if profile == profile_title("") else profile, entry)
        super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        keys = self.forms["keys"].keys
        if self.kind.currentData() == "keys" and keys is not None and not keys.text():
            keys.capture()

    def _show(self, entry: Mapping[str, Any], profile: str) -> None:
        self._entry = dict(entry)
        kind = next((key for key in entry if key in KIND_FIELDS), "keys")
        for other, form in self.forms.items():
            form.show_value(entry.get(other))
        self.kind.setCurrentIndex(self.kind.findData(kind))
        written = entry.get("gestures") or [entry.get("gesture", "")]
        for box, name in zip(self.gestures, [*written, "", ""], strict=False):
            box.setEditText(
                spoken_name(known_name(str(name))) if name else "" if box is self.gestures[0] else NO_FURTHER
            )
        when = "repeated" if "every_ms" in entry else str(entry.get("when", "once"))
        self.when.setCurrentIndex(max(0, self.when.findData(when)))
        self.every_ms.setValue(int(entry.get("every_ms", 200)))
        self.hand.setCurrentIndex(max(0, self.hand.findData(entry.get("hand", ""))))
        self.within_s.setValue(float(entry.get("within_s", 2)))
        self.rest_s.setValue(float(entry.get("rest_s", 0)))
        self.profile.setEditText(profile_title(profile))
        self.message.hide()
        self._show_kind()
        self._show_when()
        self.open()

    def _show_kind(self) -> None:
        form = self.forms[str(self.kind.currentData())]
        self._stack.setCurrentWidget(form)
        self._stack.setFixedHeight(form.sizeHint().height())
        self._fit()

    def _show_when(self) -> None:
        """Show only the rows that count."""
        second = self.gestures[1].currentText() not in ("", NO_FURTHER)
        self._form.setRowVisible(self.every_ms, self.when.currentData() == "repeated")
        self._form.setRowVisible(self.gestures[2], second)
        self._form.setRowVisible(self.within_s, second)
        self._fit()

    def _fit(self) -> None:
        QTimer.singleShot(0, self, self.adjustSize)  # once rows are shown or hidden

    def _gesture_box(self, number: int) -> QComboBox:
        box = QComboBox(self)
        box.setEditable(True)
        box.setAccessibleName("Gesture" if not number else f"Gesture {number + 1} of the sequence")
        return box

    def _choice(self, texts: Mapping[str, str]) -> QComboBox:
        box = QComboBox(self)
        for value, text in texts.items():
            box.addItem(text, value)
        return box

    def _arrange(self) -> None:
        form = self._form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow("&Gesture", self.gestures[0])
        form.addRow("&Does", self.kind)
        form.addRow(self._stack)
        form.addRow("&When", self.when)
        form.addRow("Again &every", self.every_ms)
        form.addRow("&Hand", self.hand)
        form.addRow("Then &make", self.gestures[1])
        form.addRow("and then", self.gestures[2])
        form.addRow("each w&ithin", self.within_s)
        form.addRow("&Rests for", self.rest_s)
        form.addRow("Pr&ofile", self.profile)
        labels = (form.labelForField(field) for field in (self.when, self.every_ms, self.hand, *self.gestures))
        width = max(label.sizeHint().width() for label in labels if label is not None)
        for one in self.forms.values():
            one.align_labels(width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(WIDTH_PX)

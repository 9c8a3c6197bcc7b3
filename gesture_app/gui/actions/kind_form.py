"""The part of the action dialog that depends on the kind of action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from gesture_app.gui.actions.key_capture import KeyCapture
from gesture_app.gui.actions.kind_fields import KIND_FIELDS, Entry, Field, action_texts, action_value
from gesture_app.gui.widgets.controls import button

TEXT_LINES = 4


class KindForm(QWidget):
    """The fields of one kind of action."""

    captured = Signal()
    """keys were pressed"""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._fields: dict[str, tuple[Field, QWidget]] = {}
        self.keys: KeyCapture | None = None
        self._form = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        for field in KIND_FIELDS[kind]:
            widget = self._widget(field)
            widget.setAccessibleName(field.label)
            self._fields[field.key] = field, widget
            form.addRow(field.label, self._with_buttons(widget) if isinstance(widget, KeyCapture) else widget)

    def align_labels(self, width: int) -> None:
        """Make the column of labels at least so wide."""
        for row in range(self._form.rowCount()):
            item = self._form.itemAt(row, QFormLayout.ItemRole.LabelRole)
            label = item.widget() if item is not None else None
            if label is not None:
                label.setMinimumWidth(width)

    def show_value(self, value: Any) -> None:
        """Show a value of the file."""
        for key, text in action_texts(self.kind, value).items():
            self.set_text(key, text)

    def set_text(self, key: str, text: str) -> None:
        """Fill the field with this key."""
        widget = self._fields[key][1]
        if isinstance(widget, QCheckBox):
            widget.setChecked(bool(text))
        elif isinstance(widget, QComboBox):
            widget.setEditText(text)
        elif isinstance(widget, QPlainTextEdit):
            widget.setPlainText(text)
        elif isinstance(widget, QLineEdit):
            widget.setText(text)

    @property
    def value(self) -> Any:
        """The value for the file.

        Raises:
            ActionError: a field makes no sense.
        """
        return action_value(self.kind, self._texts())

    def _texts(self) -> Mapping[str, str]:
        return {key: _text(field, widget) for key, (field, widget) in self._fields.items()}

    def _widget(self, field: Field) -> QWidget:
        if field.entry is Entry.KEYS:
            self.keys = KeyCapture(self)
            self.keys.captured.connect(self.captured)
            return self.keys
        if field.entry in (Entry.TEXT, Entry.LINES):
            area = QPlainTextEdit(self)
            area.setPlaceholderText(field.example)
            area.setTabChangesFocus(True)
            area.setFixedHeight(area.fontMetrics().lineSpacing() * TEXT_LINES + 16)
            return area
        if field.entry is Entry.SWITCH:
            return QCheckBox(self)
        if field.entry is Entry.CHOICE:
            box = QComboBox(self)
            box.addItems(field.choices)
            box.setEditable(True)
            line = box.lineEdit()
            if line is not None:
                line.setPlaceholderText(field.example)
            return box
        line = QLineEdit(self)
        line.setPlaceholderText(field.example)
        return line

    def _with_buttons(self, keys: KeyCapture) -> QWidget:
        again = button(self, "&Press keys", "Take the next keys that you press", "small")
        more = button(self, "&Then press", "Take further keys, to be pressed after these", "small")
        again.clicked.connect(lambda *_: keys.capture())
        more.clicked.connect(lambda: keys.capture(adding=True))
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(keys, 1)
        layout.addWidget(again)
        layout.addWidget(more)
        return row


def _text(field: Field, widget: QWidget) -> str:
    if isinstance(widget, QCheckBox):
        return "true" if widget.isChecked() else ""
    if isinstance(widget, QComboBox):
        return widget.currentText().strip()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    assert isinstance(widget, QLineEdit)
    return widget.text().strip()

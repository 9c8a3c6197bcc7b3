"""Choice of what names the gestures of clips, with the result of each answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.import_export import ClipLayout, LayoutQuestion
from gesture_app.gui.widgets.controls import TextRole, paragraph

MOST_NAMED = 12
"""gestures listed by name"""
INDENT_PX = 26
WORDS = {
    ClipLayout.FOLDER: "Named after the clip's folder: gesture/clip",
    ClipLayout.PERSON: "Named after the folder above that one: gesture/person/clip",
    ClipLayout.NUMBER: "Named after the folder above the numbers: gesture/number/clip",
    ClipLayout.INNER: "Named after the folder above “videos”, “train” and the like: gesture/videos/clip",
    ClipLayout.FILE: "Named after the file: gesture_1, gesture_2",
}


def takes_in_words(takes: Mapping[str, int]) -> str:
    """Return the named gestures with their numbers of takes, shortened."""
    named = {name: count for name, count in takes.items() if name}
    words = [f"{spoken_name(name)} ({count})" for name, count in list(named.items())[:MOST_NAMED]]
    words += [f"and {len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    return ", ".join(words)


class LayoutChoiceList(QWidget):
    """Hidden unless it asks. At first nothing is selected."""

    answered = Signal()
    """another answer was chosen"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._question: LayoutQuestion | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._made: list[QWidget] = []
        self.buttons: dict[ClipLayout, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.setAccessibleName("Source of the gesture names")
        self.hide()

    @property
    def chosen(self) -> ClipLayout | None:
        """The selected layout, or None."""
        return next((layout for layout, choice in self.buttons.items() if choice.isChecked()), None)

    def ask(self, question: LayoutQuestion) -> None:
        """Show the choices. A question that is already shown keeps its answer."""
        if question == self._question:
            self.show()
            return
        self.clear()
        self._question = question
        for choice in question.choices:
            row = QRadioButton(WORDS[choice.layout], self)
            brings = takes_in_words(choice.takes)
            unnamed = choice.takes.get("", 0)
            told = paragraph(self, f"{brings}{f'; {unnamed} without a name' if unnamed else ''}", TextRole.MUTED)
            told.setContentsMargins(INDENT_PX, 0, 0, 4)
            row.setAccessibleDescription(told.text())
            row.clicked.connect(self.answered)
            self._group.addButton(row)
            self.buttons[choice.layout] = row
            self._made += [row, told]
            self._layout.addWidget(row)
            self._layout.addWidget(told)
        self.show()

    def focus_first(self) -> None:
        """Focus the first choice without selecting it."""
        next(iter(self.buttons.values())).setFocus()

    def clear(self) -> None:
        """Remove the question."""
        self._question = None
        self.buttons.clear()
        for widget in self._made:
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._made.clear()
        self.hide()

"""Check boxes that make gestures such as “idle” the background when they are imported."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gesture_app.core.background_names import WHY
from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.gui.widgets.controls import TextRole, paragraph


class BackgroundOffers(QWidget):
    """Hidden unless a name usually stands for no gesture. A shown box keeps its answer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._why = paragraph(self, WHY, TextRole.MUTED)
        self._layout.addWidget(self._why)
        self.boxes: dict[str, QCheckBox] = {}
        self.setAccessibleName("Gestures that may be the background")
        self.hide()

    @property
    def background(self) -> tuple[str, ...]:
        """The gestures that become the background."""
        return tuple(gesture for gesture, box in self.boxes.items() if box.isChecked())

    @property
    def kept(self) -> tuple[str, ...]:
        """The gestures that stay gestures."""
        return tuple(gesture for gesture, box in self.boxes.items() if not box.isChecked())

    def offer(self, gestures: Sequence[str]) -> None:
        """Show a box for each of these gestures, or hide all."""
        for gesture in [gesture for gesture in self.boxes if gesture not in gestures]:
            box = self.boxes.pop(gesture)
            self._layout.removeWidget(box)
            box.hide()
            box.deleteLater()
        for gesture in gestures:
            if gesture not in self.boxes:
                box = QCheckBox(f"Import “{spoken_name(gesture)}” as “{spoken_name(NONE)}”", self)
                box.setToolTip(WHY)
                box.setChecked(True)
                self._layout.insertWidget(self._layout.count() - 1, box)
                self.boxes[gesture] = box
        self.setVisible(bool(self.boxes))

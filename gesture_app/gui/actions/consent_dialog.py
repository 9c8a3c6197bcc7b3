"""Shows each action that was not approved yet, and asks for consent to each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from gesture_app.actions.bindings import Binding, Profile
from gesture_app.actions.kinds.program import ProgramAction
from gesture_app.actions.readable import readable
from gesture_app.core.gestures import spoken_name
from gesture_app.gui.actions.gesture_rows import BoundAction, profile_title
from gesture_app.gui.actions.kind_fields import KIND_TITLES
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph, scrolled

SIZE = (620, 520)
INTRODUCTION = (
    "These actions come from a file that this computer has not seen like this. They do nothing until you approve them. "
    "Read each program, address and key. Tick only what you want."
)


class ConsentDialog(QDialog):
    """Modal. Nothing is ticked at first."""

    approved = Signal(object)
    """the ticked bindings"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Approve actions")
        self.resize(*SIZE)
        self.boxes: list[tuple[QCheckBox, Binding]] = []
        self._list = QWidget(self)
        self._layout = QVBoxLayout(self._list)
        self._layout.setContentsMargins(4, 4, 12, 4)
        self._layout.setSpacing(4)
        self.tick_all = button(self, "&Tick all", "Tick every action, after you have read them", "small")
        self.tick_all.clicked.connect(self._tick_all)
        buttons = QDialogButtonBox(self)
        self.approve = buttons.addButton("Approve &ticked", QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(paragraph(self, INTRODUCTION))
        layout.addWidget(scrolled(self._list, self), 1)
        layout.addWidget(self.tick_all)
        layout.addWidget(buttons)

    def ask(self, waiting: Sequence[tuple[Profile, Binding]]) -> None:
        """Show these actions."""
        self.boxes = []
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for profile, binding in waiting:
            self._add(profile, binding)
        self._layout.addStretch(1)
        self._count()
        self.open()

    def accept(self) -> None:
        self.approved.emit([binding for box, binding in self.boxes if box.isChecked()])
        super().accept()

    def _add(self, profile: Profile, binding: Binding) -> None:
        shown = BoundAction(profile.name, binding, False)
        gesture = " → ".join(spoken_name(one) for one in binding.trigger.gestures)
        box = QCheckBox(
            readable(f"{gesture}: {KIND_TITLES[binding.action.kind].lower()}").replace("&", "&&"), self._list
        )
        font = box.font()
        font.setBold(True)
        box.setFont(font)
        box.toggled.connect(self._count)
        exact = heading(self._list, exact_words(binding))
        exact.setWordWrap(True)
        plain = exact.font()
        plain.setBold(False)
        plain.setFamilies(["monospace"])
        exact.setFont(plain)
        where = f"{shown.when} · profile {profile_title(profile.name)}"
        remark = f" · remark in the file: {readable(binding.note)}" if binding.note else ""
        for widget in (box, exact, paragraph(self._list, readable(where) + remark, TextRole.MUTED)):
            self._layout.addWidget(widget)
        self._layout.addSpacing(10)
        self.boxes.append((box, binding))

    def _tick_all(self) -> None:
        for box, _ in self.boxes:
            box.setChecked(True)

    def _count(self) -> None:
        count = sum(box.isChecked() for box, _ in self.boxes)
        self.approve.setEnabled(count > 0)
        self.approve.setText(f"Approve &ticked ({count})")


def exact_words(binding: Binding) -> str:
    """Return all that an action does. Each argument of a program has a line of its own."""
    action = binding.action
    if isinstance(action, ProgramAction):
        return "\n".join(readable(part) or "(empty)" for part in action.command) + f"\nended after {action.limit_s:g} s"
    return readable(action.what)

"""The layout of the Actions page: gestures at the left, what the chosen one does and the log at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSplitter, QVBoxLayout, QWidget

from gesture_app.actions.outcome_log import LOGGED
from gesture_app.gui.actions.actions import HINT, ROWS
from gesture_app.gui.actions.state_panel import StatePanel
from gesture_app.gui.actions.tables import ActionTable, GestureActionTable, LogTable
from gesture_app.gui.widgets.controls import TextRole, heading, paragraph
from gesture_app.gui.widgets.edit_footer import EditFooter
from gesture_app.gui.widgets.inline_prompt import InlinePrompt
from gesture_app.gui.widgets.page_actions import action_button

SIDES_PX = (400, 600)
HEIGHTS_PX = (260, 200)
TABLE_LEAST_PX = 64
"""a header and a row"""


class ActionsLayout(QWidget):
    """Arranges widgets. The page connects them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = StatePanel(self)
        self.mistakes = paragraph(self, role=TextRole.WARNING)
        self.waiting = paragraph(self, role=TextRole.WARNING)
        self.gestures, self.bound, self.log = GestureActionTable(self), ActionTable(self), LogTable(LOGGED, self)
        self.title = heading(self, size=1.15)
        self.empty = paragraph(self, role=TextRole.MUTED)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.approve = action_button(ROWS["approve"], self)
        self.one = {name: action_button(ROWS[name], self) for name in ("add", "change", "try", "skip", "delete")}
        """of one action"""
        names = ("profiles", "templates", "import", "export", "open file", "limits")
        self.all = {name: action_button(ROWS[name], self) for name in names}
        """of all actions"""
        self.ask = InlinePrompt(self)
        self.footer = EditFooter(self)
        self.footer.show_keys(HINT)
        self.bound.setMinimumHeight(TABLE_LEAST_PX)
        self.log.setMinimumHeight(TABLE_LEAST_PX)
        self._arrange()

    def show_notes(self, mistakes: str, waiting: str) -> None:
        """Show what is wrong in the file, and that actions wait for approval."""
        self.mistakes.setText(mistakes)
        self.mistakes.setVisible(bool(mistakes))
        self.waiting.setText(waiting)
        self.waiting.setVisible(bool(waiting))
        self.approve.setVisible(bool(waiting))

    def show_empty(self, text: str) -> None:
        """Show a text in place of actions, or the actions with ""."""
        self.empty.setText(text)
        self.empty.setVisible(bool(text))
        self.bound.setVisible(not text)
        for name, one in self.one.items():
            one.setEnabled(name == "add" or not text)

    def _arrange(self) -> None:
        notes, buttons = QHBoxLayout(), QHBoxLayout()
        notes.addWidget(self.waiting, 1)
        notes.addWidget(self.approve)
        for one in self.one.values():
            buttons.addWidget(one)
        buttons.addStretch(1)
        upper = self._side(self.title, self.empty, self.bound, buttons)
        lower = self._side(heading(self, f"The last {LOGGED} actions"), self.log)
        right = QSplitter(Qt.Orientation.Vertical, self)
        sides = QSplitter(Qt.Orientation.Horizontal, self)
        for splitter, widgets, sizes in (
            (right, (upper, lower), HEIGHTS_PX),
            (sides, (self.gestures, right), SIDES_PX),
        ):
            for number, widget in enumerate(widgets):
                splitter.addWidget(widget)
                splitter.setStretchFactor(number, sizes[number])
            splitter.setSizes(list(sizes))
            splitter.setChildrenCollapsible(False)
        tools = QHBoxLayout()
        tools.addWidget(heading(self, "Gestures and what they do"), 1)
        for one in self.all.values():
            tools.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.setSpacing(8)
        layout.addWidget(self.state)
        layout.addLayout(tools)
        layout.addWidget(self.mistakes)
        layout.addLayout(notes)
        layout.addWidget(sides, 1)
        layout.addWidget(self.ask)
        layout.addWidget(self.footer)

    def _side(self, *parts: QWidget | QLayout) -> QWidget:
        side = QWidget(self)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(10, 2, 0, 4)
        layout.setSpacing(6)
        for part in parts:
            if isinstance(part, QLayout):
                layout.addLayout(part)
            else:
                layout.addWidget(part, 0 if part is self.title or part.objectName() else 1)
        return side

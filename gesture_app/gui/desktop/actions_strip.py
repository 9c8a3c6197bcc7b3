"""A coloured strip on every page while actions are on or were switched off by the program."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from gesture_app.actions.outcome import ActionsState, SwitchedOffBy
from gesture_app.gui.desktop.last_gesture import LastGesture
from gesture_app.gui.state.gesture_actions import GestureActions
from gesture_app.gui.widgets.actions_key import SWITCH_KEY
from gesture_app.gui.widgets.actions_text import headline, subline, tone_colours, tone_of
from gesture_app.gui.widgets.controls import TextLabel, button, heading

QUIET = (SwitchedOffBy.START, SwitchedOffBy.USER)
"""reasons that the user knows"""


class ActionsStrip(QFrame):
    """Hidden while actions are off by the user's wish, and on the Actions page, which shows more."""

    def __init__(self, actions: GestureActions, last: LastGesture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("actionsStrip")
        self._actions, self._last = actions, last
        self._covered = False
        self.title = heading(self, size=1.15)
        self.text = TextLabel("", self)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.switch = button(self, "", f"Off releases every key and button ({SWITCH_KEY})", "small")
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.switch.clicked.connect(actions.toggle)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 8, 5)
        layout.setSpacing(14)
        layout.addWidget(self.title)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.switch)
        actions.state_changed.connect(self.refresh)
        last.changed.connect(self.refresh)
        self.refresh()

    def cover(self, covered: bool) -> None:
        """Hide the strip while a page shows the state itself, or show it again."""
        self._covered = covered
        self.refresh()

    def refresh(self) -> None:
        """Show the state now."""
        state = self._actions.state
        shown = (state.on or state.why_off not in QUIET) and not self._covered
        if shown:
            self.title.setText(headline(state))
            self.text.setText(f"{subline(state)}  {self._last.text}" if state.acts else subline(state))
            self.switch.setText(f"Switch {'off' if state.on else 'on'} ({SWITCH_KEY})")
            self._colour(state)
        self.setVisible(shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._colour(self._actions.state)

    def _colour(self, state: ActionsState) -> None:
        text, background = tone_colours(tone_of(state))
        sheet = (
            f"#actionsStrip {{ background: {background}; border-radius: 8px; }}"
            f" #actionsStrip QLabel {{ color: {text}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

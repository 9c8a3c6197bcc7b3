"""The head of the Actions page: large, unmistakable, on or off, with the switch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.actions.bindings import ActionSet
from gesture_app.actions.outcome import ActionsState
from gesture_app.actions.readable import readable
from gesture_app.gui.widgets.actions_key import SWITCH_KEY
from gesture_app.gui.widgets.actions_text import ActionsTone, headline, subline, tone_colours, tone_of
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import button, heading, paragraph

FRONT, EVERYWHERE = "The program in front chooses", "Everywhere only"


class StatePanel(QFrame):
    """Shows the state. The page connects the switches."""

    profile_chosen = Signal(object)
    """name, "" for everywhere only, None: the program in front chooses"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("actionsState")
        self._state: ActionsState | None = None
        self.title = heading(self, size=1.5)
        self.text = paragraph(self)
        self.switch = button(self, "", f"Off releases every key and button ({SWITCH_KEY})", "primary")
        self.switch.setMinimumWidth(190)
        self.dry_run = QCheckBox("Dr&y run: show, and do nothing", self)
        self.profile = QComboBox(self)
        self.profile.setAccessibleName("Profile")
        self.profile.setToolTip("The profile in use")
        self.profile.activated.connect(lambda index: self.profile_chosen.emit(self.profile.itemData(index)))
        words = QVBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.text)
        words.setSpacing(0)
        choices = QVBoxLayout()
        choices.addWidget(self.profile)
        choices.addWidget(self.dry_run)
        choices.setSpacing(4)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 7, 12, 7)
        layout.setSpacing(18)
        layout.addLayout(words, 1)
        layout.addLayout(choices)
        layout.addWidget(self.switch)
        self.show_profiles(ActionSet())

    def show_profiles(self, actions: ActionSet) -> None:
        """Offer these profiles."""
        chosen = self.profile.currentData()
        self.profile.clear()
        self.profile.addItem(FRONT, None)
        self.profile.addItem(EVERYWHERE, "")
        for one in actions.profiles:
            self.profile.addItem(readable(one.name), one.name)
        self.profile.setCurrentIndex(max(0, self.profile.findData(chosen)) if chosen is not None else 0)

    def show_state(self, state: ActionsState) -> None:
        """Show this state."""
        self._state = state
        self.title.setText(headline(state))
        self.text.setText(subline(state))
        self.switch.setText("Switch o&ff" if state.on else "Switch o&n")
        self.dry_run.setChecked(state.dry_run)
        self.profile.setCurrentIndex(max(0, self.profile.findData(state.profile)) if state.profile_by_hand else 0)
        self._show_tone(tone_of(state))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._state is not None:
            self._show_tone(tone_of(self._state))

    def show_countdown(self, left_s: int, what: str) -> None:
        """Show that an action is tried soon."""
        self.title.setText(f"In {left_s} …")
        self.text.setText(f"Tries “{what}”. Go to the window that it is for. Esc cancels.")

    def _show_tone(self, tone: ActionsTone) -> None:
        text, background = tone_colours(tone)
        line = theme_colors(QApplication.palette()).line.name() if tone is ActionsTone.OFF else background
        sheet = (
            f"#actionsState {{ border: 2px solid {line}; border-radius: 8px; background: {background}; }}"
            f" #actionsState TextLabel, #actionsState QCheckBox {{ color: {text}; }}"
        )
        if tone is not ActionsTone.OFF:
            sheet += f" #actionsState QPushButton {{ background: {text}; color: {background}; border-color: {text}; }}"
        if sheet != self.styleSheet():  # a style sheet changes the palette, which leads here
            self.setStyleSheet(sheet)

"""The tray icon: if actions are on, the profile, the last gesture, show the window, quit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from gesture_app.actions.readable import readable
from gesture_app.gui.desktop.last_gesture import LastGesture
from gesture_app.gui.state.gesture_actions import GestureActions
from gesture_app.gui.widgets.actions_text import ActionsTone, headline, tone_of

ICON_PX = 64
COLOURS = {ActionsTone.OFF: "#6B7580", ActionsTone.ACTS: "#009E73", ActionsTone.WAITS: "#D98200"}
FINGERS = ((17, 20, 22), (26, 12, 30), (35, 10, 32), (44, 15, 27))
"""left, top and height of each, in an icon of 64 pixels"""
FRONT, EVERYWHERE = "The program in front chooses", "Everywhere only"


class ActionsTray(QObject):
    """Shown where the desktop has a tray."""

    show_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, actions: GestureActions, last: LastGesture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._last = actions, last
        self._tone: ActionsTone | None = None
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.head = self.menu.addAction("")
        self.head.setEnabled(False)
        self.last = self.menu.addAction("")
        self.last.setEnabled(False)
        self.menu.addSeparator()
        self.switch = self._add("", actions.toggle)
        self.profiles = self.menu.addMenu("&Profile")
        self.profiles.aboutToShow.connect(self.fill_profiles)
        self.menu.addSeparator()
        self.show_window = self._add("&Show the window", self.show_wanted.emit)
        self.quit = self._add("&Quit", self.quit_wanted.emit)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        actions.state_changed.connect(self.refresh)
        last.changed.connect(self.refresh)
        self.refresh()
        self.fill_profiles()

    def refresh(self) -> None:
        """Show the state now."""
        state, tone = self._actions.state, tone_of(self._actions.state)
        if tone is not self._tone:
            self._tone = tone
            self.icon.setIcon(hand_icon(COLOURS[tone]))
        self.head.setText(headline(state))
        self.last.setText(f"Last gesture: {self._last.text}".replace("&", "&&"))
        self.switch.setText("Switch actions o&ff" if state.on else "Switch actions o&n")
        profile = readable(state.profile) or "everywhere"
        tip = f"Gestures: {headline(state)}\nProfile: {profile}\n{self._last.text}"
        if tip != self.icon.toolTip():
            self.icon.setToolTip(tip)

    def fill_profiles(self) -> None:
        """Offer the profiles that there are now."""
        self.profiles.clear()
        state = self._actions.state
        group = QActionGroup(self.profiles)
        chosen = state.profile if state.profile_by_hand else None
        named = [
            (one.name, readable(one.name).replace("&", "&&")) for one in self._actions.library.now.actions.profiles
        ]
        choices: list[tuple[str | None, str]] = [(None, FRONT), ("", EVERYWHERE), *named]
        for value, text in choices:
            action = self.profiles.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)
            action.triggered.connect(partial(self._use_profile, value))

    def _use_profile(self, name: str | None, checked: bool = True) -> None:
        self._actions.use_profile(name)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_wanted.emit()

    def _add(self, text: str, do: object) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(do)
        return action


def hand_icon(colour: str) -> QIcon:
    """Return a hand on a disc of this colour."""
    picture = QPixmap(ICON_PX, ICON_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(1, 1, ICON_PX - 2, ICON_PX - 2))
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRoundedRect(QRectF(17, 33, 34, 22), 9, 9)
    for left, top, height in FINGERS:
        painter.drawRoundedRect(QRectF(left, top, 7, height), 3.5, 3.5)
    painter.translate(49, 44)
    painter.rotate(38)
    painter.drawRoundedRect(QRectF(-4, -19, 8, 22), 4, 4)
    painter.end()
    return QIcon(picture)

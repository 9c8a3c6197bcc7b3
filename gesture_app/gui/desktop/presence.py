"""Makes strip, tray icon and bar, and lets the program go on in the tray while its window is closed."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from gesture_app.core.settings import Settings
from gesture_app.gui.desktop.actions_bar import ActionsBar
from gesture_app.gui.desktop.actions_strip import ActionsStrip
from gesture_app.gui.desktop.last_gesture import LastGesture
from gesture_app.gui.desktop.tray import ActionsTray
from gesture_app.gui.state.context import AppContext


class DesktopPresence(QObject):
    """Made once the pages are."""

    show_wanted = Signal()
    quit_wanted = Signal()
    bar_made = Signal(object)
    """the bar, to be styled"""

    def __init__(self, context: AppContext, remembered: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._settings, self._remembered = context.gesture_actions, context.settings, remembered
        self._last = LastGesture(context.updates, context.gesture_actions, self)
        self.strip = ActionsStrip(context.gesture_actions, self._last)
        self._bar_shown = False
        self.tray: ActionsTray | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.tray = self.make_tray()
            self.tray.icon.show()
        context.settings.changed.connect(self._apply)

    def begin(self) -> None:
        """Show the bar if the user wants it."""
        self._apply(self._settings.now)

    @property
    def keeps_running(self) -> bool:
        """True if the program goes on in the tray when its window is closed."""
        return self.tray is not None and self.tray.icon.isVisible() and self._settings.now.close_to_tray

    @cached_property
    def bar(self) -> ActionsBar:
        """The small bar in front of all windows."""
        bar = ActionsBar(self._actions, self._last, self._remembered)
        bar.closed.connect(lambda: self._settings.change(actions_bar=False))
        self.bar_made.emit(bar)
        return bar

    def make_tray(self) -> ActionsTray:
        """Return a tray icon that is not shown yet."""
        tray = ActionsTray(self._actions, self._last, self)
        tray.show_wanted.connect(self.show_wanted)
        tray.quit_wanted.connect(self.quit_wanted)
        return tray

    def shutdown(self) -> None:
        """Take icon and bar away. The window is closing."""
        if self.tray is not None:
            self.tray.icon.hide()
            self.tray.menu.deleteLater()
        if self._bar_shown:
            self.bar.close()

    def _apply(self, settings: Settings) -> None:
        if settings.actions_bar != self._bar_shown:
            self._bar_shown = settings.actions_bar
            if self._bar_shown:
                self.bar.appear()
            else:
                self.bar.hide()

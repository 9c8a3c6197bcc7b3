"""Fills the menu bar with the commands of the program, and opens the dialogs of its Help menu."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices

from gesture_app.gui.state.notifications import Notice
from gesture_app.gui.widgets.actions_key import SWITCH_KEY
from gesture_app.gui.widgets.page_actions import Menu
from gesture_app.gui.window.main_window import TITLE
from gesture_app.gui.window.menu_bar import HELP

if TYPE_CHECKING:
    from gesture_app.app import Program
    from gesture_app.gui.window.about_dialog import AboutDialog
    from gesture_app.gui.window.shortcuts_dialog import ShortcutsDialog

ROLES = QAction.MenuRole


class Menus:
    """The commands of the menu bar that belong to no page.

    Args:
        program: performs them.
        data: folder of recordings and models.
        logs: folder of the log.
    """

    def __init__(self, program: Program, data: Path, logs: Path) -> None:
        self._program, self._data, self._logs = program, data, logs
        bar, window, dialogs = program.window.menus, program.window, program.dialogs
        bar.add(Menu.FILE, "&Import …", dialogs.show_imports, "Ctrl+I")
        bar.add(Menu.FILE, "&Export …", dialogs.show_exports, "Ctrl+E")
        bar.add(Menu.FILE, "Save a copy of the &report …", self._save_report)
        bar.separate(Menu.FILE)
        bar.add(Menu.FILE, "Open &data folder", lambda: self._open_folder(self._data))
        bar.add(Menu.FILE, "&Camera or other source …", window.open_source_menu, "Ctrl+O")
        bar.separate(Menu.FILE)
        bar.add(Menu.FILE, "&Quit", window.quit, "Ctrl+Q", ROLES.QuitRole)
        switch = bar.add(Menu.EDIT, "Switch actions &off or on", program.switch_actions, SWITCH_KEY)
        switch.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # also while a dialog is in front
        bar.add(Menu.EDIT, "&Settings …", window.open_settings, "Ctrl+,", ROLES.PreferencesRole)
        bar.add(Menu.VIEW, "&Full screen", window.toggle_full_screen, "F11")
        bar.add(HELP, "&Keyboard shortcuts", self._show_shortcuts, "F1")
        bar.add(HELP, "&First steps", self._show_first_steps)
        bar.add(HELP, "&Tour: how an LSTM works", self._open_tour)
        bar.separate(HELP)
        bar.add(HELP, "Open &log folder", lambda: self._open_folder(self._logs))
        bar.add(HELP, f"&About {TITLE}", self._show_about, role=ROLES.AboutRole)

    @cached_property
    def shortcuts_dialog(self) -> ShortcutsDialog:
        """The list of every key."""
        from gesture_app.gui.window.shortcuts_dialog import ShortcutsDialog, rows_of
        from gesture_app.pages import PAGES, page_actions

        window = self._program.window
        titles = [entry.title.replace("&", "") for entry in PAGES]
        pages = [(title, rows_of(rows)) for title, rows in zip(titles, page_actions(), strict=True)]
        dialog = ShortcutsDialog([("Everywhere", window.menus.shortcuts()), *pages], window)
        window.dialog_made.emit(dialog)
        return dialog

    @cached_property
    def about_dialog(self) -> AboutDialog:
        """Versions and licences."""
        from gesture_app.gui.window.about_dialog import AboutDialog

        dialog = AboutDialog(TITLE, self._program.window)
        self._program.window.dialog_made.emit(dialog)
        return dialog

    def _show_shortcuts(self) -> None:
        self._program.window.bring_up(self.shortcuts_dialog)

    def _show_about(self) -> None:
        self._program.window.bring_up(self.about_dialog)

    def _show_first_steps(self) -> None:
        self._program.recognise.show_first_steps()
        self._program.window.turn_to(self._program.recognise)

    def _open_tour(self) -> None:
        self._program.window.turn_to(self._program.inspect)
        self._program.inspect.open_tour()

    def _save_report(self) -> None:
        self._program.window.turn_to(self._program.train)
        self._program.train.save_report()

    def _open_folder(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._program.notifications.post(Notice("No file manager opens the folder.", f"It is {folder}."))

"""The menu bar: commands of the whole window, and those of the page that is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gesture_app.gui.widgets.page_actions import Command, Menu, MenuItem, key_text

HELP = "&Help"


class MenuBar(QMenuBar):
    """File, Edit, View, Go and Help.

    Args:
        page_items: return the actions of the page that is shown.
        page_titles: titles of the pages with mnemonics, for Go.
    """

    page_wanted = Signal(int)
    """the number of a page, from 0"""

    def __init__(
        self,
        page_items: Callable[[], Sequence[MenuItem]],
        page_titles: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._page_items = page_items
        self._menus: dict[str, QMenu] = {}
        self._ends: dict[Menu, QAction] = {}
        """the separator below the actions of the page, which stand at the top"""
        self._of_page: dict[Menu, list[QAction]] = {menu: [] for menu in Menu}
        for title in (*Menu, HELP):
            self._menus[title] = self.addMenu(title)
            self._menus[title].setToolTipsVisible(True)
        for menu in Menu:
            self._ends[menu] = self._menus[menu].addSeparator()
            self._menus[menu].aboutToShow.connect(partial(self._list_page_actions, menu))
        for index, title in enumerate(page_titles):
            self._menus[Menu.GO].addAction(_with_key(title, f"Ctrl+{index + 1}"), partial(self.page_wanted.emit, index))

    def add(
        self, menu: str, text: str, command: Command, key: str = "", role: QAction.MenuRole | None = None
    ) -> QAction:
        """Add a command of the window at the end of a menu, and return it.

        Args:
            menu: a `Menu` or `HELP`.
            text: with mnemonic.
            command: runs when it is chosen or its key is pressed.
            key: a shortcut of the window, or none.
            role: where macOS puts it.
        """
        action = self._menus[menu].addAction(text)
        action.triggered.connect(lambda checked: command())
        if key:
            action.setShortcut(QKeySequence(key))
        action.setMenuRole(QAction.MenuRole.NoRole if role is None else role)
        return action

    def separate(self, menu: str) -> None:
        """Add a line at the end of a menu."""
        self._menus[menu].addSeparator()

    def shortcuts(self) -> list[tuple[str, str, str]]:
        """Return name, key and explanation of every command of the window that has a key."""
        of_page = [action for actions in self._of_page.values() for action in actions]
        rows = []
        for menu in self._menus.values():
            for action in menu.actions():
                text, _, key = action.text().partition("\t")
                key = key or key_text(action.shortcut().toString())
                if key and action not in of_page:
                    rows.append((text.replace("&", ""), key, ""))
        return rows

    def menu(self, title: str) -> QMenu:
        """Return a menu by its title."""
        return self._menus[title]

    def _list_page_actions(self, menu: Menu) -> None:
        for action in self._of_page[menu]:
            self._menus[menu].removeAction(action)
            action.deleteLater()
        made = self._of_page[menu] = [
            _action_of(item, self._menus[menu]) for item in self._page_items() if item.row.menu is menu
        ]
        self._menus[menu].insertActions(self._ends[menu], made)


def _action_of(item: MenuItem, parent: QMenu) -> QAction:
    """Return an action that shows the key of a page's action. The page itself listens to the key."""
    action = QAction(_with_key(item.row.name.replace("&", "&&"), item.row.keys[0]), parent)
    action.setToolTip(item.row.tip)
    action.setEnabled(item.enabled)
    action.setMenuRole(QAction.MenuRole.NoRole)
    action.triggered.connect(lambda checked: item.run())
    return action


def _with_key(text: str, key: str) -> str:
    """Return the text with a key that the menu shows and does not listen to."""
    return f"{text}\t{key_text(key)}"

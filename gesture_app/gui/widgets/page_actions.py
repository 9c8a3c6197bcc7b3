"""Tables of page actions: one row holds the shortcut, the button's text, its tooltip and the hint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from gesture_app.gui.widgets.controls import button

Command = Callable[[], object]
_ACTION_PROPERTY = "action"
"""of a button: the id of its row"""
_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter", "Del": "Delete"}
_WINDOW_WIDE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Page(IntEnum):
    """The pages with the numbers of their shortcuts, in the order of the tabs."""

    RECOGNISE = 1
    RECORD = 2
    LIBRARY = 3
    TRAIN = 4
    MODELS = 5
    INSPECT = 6
    ACTIONS = 7

    @property
    def key(self) -> str:
        """The page's shortcut in the platform's form, such as "Ctrl+4"."""
        return key_text(f"Ctrl+{self.value}")


class Menu(StrEnum):
    """The menus of the menu bar that list the actions of a page."""

    FILE = "&File"
    EDIT = "&Edit"
    VIEW = "&View"
    GO = "&Go"


@dataclass(frozen=True, slots=True)
class PageAction:
    """A row: an action of a page with its keys and the texts of its button."""

    id: str
    keys: tuple[str, ...]
    """as `QKeySequence` writes them, such as "Shift+Left". All work, texts show the first."""
    text: str = ""
    """of the button"""
    tip: str = ""
    """tooltip of the button, without the key"""
    hint: str = ""
    """word in the hint line; neighbouring rows with the same word share an entry; empty: no entry"""
    menu: Menu = Menu.EDIT
    """where the menu bar lists it"""
    title: str = ""
    """in menus and in the list of shortcuts; empty: the button's text or the hint"""

    @property
    def name(self) -> str:
        """What the action does, in two or three words, "" if only a key explains it."""
        return self.title or self.text.replace("&", "") or self.hint[:1].upper() + self.hint[1:]

    @property
    def all_keys(self) -> str:
        """Every key in the platform's form, such as "Space, Enter"."""
        return ", ".join(dict.fromkeys(map(key_text, self.keys)))

    @property
    def key(self) -> str:
        """The key in the platform's form."""
        return key_text(self.keys[0])

    @property
    def tooltip(self) -> str:
        """The tip with the key."""
        return f"{self.tip} ({self.key})"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An action of a page in a menu."""

    row: PageAction
    run: Command
    enabled: bool = True


class PageActions:
    """The rows of a table, bound to a page's methods."""

    def __init__(
        self, rows: Sequence[PageAction], commands: Mapping[str, Command], page: QWidget, repeats: bool = True
    ) -> None:
        """Bind each row to the command with its id.

        Keys with Ctrl, Alt or Meta become shortcuts of `page`. The page hands the other keys to `press`: as shortcuts
        they would take Space and the arrow keys away from a focused button or list. Without `repeats` a key that is
        held runs its command once.

        Raises:
            ValueError: rows and commands differ, or two rows have the same key.
        """
        rows_by_id = {row.id: row for row in rows}
        if rows_by_id.keys() != commands.keys():
            raise ValueError(f"Rows without command, or commands without row: {rows_by_id.keys() ^ commands.keys()}.")
        self._rows, self._commands, self._repeats, self._page = rows_by_id, commands, repeats, page
        self._plain: dict[tuple[Qt.Key, bool], Command] = {}
        for row in rows:
            for key in row.keys:
                combination = QKeySequence(key)[0]  # type: ignore[index]  # missing in the stubs
                modifiers, command = combination.keyboardModifiers(), commands[row.id]
                plain = combination.key(), bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
                if modifiers & _WINDOW_WIDE:
                    QShortcut(QKeySequence(key), page).activated.connect(command)
                elif plain in self._plain:
                    raise ValueError(f"Two rows have the key {key}.")
                else:
                    self._plain[plain] = command

    def press(self, event: QKeyEvent) -> None:
        """Run the command of a key, or ignore the event. Shift is ignored unless a row has the key with Shift."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        command = self._plain.get((key, shift)) or self._plain.get((key, False))
        if command is None or modifiers & _WINDOW_WIDE:
            event.ignore()
        elif self._repeats or not event.isAutoRepeat():
            command()

    def menu_items(self, only_shown: bool = False) -> tuple[MenuItem, ...]:
        """Return the actions that have a name. Those whose visible buttons are disabled cannot act now.

        Args:
            only_shown: True if actions whose buttons are hidden cannot act either.
        """
        return tuple(
            MenuItem(row, self._commands[row.id], self._can_act(row, only_shown))
            for row in self._rows.values()
            if row.name
        )

    def _can_act(self, row: PageAction, only_shown: bool) -> bool:
        buttons = [one for one in self._page.findChildren(QPushButton) if one.property(_ACTION_PROPERTY) == row.id]
        shown = [one for one in buttons if one.isVisible()]
        return any(one.isEnabled() for one in shown) if shown else not (only_shown and buttons)

    def button(self, action_id: str, parent: QWidget, kind: str = "small") -> QPushButton:
        """Return a new button that runs the command of this row."""
        command = self._commands[action_id]
        made = action_button(self._rows[action_id], parent, kind)
        made.clicked.connect(lambda checked: command())
        return made


def action_button(row: PageAction, parent: QWidget, kind: str = "small") -> QPushButton:
    """Return a new button with the texts of this row. The page connects it."""
    made = button(parent, row.text, row.tooltip, kind)
    made.setProperty(_ACTION_PROPERTY, row.id)
    return made


def key_text(key: str) -> str:
    """Return a key in the platform's form, such as "⌘Z" on a Mac for "Ctrl+Z". Arrow keys become arrows."""
    modifiers, plus, last = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).rpartition("+")
    return f"{modifiers}{plus}{_SIGNS.get(last, last)}"


def hint_line(rows: Sequence[PageAction]) -> str:
    """Return the line of keys below a page, such as "Space play · ←→ step · 1–4 panel"."""
    entries = []
    for hint, group in groupby((row for row in rows if row.hint), lambda row: row.hint):
        keys = [row.key for row in group]
        entries.append(f"{keys[0]}–{keys[-1]} {hint}" if len(keys) > 2 else f"{''.join(keys)} {hint}")
    return " · ".join(entries)

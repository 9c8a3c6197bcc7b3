"""Lists every key of the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gesture_app.gui.widgets.page_actions import PageAction

Section = tuple[str, Sequence[tuple[str, str, str]]]
"""a title, and for each action its name, its keys and its explanation"""


class ShortcutsDialog(QDialog):
    """A table of names and keys for the window and each page, with a search field."""

    def __init__(self, sections: Iterable[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.search = QLineEdit(self, placeholderText="Find an action or a key", clearButtonEnabled=True)
        self.search.setAccessibleName("Find an action or a key")
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget(self, columnCount=3)
        self.tree.setAccessibleName("Keyboard shortcuts: action, keys, explanation")
        self.tree.setHeaderLabels(("Action", "Keys", "What it does"))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setUniformRowHeights(True)
        self.tree.header().setStretchLastSection(True)
        for column in (0, 1):
            self.tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for title, rows in sections:
            section = QTreeWidgetItem(self.tree, [title])
            section.setFirstColumnSpanned(True)
            font = section.font(0)
            font.setBold(True)
            section.setFont(0, font)
            section.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for row in rows:
                item = QTreeWidgetItem(section, list(row))
                item.setToolTip(2, row[2])
        self.tree.expandAll()
        buttons = QDialogButtonBox()
        buttons.addButton("C&lose", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addWidget(buttons)
        self.resize(760, 520)

    def _filter(self, words: str) -> None:
        """Show only the rows that contain the words."""
        wanted = words.casefold()
        for place in range(self.tree.topLevelItemCount()):
            section = self.tree.topLevelItem(place)
            if section is not None:
                rows = [row for row in map(section.child, range(section.childCount())) if row is not None]
                for row in rows:
                    row.setHidden(not any(wanted in row.text(column).casefold() for column in range(3)))
                section.setHidden(all(row.isHidden() for row in rows))


def rows_of(actions: Iterable[PageAction]) -> list[tuple[str, str, str]]:
    """Return the rows of the actions that have a name."""
    return [(row.name, row.all_keys, row.tip) for row in actions if row.name]

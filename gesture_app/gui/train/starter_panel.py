"""The starter's gestures before a training: how many the model will know, whose, and which look like the user's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.lookalike import Lookalike
from gesture_app.core.model.starter_choice import StarterChoice
from gesture_app.core.wording import known_gestures
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph

Index = QModelIndex | QPersistentModelIndex
ROW_EM = 1.7
BOX_PX = 44
"""width of a check box and of the gaps beside a name"""
TIP = "Checked: the model will know it. Space or a click changes that."
OWN_TIP = "You have takes of your own: the model learns yours."


class StarterPanel(QWidget):
    """Shows a choice. Signals tell what the user wants to change."""

    only_mine_wanted = Signal(bool)
    switch_wanted = Signal(str, bool)
    """a gesture of the starter, and True to switch it on"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.known = paragraph(self)
        self.only_mine = QCheckBox("Onl&y mine", self)
        self.only_mine.setToolTip("The model will know none of the starter's gestures")
        self.only_mine.toggled.connect(self.only_mine_wanted)
        self.gestures = _GestureChecks(self)
        self.gestures.switch_wanted.connect(self.switch_wanted)
        self._alike = QVBoxLayout()
        self._alike.setSpacing(2)
        self._shown: tuple[Lookalike, ...] = ()
        self.buttons: list[QPushButton] = []
        """one for each gesture that looks like one of the user's"""
        self._build()

    def show_choice(self, starter: Sequence[str], own: Collection[str], choice: StarterChoice) -> None:
        """Show the starter's gestures, those of the user's own, and which of the starter's are on."""
        others = [gesture for gesture in starter if gesture not in own]
        kept = choice.kept(others)
        self.known.setText(f"The model will know {known_gestures(len(own), len(kept))}.")
        with QSignalBlocker(self.only_mine):
            self.only_mine.setChecked(choice.only_mine)
        self.gestures.show_gestures(starter, own, choice)
        self.gestures.setEnabled(not choice.only_mine)

    def show_lookalikes(self, lookalikes: Sequence[Lookalike]) -> None:
        """Show the starter's gestures that look like the user's, each with a button that switches it off."""
        if tuple(lookalikes) == self._shown:
            return
        self._shown = tuple(lookalikes)
        self.buttons = []
        while (item := self._alike.takeAt(0)) is not None:
            widget = item.widget()
            assert widget is not None
            widget.hide()
            widget.deleteLater()
        for one in lookalikes:
            self._alike.addWidget(self._line(one))

    def _line(self, one: Lookalike) -> QWidget:
        line = QWidget(self)
        off = button(line, switch_off_text(one.starter), "The next training leaves it out", "small")
        off.clicked.connect(partial(self.switch_wanted.emit, one.starter, False))
        self.buttons.append(off)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(paragraph(line, one.sentence, TextRole.WARNING), 1)
        row.addWidget(off)
        return line

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading(self, "The model's gestures"))
        layout.addWidget(self.known)
        layout.addLayout(self._alike)
        layout.addWidget(self.only_mine)
        layout.addWidget(self.gestures)


class _GestureChecks(QListWidget):
    """A check box for each gesture, as many to a row as fit. Arrow keys move, Space checks."""

    switch_wanted = Signal(str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("The starter's gestures")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_CheckPainter(self))
        self.itemChanged.connect(self._on_changed)

    def show_gestures(self, starter: Sequence[str], own: Collection[str], choice: StarterChoice) -> None:
        """Show a check box for each of the starter's gestures. Those of the user's own cannot be changed."""
        with QSignalBlocker(self):
            if [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())] != list(starter):
                self.clear()
                for gesture in starter:
                    QListWidgetItem(self).setData(Qt.ItemDataRole.UserRole, gesture)
            for row, gesture in enumerate(starter):
                self._fill(self.item(row), gesture, gesture in own, gesture not in choice.switched_off)
        widest = max(
            (self.fontMetrics().horizontalAdvance(self.item(row).text()) for row in range(self.count())), default=0
        )
        self.setGridSize(QSize(widest + BOX_PX, round(self.fontMetrics().height() * ROW_EM)))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fill(self, item: QListWidgetItem, gesture: str, own: bool, on: bool) -> None:
        name = spoken_name(gesture)
        item.setText(f"{name} (yours)" if own else name)
        item.setToolTip(OWN_TIP if own else TIP)
        changeable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
        item.setFlags(Qt.ItemFlag.ItemIsUserCheckable if own else changeable)
        item.setCheckState(Qt.CheckState.Checked if own or on else Qt.CheckState.Unchecked)

    def _fit(self) -> None:
        """Give the list the height of its rows."""
        size = self.gridSize()
        columns = max(1, (self.viewport().width() - 1) // max(1, size.width()))
        self.setFixedHeight(-(-self.count() // columns) * size.height() + 4)

    def _on_changed(self, item: QListWidgetItem) -> None:
        self.switch_wanted.emit(item.data(Qt.ItemDataRole.UserRole), item.checkState() == Qt.CheckState.Checked)


class _CheckPainter(QStyledItemDelegate):
    """Paints with the theme's palette, as that of a list is made transparent by its style."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.palette = QApplication.palette()


def switch_off_text(gesture: str) -> str:
    """Return the text of a button, where "&" alone would mark a key."""
    return f"Switch off {spoken_name(gesture)}".replace("&", "&&")

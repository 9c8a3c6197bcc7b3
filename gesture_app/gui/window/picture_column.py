"""The camera picture with what the shown page puts below it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class PictureColumn(QWidget):
    """Keeps a widget for each page that has one, and shows that of one page."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__()
        self._holders: dict[int, QWidget] = {}
        """by the number of the page; a holder leaves it to the page if its widget is hidden"""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(picture, 1)

    def add(self, index: int, widget: QWidget | None) -> None:
        """Add the widget of a page, if it has one."""
        if widget is None:
            return
        self._holders[index] = holder = QWidget(self)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(widget)
        self._layout.addWidget(holder)

    def show_page(self, index: int) -> None:
        """Show the widget of this page and hide the others."""
        for number, holder in self._holders.items():
            holder.setVisible(number == index)

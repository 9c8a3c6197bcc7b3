"""Describes the pages of the window, and builds each when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gesture_app.gui.state.context import AppContext
from gesture_app.gui.widgets.page_widget import PageWidget


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A row: one page of the window."""

    title: str
    """of its tab, with mnemonic"""
    make: Callable[[AppContext], PageWidget]
    """imports and builds the page, which takes a moment"""
    wide: bool = False
    """the page takes the room of the camera picture as well"""


class PageStack(QStackedWidget):
    """Shows one page. Until a page is built, an empty widget stands in its place."""

    built = Signal(int)
    """the number of a page that is built and shown from now on"""

    def __init__(self, entries: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self._built: dict[int, PageWidget] = {}
        self._context: AppContext | None = None
        for _ in entries:
            stand_in = QWidget()
            stand_in.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # marks the page's place in the tab order
            self.addWidget(stand_in)

    @property
    def pages(self) -> tuple[PageWidget, ...]:
        """The pages that are built, in the order of building."""
        return tuple(self._built.values())

    def page(self, index: int) -> PageWidget:
        """Return the page with this number. Build it first if need be, which works after `begin`."""
        if index not in self._built:
            assert self._context is not None
            self._build(index, self._context)
        return self._built[index]

    def begin(self, context: AppContext) -> None:
        """Build the page that is shown, and from now on each page when it is first shown."""
        self._context = context
        self.page(self.currentIndex())

    def show_page(self, index: int) -> None:
        """Show the page with this number."""
        if self._context is not None:
            self.page(index)
        self.setCurrentIndex(index)

    def built_page(self, index: int) -> PageWidget | None:
        """Return the page with this number, or None if it is not built."""
        return self._built.get(index)

    def _build(self, index: int, context: AppContext) -> None:
        page = self._entries[index].make(context)
        stand_in, current = self.widget(index), self.currentIndex()
        assert stand_in is not None
        self.insertWidget(index, page)
        _move_in_tab_order(page, stand_in)
        self.removeWidget(stand_in)
        stand_in.deleteLater()
        self.setCurrentIndex(current)
        self._built[index] = page
        self.built.emit(index)


def _move_in_tab_order(page: QWidget, after: QWidget) -> None:
    """Let Tab reach a page and its widgets after this one. Without it they would come last in the window."""
    inside, widget = [], page.nextInFocusChain()
    while widget is not None and page.isAncestorOf(widget):
        inside.append(widget)
        widget = widget.nextInFocusChain()
    for widget in (page, *inside):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:  # Qt skips all others
            QWidget.setTabOrder(after, widget)
            after = widget

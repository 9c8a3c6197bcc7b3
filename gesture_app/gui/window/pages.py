"""Describes the pages of the window: `PAGES` in `app.py` has a row for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gesture_app.gui.state.context import AppContext
from gesture_app.gui.widgets.page_widget import PageWidget


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A row: one page of the window."""

    title: str
    """of its tab, with mnemonic"""
    make: Callable[[AppContext], PageWidget]
    wide: bool = False
    """the page takes the room of the camera picture as well"""

"""The base class of the pages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gesture_app.gui.widgets.page_actions import MenuItem


class PageWidget(QWidget):
    """A page of the window."""

    under_picture: QWidget | None = None
    """what the window shows below the camera picture while this page is shown"""

    @property
    def under_picture_parts(self) -> tuple[QWidget, ...]:
        """What lies outside the page and is styled with it."""
        return () if self.under_picture is None else (self.under_picture,)

    def menu_items(self) -> tuple[MenuItem, ...]:
        """Return the actions that the menu bar lists while this page is shown."""
        return ()

    def shutdown(self) -> None:
        """Stop timers and jobs and save what is not saved yet, because the window closes."""

"""The base class of the pages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class PageWidget(QWidget):
    """A page of the window."""

    under_picture: QWidget | None = None
    """what the window shows below the camera picture while this page is shown"""

    def shutdown(self) -> None:
        """Stop timers and jobs and save what is not saved yet, because the window closes."""

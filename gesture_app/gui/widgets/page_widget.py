"""The base class of the pages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class PageWidget(QWidget):
    """A page of the window."""

    def shutdown(self) -> None:
        """Stop timers and jobs and save what is not saved yet, because the window closes."""

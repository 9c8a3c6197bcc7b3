"""Finds out if the window waits for an answer."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication


def waits_for_answer() -> bool:
    """Return True while a modal dialog is open."""
    return QApplication.activeModalWidget() is not None

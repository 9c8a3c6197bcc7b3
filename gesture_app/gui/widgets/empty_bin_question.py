"""The question before a bin is emptied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class EmptyBinQuestion(QMessageBox):
    """Emits `accepted` if the user wants to empty the bin. Cancel has the keyboard at first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(QMessageBox.Icon.Warning, "Empty the bin", "", parent=parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        cancel = self.addButton("&Cancel", QMessageBox.ButtonRole.RejectRole)
        self.addButton("&Delete permanently", QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(cancel)
        self.setEscapeButton(cancel)

    def ask(self, what: str) -> None:
        """Ask whether to delete what is in the bin, such as "3 takes"."""
        self.setText(f"Delete {what} in the bin permanently? You cannot undo this.")
        self.open()

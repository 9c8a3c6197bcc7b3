"""What the user sees of an error nobody expected: calm words, the full story, and a button that copies it."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget


class CrashDialog(QDialog):
    """One dialog for all of them; a second error is added to the first."""

    def __init__(self, log_file: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.resize(640, 380)
        words = QLabel(
            "An error happened that this program did not expect. You can go on; if something no longer works, "
            f"start the program again. The story below helps to mend it and is also kept in {log_file}.",
            wordWrap=True,
        )
        self.story = QPlainTextEdit(readOnly=True)
        self.story.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy_button = QPushButton("&Copy")
        self.copy_button.clicked.connect(self._copy)
        buttons = QDialogButtonBox()
        buttons.addButton("C&lose", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self.story, 1)
        layout.addWidget(buttons)

    def tell(self, story: str) -> None:
        """Show this story, after those that are still being read."""
        if not self.isVisible():
            self.story.clear()
        self.story.appendPlainText(story)
        self.open()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.story.toPlainText())

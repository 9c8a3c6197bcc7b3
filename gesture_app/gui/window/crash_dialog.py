"""Shows an unexpected error with its traceback and a button that copies it."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gesture_app.gui.widgets.controls import TextLabel


class CrashDialog(QDialog):
    """One dialog for all unexpected errors. A second error is added to the first."""

    def __init__(self, log_file: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.resize(640, 380)
        text = TextLabel(
            "An unexpected error happened. You can go on. If something no longer works, start the program again. "
            f"The report below helps to fix the error. It is also in {log_file}.",
            self,
        )
        text.setWordWrap(True)
        self.report = QPlainTextEdit(readOnly=True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy_button = QPushButton("&Copy")
        self.copy_button.clicked.connect(self._copy)
        buttons = QDialogButtonBox()
        buttons.addButton("C&lose", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(self.report, 1)
        layout.addWidget(buttons)

    def show_report(self, report: str) -> None:
        """Show a report, after those that are still open."""
        if not self.isVisible():
            self.report.clear()
        self.report.appendPlainText(report)
        self.open()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())

"""Shows the version of the program, of the libraries it stands on, and their licences."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gesture_app import __version__

PACKAGE = "gesture-app"
LIBRARIES = ("PySide6-Essentials", "mediapipe", "opencv-python", "torch", "numpy")
LICENCES = ("LICENSE", "THIRD_PARTY_NOTICES.md")


class AboutDialog(QDialog):
    """Versions, which can be copied into a report, and licences."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"About {title}")
        self.versions = versions()
        words = QLabel(
            f"<h2>{title} {__version__}</h2><p>Learns your own hand gestures and recognises them live. "
            "No camera picture leaves this computer.</p>",
            wordWrap=True,
        )
        self.texts = QTabWidget()
        self.texts.addTab(_text(self.versions), "&Versions")
        for name in LICENCES:
            self.texts.addTab(_text(licence(name)), "&Licence" if name == LICENCES[0] else "&Other licences")
        self.copy_button = QPushButton("&Copy versions")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.versions))
        buttons = QDialogButtonBox()
        buttons.addButton("C&lose", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self.texts, 1)
        layout.addWidget(buttons)
        self.resize(620, 440)


def versions() -> str:
    """Return the versions of the program, of Python, of the system and of the libraries, a line each."""
    lines = [f"{PACKAGE} {__version__}", f"Python {platform.python_version()}", platform.platform()]
    lines += [f"{name} {_version(name)}" for name in LIBRARIES]
    return "\n".join(lines)


def licence(name: str) -> str:
    """Return the text of a licence file of the installed package, or where it is."""
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == name:
            return file.read_text(encoding="utf-8")
    return f"The file {name} comes with the source code of the program."


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "is not installed"


def _text(words: str) -> QPlainTextEdit:
    text = QPlainTextEdit(words, readOnly=True)
    text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return text

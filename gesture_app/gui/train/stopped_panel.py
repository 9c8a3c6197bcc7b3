"""A training that was stopped: how far it came, and buttons to go on, to keep its best epoch, or to discard it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.training.stopped import Resume, StoppedTraining
from gesture_app.gui.widgets.controls import TextRole, button, paragraph


class StoppedPanel(QWidget):
    """Hidden unless there is such a training."""

    resume_wanted = Signal(str)
    """`Resume`"""
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = paragraph(self, role=TextRole.WARNING)
        self.go_on = button(self, "Go on &with it", "Train the remaining epochs, with the takes from then", "small")
        self.keep_best = button(self, "&Keep its best epoch", "Make a model of it, without further epochs", "small")
        self.discard = button(self, "&Discard", "Delete what it has learned", "small")
        self.go_on.clicked.connect(partial(self.resume_wanted.emit, Resume.GO_ON))
        self.keep_best.clicked.connect(partial(self.resume_wanted.emit, Resume.KEEP_BEST))
        self.discard.clicked.connect(self.discard_wanted)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        for way in (self.go_on, self.keep_best, self.discard):
            ways.addWidget(way)
        ways.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.text)
        layout.addLayout(ways)
        self.hide()

    def show_stopped(self, stopped: StoppedTraining | None) -> None:
        """Show this training, or hide the panel."""
        self.text.setText("" if stopped is None else f"{stopped.sentence} A new training replaces it.")
        self.setVisible(stopped is not None)

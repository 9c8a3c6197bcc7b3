"""Offer on the Train page to make a gesture such as “idle” the background."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.background_names import WHY, offer, unanswered
from gesture_app.core.gestures import NONE, natural_order
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.recording_edits import renaming
from gesture_app.gui.widgets.controls import TextRole, button, paragraph
from gesture_app.storage.recordings.background_file import add_answers, read_answers


class BackgroundPanel(QWidget):
    """One gesture at a time, with two answers. Hidden without a gesture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = paragraph(self, role=TextRole.WARNING)
        self.accept = button(
            self, "Make it the &background", "Move its takes to “no gesture”. Ctrl+Z undoes it", "small"
        )
        self.refuse = button(self, "Keep it as a gest&ure", "Do not ask again about this gesture", "small")
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self.accept)
        ways.addWidget(self.refuse)
        ways.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.text)
        layout.addLayout(ways)
        self.hide()

    def offer(self, gesture: str) -> None:
        """Show the offer for a gesture, or hide the panel with ""."""
        self.text.setText(f"{offer(gesture)} {WHY}" if gesture else "")
        self.setVisible(bool(gesture))


class BackgroundOffer(QObject):
    """Shows the panel for recorded gestures, and remembers the answers beside the recordings."""

    def __init__(self, context: AppContext, panel: BackgroundPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._library, self._tasks, self._panel = context.library, context.tasks, panel
        self._recordings = context.library.recordings
        self._gesture = ""
        panel.accept.clicked.connect(lambda: self._answer(True))
        panel.refuse.clicked.connect(lambda: self._answer(False))
        self._library.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Offer the first gesture that has no answer."""
        gestures = sorted({row.take.gesture for row in self._library.contents.rows}, key=natural_order)
        names = unanswered(gestures, {})
        if not names:
            self._show(())
            return
        self._tasks.run(lambda: unanswered(names, read_answers(self._recordings.folder)), self._show)

    def _show(self, names: tuple[str, ...]) -> None:
        self._gesture = names[0] if names else ""
        self._panel.offer(self._gesture)

    def _answer(self, background: bool) -> None:
        gesture, self._gesture = self._gesture, ""
        if not gesture:
            return
        self._panel.offer("")
        if background:
            self._library.edit(renaming(self._recordings, gesture, NONE, merges=True))
        self._tasks.run(lambda: add_answers(self._recordings.folder, {gesture: background}), lambda _: self.refresh())

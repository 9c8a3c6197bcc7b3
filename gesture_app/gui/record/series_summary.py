"""What a finished series has brought: saved takes, doubtful ones, and the two ways on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.wording import counted
from gesture_app.gui.record.actions import ROWS
from gesture_app.gui.record.take_doubts import TakeDoubts
from gesture_app.gui.state.session_takes import SessionTake, TakeState
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.page_actions import Page

CORNER_PX = 10


class SeriesSummary(QWidget):
    """Takes the place of the form when a series has ended."""

    another_wanted = Signal()
    """the user wants to record another gesture"""
    more_wanted = Signal()
    """the user wants another series of the same gesture"""
    emptied = Signal()
    """every take was discarded"""
    train_wanted = Signal()

    def __init__(self, doubts: TakeDoubts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doubts = doubts
        self._takes: list[SessionTake] = []
        self.words = heading(self)
        self.words.setWordWrap(True)
        self.doubtful = paragraph(self, role=TextRole.WARNING)
        self.frame_rate = paragraph(self, role=TextRole.WARNING)
        self.another = button(self, "&Another gesture", "Name the next gesture", "")
        self.another.clicked.connect(self.another_wanted)
        self.train = button(
            self, "&Train", f"Train on all takes now. It goes on while you record ({Page.TRAIN.key})", ""
        )
        self.train.clicked.connect(self.train_wanted)
        self.more = button(self, "&More takes", f"Record another series of this gesture ({ROWS['start'].key})", "")
        self.more.clicked.connect(self.more_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.more, 1)
        buttons.addWidget(self.another, 1)
        buttons.addWidget(self.train, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(6)
        for widget in (self.words, self.doubtful, self.frame_rate):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        doubts.changed.connect(self.refresh)

    @property
    def has_takes(self) -> bool:
        """True if there is something to sum up."""
        return bool(self._takes)

    def show_series(self, takes: Sequence[SessionTake]) -> None:
        """Show what came of these takes."""
        self._takes = list(takes)
        self.refresh()

    def refresh(self) -> None:
        """Show the takes as they are now."""
        if not self._takes:
            return
        takes = [take for take in self._takes if take.state is not TakeState.DISCARDED]
        if not takes:
            self._takes = []
            self.emptied.emit()
            return
        saved = sum(take.state in (TakeState.SAVED, TakeState.SAVING) for take in takes)
        gesture = spoken_name(takes[0].gesture)
        share = counted(saved, "take") if saved == len(takes) else f"{saved} of {counted(len(takes), 'take')}"
        self.words.setText(f"{'✓ ' if saved == len(takes) else ''}{share} of “{gesture}” saved")
        found = [(take, self._doubts.badge(take) or self._undecided(take)) for take in takes]
        odd = [f"take {take.number} ({badge})" for take, badge in found if badge]
        self.doubtful.setText(f"To check: {', '.join(odd)}." if odd else "")
        self.doubtful.setVisible(bool(odd))
        trouble = self._doubts.frame_rate_trouble(takes)
        self.frame_rate.setText(trouble)
        self.frame_rate.setVisible(bool(trouble))
        self.train.setEnabled(saved > 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme_colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.line)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER_PX, CORNER_PX)

    def _undecided(self, take: SessionTake) -> str:
        words = {TakeState.IN_DOUBT: "not saved yet", TakeState.NOT_SAVED: "not saved"}
        return words.get(take.state, "")

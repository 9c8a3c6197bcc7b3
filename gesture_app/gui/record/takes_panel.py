"""The takes of this session below a line with their number, and the way back for the take discarded last."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gesture_app.gui.record.actions import END, IDLE_ACTIONS, TAKE_ACTIONS
from gesture_app.gui.record.take_cards import TakeCards
from gesture_app.gui.state.session_takes import SessionTake, SessionTakes, TakeState
from gesture_app.gui.widgets.controls import TextLabel, button, heading, paragraph
from gesture_app.gui.widgets.page_actions import Page, hint_line

NO_TAKES_YET = f"""Each take appears here as a moving hand.
Good takes are saved at once.

Keys ({END.key} first, to leave the name):
{hint_line((*IDLE_ACTIONS, END))}
{hint_line(TAKE_ACTIONS)}"""


class TakesPanel(QWidget):
    """Holds the cards."""

    train_wanted = Signal()
    """go to the Train page"""

    def __init__(self, cards: TakeCards, takes: SessionTakes, undo: QPushButton, parent: QWidget) -> None:
        """`undo` restores the take that was discarded last."""
        super().__init__(parent)
        self._cards, self._takes, self._undo = cards, takes, undo
        self._counts = paragraph(self)
        self._train = button(self, "Train →", f"Go to the Train page ({Page.TRAIN.key})", "flat")
        self._train.clicked.connect(self.train_wanted)
        self._train.hide()
        line = QHBoxLayout()
        line.addWidget(heading(self, "Takes"))
        line.addWidget(self._counts, 1)
        line.addWidget(self._train)
        self._undo_bar = QWidget(self)
        self._undo_bar.hide()
        self._undo_text = TextLabel("", self._undo_bar)
        bar = QHBoxLayout(self._undo_bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self._undo_text, 1)
        bar.addWidget(undo)
        self._no_takes = paragraph(self, NO_TAKES_YET)
        self._no_takes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._no_takes.setEnabled(False)
        cards.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(line)
        layout.addWidget(self._undo_bar)
        layout.addWidget(self._no_takes, 1)
        layout.addWidget(cards, 1)

    def show_take(self, take: SessionTake) -> None:
        """Show a take as it is now."""
        self._cards.show_take(take)
        last = self._takes.last_discarded
        self._undo_bar.setVisible(last is not None)
        if last is not None:
            self._undo_text.setText(f"Discarded: {last.name}")
        self._no_takes.setVisible(self._cards.newest is None)
        self._cards.setVisible(self._cards.newest is not None)
        saved = len(self._takes.in_state(TakeState.SAVED))
        undecided = len(self._takes.in_state(TakeState.IN_DOUBT))
        unsaved = len(self._takes.in_state(TakeState.NOT_SAVED))
        parts = [f"{saved} saved" if saved else "", f"{undecided} to decide" if undecided else ""]
        parts.append(f"{unsaved} not saved" if unsaved else "")
        self._counts.setText("  ·  ".join(part for part in parts if part))
        self._train.setVisible(saved > 0)

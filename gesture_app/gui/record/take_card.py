"""One take as a card: its moving skeleton, its number, what is known of it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.gui.state.session_takes import SessionTake, TakeState
from gesture_app.gui.widgets.colors import look_of
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.skeleton_player import SkeletonPlayer

CORNER_PX = 10
PLAYER_PX = 104


class TakeCard(QWidget):
    """Shows one shelved take; asks, never acts."""

    keep_wanted = Signal(object)
    """`SessionTake`; also to save it again"""
    discard_wanted = Signal(object)
    """`SessionTake`"""
    focused = Signal()

    def __init__(self, take: SessionTake, mirror: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take = take
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"Take {take.name}")
        self.player = SkeletonPlayer(take.recording.trimmed(), mirror, self)
        self.player.setFixedHeight(PLAYER_PX)
        self._verdict = paragraph(self)
        self._keep = button(self, "Keep", "", "small")
        self._keep.clicked.connect(lambda: self.keep_wanted.emit(take))
        self._discard = button(self, "Discard", "Discard (Backspace or Delete)", "small")
        self._discard.clicked.connect(lambda: self.discard_wanted.emit(take))
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self._keep, 3)
        buttons.addWidget(self._discard, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.player)
        layout.addWidget(heading(self, take.name))
        layout.addWidget(self._verdict)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.show_state()

    def show_state(self) -> None:
        """Say again what is known of the take."""
        take = self.take
        words, ink = {
            TakeState.SAVING: ("Saving…", TextRole.MUTED),
            TakeState.SAVED: ("✓ Saved", TextRole.GOOD),
            TakeState.IN_DOUBT: (f"{take.trouble} Not kept.", TextRole.WARNING),
            TakeState.NOT_SAVED: (_sentences(take), TextRole.BAD),
            TakeState.DISCARDED: ("Discarded", TextRole.MUTED),
        }[take.state]
        if take.state is TakeState.SAVED and take.trouble:
            words = "✓ Kept all the same"
        self._verdict.setText(words)
        self._verdict.set_ink(ink)
        self.setAccessibleDescription(words)
        failed = take.state is TakeState.NOT_SAVED
        self._keep.setText("Save again" if failed else "Keep")
        self._keep.setToolTip("Save again (S)" if failed else "Keep it all the same (K)")
        self._keep.setVisible(take.state in (TakeState.IN_DOUBT, TakeState.NOT_SAVED))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focused.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = look_of(self.palette())
        edge = {TakeState.IN_DOUBT: look.warning, TakeState.NOT_SAVED: look.bad}.get(self.take.state, look.line)
        painter.setBrush(look.panel)
        painter.setPen(QPen(look.accent, 2) if self.hasFocus() else QPen(edge, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER_PX, CORNER_PX)


def _sentences(take: SessionTake) -> str:
    problem = take.problem
    return f"Not saved. {problem.sentence} {problem.hint}".strip() if problem is not None else "Not saved."

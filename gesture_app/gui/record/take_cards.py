"""The takes of this session as a grid of cards, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.gui.record.actions import ROWS
from gesture_app.gui.record.take_doubts import TakeDoubts
from gesture_app.gui.state.session_takes import SessionTake, TakeState
from gesture_app.gui.widgets.colors import theme_colors
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.take_player import SkeletonPlayer

LEAST_CARD_PX = 170
GAP_PX = 6
MOST_CARDS = 60
"""older takes that are saved need no card"""
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class TakeCards(QScrollArea):
    """Arranges cards in as many columns as fit. The arrow keys go from card to card."""

    keep_wanted = Signal(object)
    """`SessionTake`"""
    discard_wanted = Signal(object)
    """`SessionTake`"""
    again_wanted = Signal(object)
    """`SessionTake`: discard it and record another one"""

    def __init__(self, mirror: bool, doubts: TakeDoubts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror, self._doubts = mirror, doubts
        doubts.changed.connect(self._show_doubts)
        self._cards: list[TakeCard] = []
        self._columns = 1
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP_PX)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Takes")

    @property
    def cards(self) -> list[TakeCard]:
        """The cards that are shown, newest first."""
        return list(self._cards)

    @property
    def selected(self) -> SessionTake | None:
        """The take whose card has the focus, or a button of the card."""
        focus = QApplication.focusWidget()
        found = (card.take for card in self._cards if focus is not None and (card is focus or card.isAncestorOf(focus)))
        return next(found, None)

    @property
    def newest(self) -> SessionTake | None:
        """The take of the first card."""
        return self._cards[0].take if self._cards else None

    def set_mirror(self, mirror: bool) -> None:
        """Mirror every take, or show it as the camera sees it."""
        self._mirror = mirror
        for card in self._cards:
            card.player.set_mirror(mirror)

    def show_take(self, take: SessionTake) -> None:
        """Add, update or remove the card of a take."""
        card = next((card for card in self._cards if card.take is take), None)
        if take.state is TakeState.DISCARDED:
            if card is not None:
                self._remove(card)
        elif card is None:
            self._add(take)
        else:
            card.show_state(self._doubts.words(take))
            if self._columns_that_fit() != self._columns:
                self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.selected
        step = _STEPS.get(Qt.Key(event.key()))
        if chosen is None or step is None:
            event.ignore()
            return
        at = next(index for index, card in enumerate(self._cards) if card.take is chosen)
        to = at + step[0] + step[1] * self._columns
        if 0 <= to < len(self._cards):
            self._cards[to].setFocus()
            self.ensureWidgetVisible(self._cards[to])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns_that_fit() != self._columns:
            self._arrange()

    def _show_doubts(self) -> None:
        for card in self._cards:
            card.show_state(self._doubts.words(card.take))
        if self._columns_that_fit() != self._columns:
            self._arrange()

    def _add(self, take: SessionTake) -> None:
        card = TakeCard(take, self._mirror, self.widget())
        card.again_wanted.connect(self.again_wanted)
        card.keep_wanted.connect(self.keep_wanted)
        card.discard_wanted.connect(self.discard_wanted)
        card.focused.connect(lambda: self.ensureWidgetVisible(card))
        later = (index for index, other in enumerate(self._cards) if other.take.order < take.order)
        self._cards.insert(next(later, len(self._cards)), card)
        saved = [card for card in self._cards[MOST_CARDS:] if card.take.state is TakeState.SAVED]
        for old in saved:
            self._cards.remove(old)
            old.deleteLater()
        self._arrange()
        self.verticalScrollBar().setValue(0)

    def _remove(self, card: TakeCard) -> None:
        at = self._cards.index(card)
        had_focus = self.selected is card.take
        self._cards.remove(card)
        if had_focus and self._cards:
            self._cards[min(at, len(self._cards) - 1)].setFocus()
        card.hide()
        card.deleteLater()
        self._arrange()

    def _columns_that_fit(self) -> int:
        narrowest = max((LEAST_CARD_PX, *(card.minimumSizeHint().width() for card in self._cards)))
        return max(1, (self.viewport().width() + GAP_PX) // (narrowest + GAP_PX))

    def _arrange(self) -> None:
        self._columns = self._columns_that_fit()
        while self._grid.takeAt(0) is not None:
            pass
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // self._columns, index % self._columns)
            card.show()


CORNER_PX = 10
PLAYER_PX = 104


class TakeCard(QWidget):
    """Shows one take. Emits what the user wants."""

    keep_wanted = Signal(object)
    """`SessionTake`: keep it, or save it again"""
    discard_wanted = Signal(object)
    """`SessionTake`"""
    again_wanted = Signal(object)
    """`SessionTake`: discard it and record another one"""
    focused = Signal()

    def __init__(self, take: SessionTake, mirror: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take = take
        self.doubt = ""
        """what is odd about the saved take"""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"Take {take.name}")
        self.player = SkeletonPlayer(take.recording.trimmed(), mirror, self)
        self.player.setFixedHeight(PLAYER_PX)
        self._verdict = paragraph(self)
        self._keep = button(self, "Keep", "", "small")
        self._keep.clicked.connect(lambda: self.keep_wanted.emit(take))
        self._discard = button(self, ROWS["discard"].text, ROWS["discard"].tooltip, "small")
        self._discard.clicked.connect(lambda: self.discard_wanted.emit(take))
        self._again = button(self, ROWS["again"].text, ROWS["again"].tooltip, "small")
        self._again.clicked.connect(lambda: self.again_wanted.emit(take))
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self._keep, 3)
        buttons.addWidget(self._again, 3)
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

    def show_state(self, doubt: str = "") -> None:
        """Update the card after a change of the take, with what is odd about it if it is saved."""
        take = self.take
        self.doubt = doubt
        words, role = {
            TakeState.SAVING: ("Saving …", TextRole.MUTED),
            TakeState.SAVED: ("✓ Saved", TextRole.GOOD),
            TakeState.IN_DOUBT: (f"{take.trouble} Not saved yet.", TextRole.WARNING),
            TakeState.NOT_SAVED: (_problem_text(take), TextRole.BAD),
            TakeState.DISCARDED: ("Discarded", TextRole.MUTED),
        }[take.state]
        if take.state is TakeState.SAVED and take.trouble:
            words = "✓ Saved anyway"
        if take.state is TakeState.SAVED and doubt:
            words, role = f"⚠ {doubt}", TextRole.WARNING
        self._verdict.setText(words)
        self._verdict.set_role(role)
        self.setAccessibleDescription(words)
        failed = take.state is TakeState.NOT_SAVED
        row = ROWS["save again" if failed else "keep"]
        self._keep.setText(row.text)
        self._keep.setToolTip(row.tooltip)
        self._keep.setVisible(bool(doubt) or take.state in (TakeState.IN_DOUBT, TakeState.NOT_SAVED))
        odd = bool(doubt) or take.state is TakeState.IN_DOUBT
        self._again.setVisible(odd)
        self._discard.setVisible(not odd)
        self.update()

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
        colors = theme_colors(self.palette())
        plain = colors.warning if self.doubt else colors.line
        edge = {TakeState.IN_DOUBT: colors.warning, TakeState.NOT_SAVED: colors.bad}.get(self.take.state, plain)
        painter.setBrush(colors.panel)
        painter.setPen(QPen(colors.accent, 2) if self.hasFocus() else QPen(edge, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER_PX, CORNER_PX)


def _problem_text(take: SessionTake) -> str:
    problem = take.problem
    return f"Not saved. {problem.sentence} {problem.hint}".strip() if problem is not None else "Not saved."

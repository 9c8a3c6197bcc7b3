"""The panel that shows the tour's cards, with the way to the next and the way out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.gui.inspect.tour.card import TourCard
from gesture_app.gui.inspect.tour.cell_cards import CellCard, KeepCard, ShowCard, WriteCard
from gesture_app.gui.inspect.tour.gate_card import GateCard
from gesture_app.gui.inspect.tour.memory_card import MemoryCard
from gesture_app.gui.inspect.tour.number_card import NumberCard
from gesture_app.gui.inspect.tour.why_card import WhyCard
from gesture_app.gui.widgets.controls import TextLabel, TextRole, button, heading, scrolled

TITLE_SIZE = 1.2
NEXT, FINISH = "&Next", "Fini&sh"


class TourPanel(QWidget):
    """One card at a time. The tour carries out what its buttons ask for."""

    next_wanted = Signal()
    back_wanted = Signal()
    skip_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.memory, self.why = NumberCard(self), MemoryCard(self), WhyCard(self)
        self.cards: tuple[TourCard, ...] = (
            self.number, GateCard(self), CellCard(self), WriteCard(self), KeepCard(self), ShowCard(self),
            self.memory, self.why,
        )  # fmt: skip
        self.title = heading(self, size=TITLE_SIZE)
        self.place = TextLabel("", self)
        self.place.set_role(TextRole.MUTED)
        self.stack = QStackedWidget(self)
        self._areas: list[QScrollArea] = []
        for card in self.cards:
            area = scrolled(card, self)
            self._areas.append(area)
            self.stack.addWidget(area)
        self.skip = button(self, "S&kip", "Go to the full instrument (Esc). T opens the tour again.", "small")
        self.back = button(self, "&Back", "Go back one card (Backspace)", "small")
        self.next = button(self, NEXT, "Go on to the next card (Enter)", "small")
        self.skip.clicked.connect(self.skip_wanted)
        self.back.clicked.connect(self.back_wanted)
        self.next.clicked.connect(self.next_wanted)
        self._arrange()
        self.show_card(0)

    @property
    def index(self) -> int:
        """Number of the shown card, from 0."""
        return self.stack.currentIndex()

    @property
    def card(self) -> TourCard:
        """The shown card."""
        return self.cards[self.index]

    def show_card(self, index: int) -> None:
        """Show a card from its top."""
        self.stack.setCurrentIndex(index)
        self._areas[index].verticalScrollBar().setValue(0)
        self.title.setText(self.card.title)
        self.place.setText(f"{index + 1} of {len(self.cards)}")
        self.back.setEnabled(index > 0)
        self.next.setText(FINISH if index == len(self.cards) - 1 else NEXT)
        self.setAccessibleName(f"Tour, card {index + 1} of {len(self.cards)}: {self.card.title}")

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.place)
        foot = QHBoxLayout()
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addLayout(foot)

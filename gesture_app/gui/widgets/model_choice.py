"""The models there are, the one in use among them, and the button to go over to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model_card import ModelCard
from gesture_app.gui.widgets.controls import Ink, button, counted, heading, paragraph
from gesture_app.storage.model_store import SHIPPED_MODEL

FIELD_PX = 34


class ModelChoice(QWidget):
    """Newest first; hidden while there is nothing to choose."""

    use_wanted = Signal(str)
    """the id of a model"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[ModelCard, ...] = ()
        self._in_use = ""
        self._loading = False
        self.list = QComboBox(self)
        self.list.setMinimumHeight(FIELD_PX)
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.list.setAccessibleName("Models")
        self.list.setToolTip(
            "Models by the time of their training, with the share of held-out takes they named rightly"
        )
        self.list.currentIndexChanged.connect(self._show_chosen)
        self.use = button(self, "&Use", "Recognise with this model from the next frame on")
        self.use.clicked.connect(self._ask)
        self.about = paragraph(self, ink=Ink.MUTED)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.list, 1)
        line.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading(self, "Models"))
        layout.addLayout(line)
        layout.addWidget(self.about)
        self.hide()

    def show_models(self, cards: Sequence[ModelCard], active: str | None) -> None:
        """Offer these, newest first; `active` is in use as long as nobody knows better."""
        self._in_use = self._in_use or active or ""
        if tuple(cards) == self._cards:
            return
        chosen = self._chosen
        self._cards = tuple(cards)
        self.setVisible(len(self._cards) > 1)
        self._fill(self._in_use if chosen is None else chosen.id)

    def show_in_use(self, model: str) -> None:
        """Mark this one as in use, and choose it."""
        if model != self._in_use:
            self._in_use = model
            self._fill(model)

    def show_loading(self, loading: bool) -> None:
        """A model is being loaded: not another one at the same time."""
        self._loading = loading
        self._show_chosen()

    @property
    def _chosen(self) -> ModelCard | None:
        at = self.list.currentIndex()
        return self._cards[at] if 0 <= at < len(self._cards) else None

    def _fill(self, chosen: str) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([self._line(card) for card in self._cards])
            ids = [card.id for card in self._cards]
            self.list.setCurrentIndex(ids.index(chosen) if chosen in ids else -1)
        self._show_chosen()

    def _line(self, card: ModelCard) -> str:
        in_use = "✓ " if card.id == self._in_use else ""
        gestures = counted(len(card.gestures), "gesture")
        return f"{in_use}{_day(card)} · {gestures} · {100 * card.accuracy:.0f} % on takes from {card.measured_on}"

    def _show_chosen(self) -> None:
        card = self._chosen
        in_use = card is not None and card.id == self._in_use
        self.use.setText("Loading…" if self._loading else "&Use")
        self.use.setEnabled(card is not None and not in_use and not self._loading)
        if card is None:
            self.about.setText("")
            return
        names = ", ".join(spoken_name(name) for name in card.gestures)
        self.about.setText(f"Came with the program: {names}" if card.id == SHIPPED_MODEL else names)
        self.about.setToolTip(card.id)

    def _ask(self) -> None:
        if self._chosen is not None:
            self.use_wanted.emit(self._chosen.id)


def _day(card: ModelCard) -> str:
    """When it was trained: to the minute this year, else to the day."""
    try:
        made = datetime.fromisoformat(card.created_at).astimezone()
    except ValueError:  # cards are files that people may edit
        return card.id
    return f"{made:%d %b %H:%M}" if made.year == datetime.now().astimezone().year else f"{made:%d %b %Y}"

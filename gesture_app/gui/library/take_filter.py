"""Filter and order of the takes: a line of fields above the grid."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from gesture_app.core.wording import counted
from gesture_app.gui.library.actions import ROWS
from gesture_app.gui.state.take_rows import Order, Show, TakeChoice
from gesture_app.gui.widgets.controls import TextLabel, TextRole
from gesture_app.gui.widgets.page_actions import action_button

TYPED_MS = 150
"""pause in typing after which the grid follows"""
EVERY_SESSION = "All sessions"


class TakeFilter(QWidget):
    """Holds what the user chose, as a `TakeChoice`."""

    changed = Signal()
    review_wanted = Signal()
    """review the doubtful takes, the worst first"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("Search notes")
        self.text.setClearButtonEnabled(True)
        self.text.setToolTip(ROWS["search"].tooltip)
        self.shown_takes = _box(self, "Takes to show", list(Show))
        self.session = _box(self, "Recording session", [EVERY_SESSION])
        self.order = _box(self, "Order", list(Order))
        self.count = TextLabel("", self)
        self.count.set_role(TextRole.MUTED)
        self.review = action_button(ROWS["review"], self, "")
        self._typed = QTimer(self, interval=TYPED_MS, singleShot=True)
        self._typed.timeout.connect(self.changed)
        self.text.textChanged.connect(self._typed.start)
        self.text.returnPressed.connect(self.changed)
        for box in (self.shown_takes, self.session, self.order):
            box.currentIndexChanged.connect(self.changed)
        self.review.clicked.connect(self.review_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.shown_takes)
        layout.addWidget(self.session)
        layout.addWidget(self.order)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.count)
        layout.addWidget(self.review)

    def choice(self, gestures: frozenset[str]) -> TakeChoice:
        """Return the filter for these gestures."""
        session = self.session.currentText() if self.session.currentIndex() > 0 else ""
        return TakeChoice(
            gestures, Show(self.shown_takes.currentText()), session, self.text.text(), Order(self.order.currentText())
        )

    def show_sessions(self, sessions: Iterable[str]) -> None:
        """Offer these sessions, the newest first. The selected one stays if it is still there."""
        names = [EVERY_SESSION, *sorted(set(sessions) - {""}, reverse=True)]
        if names == [self.session.itemText(place) for place in range(self.session.count())]:
            return
        chosen = self.session.currentText()
        with QSignalBlocker(self.session):
            self.session.clear()
            self.session.addItems(names)
            self.session.setCurrentIndex(max(0, self.session.findText(chosen)))
        self.session.setVisible(len(names) > 2)
        if self.session.currentText() != chosen:
            self.changed.emit()

    def show_counts(self, shown: int, doubtful: int) -> None:
        """Show how many takes are shown and how many are doubtful."""
        self.count.setText(counted(shown, "take"))
        self.review.setText(f"{ROWS['review'].text} {doubtful} doubtful" if doubtful else ROWS["review"].text)
        self.review.setEnabled(doubtful > 0)

    def worst_first(self) -> None:
        """Show only doubtful takes, the worst first."""
        with QSignalBlocker(self):
            self.shown_takes.setCurrentText(Show.DOUBTFUL)
            self.order.setCurrentText(Order.WORST)
        self.changed.emit()

    def show_all(self) -> bool:
        """Show all takes. Return True if the filter had hidden some."""
        choice = self.choice(frozenset())
        hidden = choice.show is not Show.ALL or bool(choice.session) or bool(choice.search)
        if hidden:
            with QSignalBlocker(self):
                self.shown_takes.setCurrentText(Show.ALL)
                self.session.setCurrentIndex(0)
                self.text.clear()
            self._typed.stop()
            self.changed.emit()
        return hidden


def _box(parent: QWidget, tip: str, names: list[str]) -> QComboBox:
    box = QComboBox(parent)
    box.addItems([str(name) for name in names])
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box

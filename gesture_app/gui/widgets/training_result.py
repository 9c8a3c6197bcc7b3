"""What a training run has come to: how often the new model is right, gesture by gesture, and the button to use it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model_card import ModelCard
from gesture_app.core.training_progress import TrainingDone
from gesture_app.gui.widgets.controls import LARGE_BUTTON_PX, Ink, button, counted, heading, paragraph
from gesture_app.gui.widgets.share_bars import Bar, ShareBars

WEAK = 0.8
"""a gesture named rightly less often than this is pointed out"""


class TrainingResult(QWidget):
    """Accuracy, bars, what was left out."""

    use_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accuracy = heading(self, size=2.8)
        self.held_out = paragraph(self)
        self._facts = paragraph(self, ink=Ink.MUTED)
        self.use = button(self, "Use this model", "Recognise with it from the next frame on (Enter)", "primary")
        self.in_use = heading(self, size=1.1)
        self.in_use.set_ink(Ink.GOOD)
        self.use.clicked.connect(self.use_wanted)
        again = button(self, "Train &again", "Back to what it learns from (Alt+A)")
        again.setMinimumHeight(LARGE_BUTTON_PX)
        again.clicked.connect(self.again_wanted)
        self._bars = ShareBars(self)
        self._bars.setAccessibleName("Accuracy per gesture")
        self.left_out = paragraph(self, ink=Ink.MUTED)
        self._build(again)
        self.show_use("", False)

    def show_done(self, done: TrainingDone, left_out: tuple[str, ...]) -> None:
        """Show a finished run."""
        card = done.card
        self.accuracy.setText(f"{100 * card.accuracy:.0f} %")
        hint = " (record all gestures again on another day for a harder test)" if card.split_by == "take" else ""
        self.held_out.setText(f"right on takes it had not seen, from {card.measured_on}{hint}")
        self._facts.setText(
            f"{counted(card.recordings, 'take')}  ·  {counted(len(card.gestures), 'gesture')}  ·  {done.seconds:.0f} s"
        )
        self._bars.show_bars(_bars_of(card))
        self.left_out.setVisible(bool(left_out))
        lines = (
            f"• {sentence}{f' ({times} times)' if times > 1 else ''}" for sentence, times in Counter(left_out).items()
        )
        self.left_out.setText("\n".join(("Left out:", *lines)))

    def show_use(self, since: str, loading: bool) -> None:
        """Where the model stands: not in use, being loaded, or in use since that time of day."""
        self.use.setText("Loading…" if loading else "Use this model")
        self.use.setEnabled(not loading)
        self.use.setVisible(not since)
        self.in_use.setText(f"✓ In use since {since}")
        self.in_use.setVisible(bool(since))

    @property
    def may_use(self) -> bool:
        """Whether the model is neither in use nor being loaded."""
        return self.use.isVisibleTo(self) and self.use.isEnabled()

    @property
    def loading(self) -> bool:
        """Whether the model is being loaded."""
        return not self.use.isEnabled()

    def _build(self, again: QPushButton) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.accuracy)
        head.addWidget(self.held_out, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.use, 2)
        buttons.addWidget(self.in_use, 2)
        buttons.addWidget(again, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._facts)
        layout.addLayout(buttons)
        layout.addSpacing(6)
        layout.addWidget(heading(self, "Gesture by gesture"))
        layout.addWidget(self._bars)
        layout.addWidget(self.left_out)
        layout.addStretch(1)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)


def _bars_of(card: ModelCard) -> list[Bar]:
    """The gestures in the model's order, `none` last."""
    rows = list(zip(card.labels, card.accuracy_per_gesture, strict=True))
    return [
        Bar(spoken_name(label), 0.0, "not tested")
        if share is None
        else Bar(spoken_name(label), share, f"{100 * share:.0f} %", share < WEAK)
        for label, share in (*rows[1:], rows[0])
    ]

"""What there is to learn from, what would help, the button to train, and the models that were trained before."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.core.gestures import NONE, spoken_name
from gesture_app.gui.take_rows import ENOUGH_TAKES
from gesture_app.gui.widgets.controls import Ink, button, counted, heading, paragraph
from gesture_app.gui.widgets.model_choice import ModelChoice
from gesture_app.gui.widgets.share_bars import Bar, ShareBars

FULL_BAR_TAKES = 10
"""a bar of this many takes is full, unless some gesture has more"""


class TrainingData(QWidget):
    """The gestures by name, `none` last."""

    train_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = paragraph(self)
        self.told.hide()
        self._bars = ShareBars(self)
        self._bars.setAccessibleName("Takes per gesture")
        self.hint = paragraph(self, ink=Ink.MUTED)
        self.train = button(self, "Train", "Train on all of these (Ctrl+T)", "primary")
        self.train.clicked.connect(self.train_wanted)
        self._record = button(self, "Record gestures", "Go to the Record page (Ctrl+2)")
        self._record.clicked.connect(self.record_wanted)
        self.models = ModelChoice(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for widget in (
            self.told,
            heading(self, "What it will learn from"),
            self._bars,
            self.hint,
            self.train,
            self._record,
        ):
            layout.addWidget(widget)
        layout.addSpacing(12)
        layout.addWidget(self.models)
        layout.addStretch(1)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.show_counts({})

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show the number of takes by gesture."""
        full = max((FULL_BAR_TAKES, *counts.values()))
        names = sorted(set(counts) - {NONE}) + [NONE] * (NONE in counts)
        self._bars.show_bars(
            [
                Bar(spoken_name(name), counts[name] / full, f"{counts[name]}", counts[name] < ENOUGH_TAKES)
                for name in names
            ]
        )
        self.hint.setText(hint_on(counts))
        self.hint.setVisible(bool(self.hint.text()))
        gestures = set(counts) - {NONE}
        self.train.setVisible(bool(gestures))
        self.train.setText(f"Train on {counted(sum(counts.values()), 'take')}")
        self.train.setAccessibleDescription(counted(len(gestures), "gesture"))

    @property
    def can_train(self) -> bool:
        """Whether there is any gesture to learn."""
        return not self.train.isHidden()

    def say(self, sentence: str, hint: str = "", bad: bool = False) -> None:
        """How the last run ended, where it made no model."""
        self.told.set_ink(Ink.BAD if bad else Ink.MUTED)
        self.told.setText(f"{sentence} {hint}".strip())
        self.told.setVisible(bool(sentence))


def hint_on(counts: Mapping[str, int]) -> str:
    """What would make the model better, gently; "" where nothing obvious would."""
    gestures = sorted(set(counts) - {NONE})
    if not gestures:
        return "No gestures yet. Record a few takes of one, and train when you have them."
    few = [spoken_name(name) for name in gestures if counts[name] < ENOUGH_TAKES]
    if few:
        named = few[0] if len(few) == 1 else f"{', '.join(few[:-1])} and {few[-1]}"
        return f"{ENOUGH_TAKES} takes or more of each gesture work best; a few more of {named} would help."
    if NONE not in counts:
        return "A few takes of “none” (resting, talking, scratching) would prevent false alarms."
    return ""

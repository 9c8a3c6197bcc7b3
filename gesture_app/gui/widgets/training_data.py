"""What there is to learn from, what would help, the button to train, how to train, and the model in use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.gestures import NONE
from gesture_app.gui.take_rows import TakeRow
from gesture_app.gui.training_material import hints_on, material_of, total_words
from gesture_app.gui.widgets.controls import Ink, button, counted, heading, paragraph
from gesture_app.gui.widgets.model_choice import ModelChoice
from gesture_app.gui.widgets.training_choices import TrainingChoices
from gesture_app.gui.widgets.training_table import TrainingTable

SIDE_BY_SIDE_PX = 820
SIDE_PX = 372
READING = "Reading the takes …"


class TrainingData(QWidget):
    """The takes at the left, what can be done with them at the right."""

    train_wanted = Signal()
    record_wanted = Signal()
    look_wanted = Signal(str)
    """at the takes of this gesture, in the Library; "": at all that are in doubt"""
    report_wanted = Signal()
    """of the model in use"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = paragraph(self)
        self.told.hide()
        self.total = paragraph(self, READING, Ink.MUTED)
        self.table = TrainingTable(self)
        self.table.look_wanted.connect(self.look_wanted)
        self.advice = paragraph(self)
        self.train = button(self, "Train", "Train on all of these (Ctrl+T)", "primary")
        self.train.clicked.connect(self.train_wanted)
        self._record = button(self, "Re&cord gestures", "Go to the Record page (Ctrl+2)", "small")
        self._record.clicked.connect(self.record_wanted)
        self.look = button(self, "", "Go through them in the Library, the worst first", "small")
        self.look.clicked.connect(lambda: self.look_wanted.emit(""))
        self.choices = TrainingChoices(self)
        self.models = ModelChoice(self)
        self.behind = paragraph(self, ink=Ink.WARNING)
        self.report = button(self, "Report of the model in &use", "How good it is, and where it errs", "small")
        self.report.clicked.connect(self.report_wanted)
        self._side = QWidget(self)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._build()
        self.show_behind("")
        self.report.hide()
        self.train.hide()
        self.look.hide()

    def show_rows(self, rows: Sequence[TakeRow]) -> None:
        """Show what these takes amount to."""
        material = material_of(rows)
        self.table.show_material(material)
        self.table.setVisible(bool(material))
        self.total.setText(total_words(material, rows) if material else "")
        self.advice.setText("\n".join(hints_on(material, rows)))
        self.advice.setVisible(bool(self.advice.text()))
        doubtful = sum(one.doubtful for one in material)
        self.look.setText(f"&Look at {counted(doubtful, 'take')}")
        self.look.setVisible(doubtful > 0)
        gestures = sum(one.takes > 0 for one in material if one.gesture != NONE)
        self.train.setVisible(gestures > 0)
        self.train.setText(f"Train on {counted(sum(one.takes for one in material), 'take')}")
        self.train.setAccessibleDescription(counted(gestures, "gesture"))

    def show_behind(self, words: str) -> None:
        """What the model in use has not learned, as a sentence; "": it knows all there is."""
        self.behind.setText(words)
        self.behind.setVisible(bool(words))

    @property
    def can_train(self) -> bool:
        """Whether there is any gesture to learn."""
        return not self.train.isHidden()

    def take_keyboard(self) -> None:
        """Enter begins the training, or else goes where takes are made."""
        (self.train if self.can_train else self._record).setFocus()

    def say(self, sentence: str, hint: str = "", bad: bool = False) -> None:
        """How the last run ended, where it made no model."""
        self.told.set_ink(Ink.BAD if bad else Ink.MUTED)
        self.told.setText(f"{sentence} {hint}".strip())
        self.told.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= SIDE_BY_SIDE_PX
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._side.setMaximumWidth(SIDE_PX if wide else 16_777_215)

    def _build(self) -> None:
        takes = QVBoxLayout()
        takes.setSpacing(8)
        takes.addWidget(heading(self, "What it will learn from"))
        takes.addWidget(self.total)
        takes.addWidget(self.table, 1)
        takes.addStretch(0)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self.look)
        ways.addWidget(self._record)
        ways.addStretch(1)
        report = QHBoxLayout()
        report.addWidget(self.report)
        report.addStretch(1)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.told)
        side.addWidget(self.train)
        side.addWidget(self.advice)
        side.addLayout(ways)
        side.addWidget(self.choices)
        side.addSpacing(4)
        side.addWidget(self.models)
        side.addWidget(self.behind)
        side.addLayout(report)
        side.addStretch(1)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(28)
        self._layout.addLayout(takes, 1)
        self._layout.addWidget(self._side)
        self._layout.setAlignment(self._side, Qt.AlignmentFlag(0))

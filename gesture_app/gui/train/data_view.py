"""The training data, hints, the Train button, the training options and the model in use."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gesture_app.core.wording import counted, known_gestures
from gesture_app.gui.train.actions import ROWS
from gesture_app.gui.train.background_offer import BackgroundPanel
from gesture_app.gui.train.data_summary import DataSummary
from gesture_app.gui.train.data_table import DataTable
from gesture_app.gui.train.options_form import OptionsForm
from gesture_app.gui.train.starter_panel import StarterPanel
from gesture_app.gui.train.stopped_panel import StoppedPanel
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph
from gesture_app.gui.widgets.model_text import title_of
from gesture_app.gui.widgets.page_actions import Page, action_button
from gesture_app.storage.models.listing import ListedModel

SIDE_BY_SIDE_PX = 820
SIDE_PX = 400
NO_MODEL = "None yet."
READING = "Reading the takes …"


class DataView(QWidget):
    """The takes at the left, the rest at the right."""

    train_wanted = Signal()
    record_wanted = Signal()
    look_wanted = Signal(str)
    """gesture to show in the Library, or "" for all doubtful takes"""
    report_wanted = Signal()
    """of the model in use"""
    models_wanted = Signal()
    """open the Models page"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = paragraph(self)
        self.message.hide()
        self.stopped = StoppedPanel(self)
        self.background = BackgroundPanel(self)
        self.total = paragraph(self, READING, TextRole.MUTED)
        self.table = DataTable(self)
        self.table.look_wanted.connect(self.look_wanted)
        self.starter = StarterPanel(self)
        self.advice = paragraph(self)
        self.train = action_button(ROWS["train"], self, "primary")
        self.train.clicked.connect(self.train_wanted)
        self._record = button(self, "Record ge&stures", f"Go to the Record page ({Page.RECORD.key})", "small")
        self._record.clicked.connect(self.record_wanted)
        self._record_first = button(self, "Record a ge&sture", f"Go to the Record page ({Page.RECORD.key})", "primary")
        self._record_first.clicked.connect(self.record_wanted)
        self._record_first.hide()
        self.look = button(self, "", "Review them in the Library, the worst first", "small")
        self.look.clicked.connect(lambda: self.look_wanted.emit(""))
        self.options_form = OptionsForm(self)
        self.in_use = paragraph(self)
        self.behind = paragraph(self, role=TextRole.WARNING)
        self.report = button(self, "Re&port", "Show how good the model in use is, and what it confuses", "small")
        self.report.clicked.connect(self.report_wanted)
        models = button(self, "All m&odels", f"Go to the Models page ({Page.MODELS.key})", "small")
        models.clicked.connect(self.models_wanted)
        self._side = QWidget(self)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._build(models)
        self.show_behind("")
        self.show_model(None, False)
        self.train.hide()
        self.look.hide()

    def show_material(self, material: DataSummary) -> None:
        """Show the training data."""
        self.table.show_material(material.gestures)
        self.table.setVisible(bool(material.gestures))
        self.total.setText(material.words if material.gestures else "")
        self.advice.setText("\n".join(f"• {hint}" for hint in material.hints))
        self.advice.setVisible(bool(material.hints))
        self.look.setText(f"Review {material.doubtful} doubtf&ul")
        self.look.setVisible(material.doubtful > 0)
        self.train.setVisible(material.known > 0)
        self._record_first.setVisible(material.known == 0)
        self._record.setVisible(material.known > 0)
        self.train.setText(f"Train on {counted(material.takes, 'take')}")
        self.train.setAccessibleDescription(counted(material.known, "gesture"))

    def show_model(self, model: ListedModel | None, has_report: bool) -> None:
        """Show the model in use, and a button if it has a report."""
        card = model.card if model is not None else None
        if model is None or card is None:
            self.in_use.setText(NO_MODEL)
        else:
            good = "" if model.shipped else f", {100 * card.accuracy:.0f} % on takes from {card.measured_on}"
            known = known_gestures(len(card.own_gestures), len(card.starter))
            self.in_use.setText(f"{title_of(model)}: {known}{good}")
        self.report.setVisible(has_report)

    def show_behind(self, words: str) -> None:
        """Show a sentence on takes that the model in use has not learned from, or hide it with ""."""
        self.behind.setText(words)
        self.behind.setVisible(bool(words))

    @property
    def can_train(self) -> bool:
        """True if there is a gesture to learn."""
        return not self.train.isHidden()

    def take_keyboard(self) -> None:
        """Give the keyboard to Train, or to Record if there are no takes."""
        (self.train if self.can_train else self._record_first).setFocus()

    def show_message(self, sentence: str, hint: str = "", bad: bool = False) -> None:
        """Show why the last training made no model."""
        self.message.set_role(TextRole.BAD if bad else TextRole.MUTED)
        self.message.setText(f"{sentence} {hint}".strip())
        self.message.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= SIDE_BY_SIDE_PX
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._side.setFixedWidth(SIDE_PX if wide else self.width())

    def _build(self, models: QPushButton) -> None:
        takes = QVBoxLayout()
        takes.setSpacing(8)
        takes.addWidget(heading(self, "Training data"))
        takes.addWidget(self.total)
        takes.addWidget(self.table, 1)
        takes.addSpacing(8)
        takes.addWidget(self.starter)
        takes.addStretch(0)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self.look)
        ways.addWidget(self._record)
        ways.addStretch(1)
        report = QHBoxLayout()
        report.setSpacing(8)
        report.addWidget(self.report)
        report.addWidget(models)
        report.addStretch(1)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.message)
        side.addWidget(self.stopped)
        side.addWidget(self.background)
        side.addWidget(self.train)
        side.addWidget(self._record_first)
        side.addWidget(self.advice)
        side.addLayout(ways)
        side.addWidget(self.options_form)
        side.addSpacing(4)
        side.addWidget(heading(self, "Model in use"))
        side.addWidget(self.in_use)
        side.addWidget(self.behind)
        side.addLayout(report)
        side.addStretch(1)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(28)
        self._layout.addLayout(takes, 1)
        self._layout.addWidget(self._side)
        self._layout.setAlignment(self._side, Qt.AlignmentFlag(0))

"""The head of a report: what the model will feel like, the step that helps most, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.core.model.advice import Advice
from gesture_app.core.model.experience import experience_of, next_step
from gesture_app.core.model.report import ModelReport
from gesture_app.gui.train.advice_list import AdviceList
from gesture_app.gui.widgets.controls import TextLabel, TextRole, heading, paragraph

SENTENCE_SIZE = 1.4


class ExperienceView(QWidget):
    """Shows the sentences of `core/model/experience.py`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = self._sentence()
        self.mistakes = self._sentence()
        self.details = paragraph(self)
        self.step = AdviceList(self)
        self.basis = paragraph(self, role=TextRole.MUTED)
        self.facts = paragraph(self, role=TextRole.MUTED)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for part in (self.found, self.mistakes, self.details, self.step, self.basis, self.facts):
            layout.addWidget(part)

    def show_report(self, report: ModelReport, measured_on: str, facts: str) -> None:
        """Show a report. `show_advice` adds the step that helps.

        Args:
            report: of the model.
            measured_on: of its card.
            facts: on the model, as a line.
        """
        shown = experience_of(report, measured_on)
        self.found.setText(shown.found)
        self.found.set_role(TextRole.PLAIN if shown.finds_enough else TextRole.WARNING)
        self.mistakes.setText(shown.mistakes)
        self.mistakes.set_role(TextRole.PLAIN if shown.quiet else TextRole.WARNING)
        self.details.setText(shown.details)
        self.basis.setText(shown.basis)
        self.facts.setText(facts)
        for label in (self.mistakes, self.details):
            label.setVisible(bool(label.text()))
        self.step.show_step(None)

    def show_advice(self, report: ModelReport, advice: Sequence[Advice]) -> None:
        """Show the step that helps most."""
        self.step.show_step(next_step(report, advice))

    def _sentence(self) -> TextLabel:
        made = heading(self, size=SENTENCE_SIZE)
        made.setWordWrap(True)
        return made

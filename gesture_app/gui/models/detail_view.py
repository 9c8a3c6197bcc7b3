"""One model: name, accuracy per gesture, network and training data, or why it cannot be used."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.experience import basis_sentence, streams_sentences
from gesture_app.core.model.report import ModelReport
from gesture_app.core.wording import counted, known_gestures
from gesture_app.gui.models.actions import ROWS
from gesture_app.gui.widgets.accuracy_bars import AccuracyBars, Bar
from gesture_app.gui.widgets.controls import TextRole, heading, paragraph
from gesture_app.gui.widgets.model_text import (
    moved_words,
    network_words,
    percent,
    size_words,
    time_words,
    title_of,
)
from gesture_app.gui.widgets.page_actions import action_button
from gesture_app.storage.models.listing import ListedModel

TRIED_ON = "On real hands it finds most poses, and some two of three swipes and waves."
"""of the shipped model; docs/recognition.md has the figures"""
WEAK = 0.8
"""gestures with a lower accuracy are highlighted"""


class ModelDetailView(QWidget):
    """Shows a model. The page connects the buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: ModelCard | None = None
        self.title = heading(self, size=1.3)
        self.title.setWordWrap(True)
        self.state = heading(self)
        self.state.set_role(TextRole.GOOD)
        self.trouble = paragraph(self, role=TextRole.WARNING)
        self.note = paragraph(self)
        self.score = heading(self)
        self.held_out = paragraph(self, role=TextRole.MUTED)
        self.bars = AccuracyBars(self)
        self.bars.setAccessibleName("Accuracy per gesture")
        self.moved = paragraph(self)
        self.streams = heading(self, size=1.2)
        self.streams.setWordWrap(True)
        self.details = paragraph(self)
        self.overfits = paragraph(self, role=TextRole.WARNING)
        self.facts = paragraph(self, role=TextRole.MUTED)
        self.use = action_button(ROWS["use"], self, "primary")
        self.rename = action_button(ROWS["rename"], self)
        self.write_note = action_button(ROWS["note"], self)
        self.report = action_button(ROWS["report"], self)
        self.export = action_button(ROWS["export"], self)
        self.delete = action_button(ROWS["delete"], self)
        self.restore = action_button(ROWS["restore"], self, "primary")
        self._arrange()

    def show_model(self, model: ListedModel, in_use: bool, in_bin: bool, loading: bool) -> None:
        """Show this model. `show_report` adds its report."""
        self._card = card = model.card
        self.title.setText(title_of(model))
        self.state.setText("✓ In use" if in_use else "")
        self.trouble.setText(model.trouble if card is not None else f"This model cannot be used. {model.trouble}")
        self.note.setText(model.choices.note)
        self.score.setText(percent(card.accuracy) if card is not None else "")
        self.held_out.setText(f"of the test takes right, from {card.measured_on}" if card is not None else "")
        self.bars.show_bars(_bars_of(card) if card is not None else [])
        self.moved.setText(moved_words(model))
        self.facts.setText(_facts_of(model))
        self.use.setText("Loading …" if loading else ROWS["use"].text)
        self.use.setEnabled(not loading)
        self.use.setVisible(card is not None and not in_use and not in_bin)
        self.restore.setVisible(in_bin)
        self.export.setVisible(card is not None and not in_bin)
        self.rename.setVisible(not in_bin)
        self.write_note.setVisible(not in_bin)
        self.delete.setVisible(not in_bin and not model.shipped and not in_use)
        for text in (self.state, self.trouble, self.note, self.score, self.held_out, self.moved):
            text.setVisible(bool(text.text()) and (text is not self.trouble or bool(model.trouble)))
        self.show_report(None)

    def show_report(self, report: ModelReport | None, trouble: str = "") -> None:
        """Show the report, or `trouble` if it cannot be read."""
        sentences = streams_sentences(report.measured.streams) if report is not None else (trouble,)
        self.streams.setText("\n".join(sentences[:2]))
        self.details.setText(" ".join(sentences[2:]))
        if report is not None and report.judged and self._card is not None:
            right = sum(take.named == take.gesture for take in report.judged)
            self.score.hide()  # the sentence has it, with how little it may rest on
            self.held_out.setText(basis_sentence(right, len(report.judged), self._card.measured_on))
        self.overfits.setText(report.overfits if report is not None else "")
        self.report.setVisible(report is not None)
        for text in (self.streams, self.details, self.overfits):
            text.setVisible(bool(text.text()))

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(9)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        score = QHBoxLayout()
        score.setSpacing(12)
        score.addWidget(self.score)
        score.addWidget(self.held_out, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for made in (self.report, self.rename, self.write_note, self.export, self.delete):
            buttons.addWidget(made)
        buttons.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addWidget(self.trouble)
        layout.addWidget(self.streams)
        layout.addWidget(self.details)
        layout.addLayout(score)
        layout.addWidget(self.use)
        layout.addWidget(self.restore)
        layout.addLayout(buttons)
        for widget in (self.bars, self.moved, self.overfits, self.facts):
            layout.addWidget(widget)
        layout.addStretch(1)


def _bars_of(card: ModelCard) -> list[Bar]:
    """Return the bars of the gestures in the model's order, `none` last."""
    rows = list(zip(card.labels, card.accuracy_per_gesture, strict=True))
    return [
        Bar(spoken_name(label), 0.0, "not tested")
        if share is None
        else Bar(spoken_name(label), share, percent(share), share < WEAK)
        for label, share in (*rows[1:], rows[0])
        if share is not None or label not in card.starter
    ]


def _facts_of(model: ListedModel) -> str:
    card = model.card
    size = f"{size_words(model.bytes_on_disk)}  ·  {model.id}"
    if card is None:
        return size
    takes = counted(card.recordings, "take")
    if model.shipped:
        learned = f"Trained on {takes} of imagined people. {TRIED_ON}"
    else:
        hands = "two hands" if card.hands == 2 else "one hand"
        learned = f"Trained {time_words(model.made)} from {takes} of {hands}"
    known = known_gestures(len(card.own_gestures), len(card.starter))
    names = f": {', '.join(map(spoken_name, card.starter))}" if card.own_gestures and card.starter else ""
    return f"Knows {known}{names}\n{learned}\n{network_words(card)}  ·  {card.rate:.0f} steps per second\n{size}"

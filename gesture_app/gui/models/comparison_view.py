"""Two models side by side: gestures, accuracy, thresholds, network and training data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gesture_app.core.gestures import NONE, natural_order, spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.event_comparison import compare_events
from gesture_app.core.model.report import ModelReport
from gesture_app.gui.widgets.accuracy_bars import PairBar, PairBars, Swatch
from gesture_app.gui.widgets.controls import TextLabel, TextRole, heading, paragraph
from gesture_app.gui.widgets.model_text import UNKNOWN, network_words, percent, size_words, time_words, title_of
from gesture_app.storage.models.listing import ListedModel

Pair = tuple[ListedModel, ListedModel]
MEASURED = ("Gestures found", "Mistakes per hour")
"""rows from the reports, below the name"""
FACTS = ("", "Takes named right", "Trained", "Takes", "Network", "Steps per second", "Hands", "Size")
FROM_TO = "From the first model to the second, for the gestures that both know:"
WORSE_BY = 0.01
"""differences below this are hidden"""
READ = "Bars: share of each model's own test takes that it named correctly. “from”: the score at which a gesture fires."


class ModelComparisonView(QWidget):
    """The colours of the two models are those of their bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.cells: list[tuple[TextLabel, TextLabel]] = []
        for place in (0, 1):
            grid.addWidget(Swatch(place, self), 0, 1 + place, Qt.AlignmentFlag.AlignLeft)
        for row, name in enumerate((FACTS[0], *MEASURED, *FACTS[1:])):
            label = paragraph(self, name, TextRole.MUTED)
            label.setWordWrap(False)
            comparison = (paragraph(self), paragraph(self)) if row else (heading(self), heading(self))
            grid.addWidget(label, row + 1, 0, Qt.AlignmentFlag.AlignTop)
            for column, cell in enumerate(comparison, start=1):
                cell.setWordWrap(True)
                grid.addWidget(cell, row + 1, column, Qt.AlignmentFlag.AlignTop)
            self.cells.append(comparison)
        self.difference = paragraph(self)
        self.only = paragraph(self, role=TextRole.WARNING)
        self.bars = PairBars(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(10)
        layout.addWidget(heading(self, "Two models compared", 1.3))
        layout.addLayout(grid)
        layout.addWidget(self.difference)
        layout.addWidget(self.only)
        layout.addWidget(self.bars)
        layout.addWidget(paragraph(self, READ, TextRole.MUTED))
        layout.addStretch(1)

    def show_pair(self, comparison: Pair, in_use: str) -> None:
        """Show these two models. `show_reports` adds their reports."""
        for place, model in enumerate(comparison):
            for number, text in enumerate(_facts(model)):
                row = number + len(MEASURED) if number else 0
                self.cells[row][place].setText(f"{text} ✓" if not number and model.id == in_use else text)
        self.show_reports((None, None))
        cards = comparison[0].card, comparison[1].card
        self.only.setText(_only_words(cards))
        self.only.setVisible(bool(self.only.text()))
        self.bars.show_bars(_bars(comparison))

    def show_reports(self, reports: tuple[ModelReport | None, ModelReport | None]) -> None:
        """Show the results in continuous video. None means that a model has no report."""
        for place, report in enumerate(reports):
            score = report.streams if report is not None and report.streams.streams else None
            alarms = score.false_per_hour if score is not None else None
            text = (
                f"{score.tally().detected} of {score.tally().shown}" if score is not None else UNKNOWN,
                UNKNOWN if alarms is None else f"{alarms:.0f}",
            )
            for row, word in enumerate(text, start=1):
                self.cells[row][place].setText(word)
        first, second = reports
        events = compare_events(first, second) if first is not None and second is not None else None
        self.difference.setText("" if events is None else "\n".join((FROM_TO, *events.sentences)))
        self.difference.setVisible(events is not None)


def _facts(model: ListedModel) -> tuple[str, ...]:
    card = model.card
    if card is None:
        return title_of(model), "unusable", time_words(model.made), *(UNKNOWN,) * 4, size_words(model.bytes_on_disk)
    return (
        title_of(model),
        f"{percent(card.accuracy)} ({'other' if card.split_by == 'session' else 'same'} session)",
        time_words(model.made),
        f"{card.recordings}",
        network_words(card),
        f"{card.rate:.0f}",
        "two" if card.hands == 2 else "one",
        size_words(model.bytes_on_disk),
    )


def _only_words(cards: tuple[ModelCard | None, ModelCard | None]) -> str:
    """Return sentences on the gestures of only one model."""
    known = [set(card.own_gestures or card.gestures) if card is not None else set() for card in cards]
    alone = known[0] - known[1], known[1] - known[0]
    return " ".join(
        f"Only the {which} model has {', '.join(map(spoken_name, sorted(names, key=natural_order)))}."
        for which, names in zip(("first", "second"), alone, strict=True)
        if names and all(known)
    )


def _bars(comparison: Pair) -> list[PairBar]:
    """Return the bars of the gestures by name, `none` last."""
    scored = [_scored(model) for model in comparison]
    names = sorted({*scored[0], *scored[1]} - {NONE}, key=natural_order) + [NONE] * any(NONE in own for own in scored)
    return [_bar(name, *(own.get(name) for own in scored)) for name in names]


def _scored(model: ListedModel) -> dict[str, tuple[float | None, float]]:
    """Return the accuracy and the threshold of each label."""
    if model.card is None:
        return {}
    card = model.choices.applied_to(model.card)
    return {
        label: (share, threshold)
        for label, share, threshold in zip(card.labels, card.accuracy_per_gesture, card.thresholds, strict=True)
    }


def _bar(name: str, *scored: tuple[float | None, float] | None) -> PairBar:
    first, second = ((None if own is None else own[0]) for own in scored)
    text = [_words(name, own) for own in scored]
    weaker = None
    if first is not None and second is not None and abs(first - second) > WORSE_BY:
        weaker = int(second < first)
    return PairBar(spoken_name(name), (first, second), (text[0], text[1]), weaker)


def _words(name: str, own: tuple[float | None, float] | None) -> str:
    if own is None:
        return "unknown"
    share, threshold = own
    measured = "not tested" if share is None else percent(share)
    return measured if name == NONE else f"{measured}  from {100 * threshold:.0f} %"

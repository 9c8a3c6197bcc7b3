"""The results of a model in continuous video: detected, missed, wrong, repeated and false events."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.event_metrics import EventMetrics
from gesture_app.core.model.experience import NOT_TRIED, delay_sentence
from gesture_app.gui.widgets.controls import TextRole, paragraph

COLUMNS = ("Gesture", "Detected", "Missed", "Wrong", "Repeated", "False")
TIPS = (
    "",
    "How often it fired while it was shown or shortly after, of how often it was shown",
    "How often it did not fire although it was shown",
    "How often another gesture fired while it was shown",
    "How often it fired again while it was shown",
    "How often it fired without a gesture",
)
ROW_EM = 1.6


class EventMetricsTable(QWidget):
    """Shows a summary and a row for each gesture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = paragraph(self)
        self.note = paragraph(self, role=TextRole.MUTED)
        self.table = QTableWidget(0, len(COLUMNS), self)
        self.table.setHorizontalHeaderLabels(COLUMNS)
        for column, tip in enumerate(TIPS):
            item = self.table.horizontalHeaderItem(column)
            if item is not None:
                item.setToolTip(tip)
                side = Qt.AlignmentFlag.AlignHCenter if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.table.setAccessibleName("Results in continuous video, per gesture")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * ROW_EM))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.words)
        layout.addWidget(self.table)
        layout.addWidget(self.note)

    def show_score(self, score: EventMetrics) -> None:
        """Show the results for each gesture."""
        self.words.setText(delay_sentence(score) if score.streams else NOT_TRIED)
        self.words.setVisible(bool(self.words.text()))
        self.note.setText(
            f"{score.seconds / 60:.0f} min of video composed of test takes and rest." if score.streams else ""
        )
        self.note.setVisible(bool(self.note.text()))
        self.table.setVisible(bool(score.gestures))
        self.table.setRowCount(len(score.gestures))
        for row, gesture in enumerate(score.gestures):
            tally = score.tally(gesture)
            numbers = (tally.missed, tally.wrong, tally.repeated, tally.false)
            texts = (spoken_name(gesture), f"{tally.detected} of {tally.shown}")
            for column, text in enumerate((*texts, *(f"{number}" if number else "·" for number in numbers))):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(row, column, item)
        line = self.table.verticalHeader().defaultSectionSize()
        height = self.table.horizontalHeader().sizeHint().height() + line * len(score.gestures)
        self.table.setFixedHeight(height + 2 * self.table.frameWidth() + 2)

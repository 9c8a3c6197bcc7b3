"""The report on a model: what to expect of it, comparison, advice, confusion matrix and learning curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import isnan

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.advice import Advice
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison
from gesture_app.core.model.report import FEWEST_EPOCHS, ModelReport, kept_sentence
from gesture_app.core.wording import counted, known_gestures
from gesture_app.gui.state.recording_library import RecordingLibrary
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.actions import ROWS
from gesture_app.gui.train.advice_list import AdviceList
from gesture_app.gui.train.confused_takes import ConfusedTakes
from gesture_app.gui.train.confusion_matrix import ConfusionMatrix
from gesture_app.gui.train.experience_view import ExperienceView
from gesture_app.gui.train.learning_curves import LearningCurves
from gesture_app.gui.train.new_model_banner import NewModelBanner, how_compared
from gesture_app.gui.train.progress_view import time_words
from gesture_app.gui.widgets.accuracy_bars import AccuracyBars, Bar
from gesture_app.gui.widgets.controls import TextRole, heading, paragraph
from gesture_app.gui.widgets.event_metrics_table import EventMetricsTable
from gesture_app.gui.widgets.page_actions import action_button

WEAK = 0.8
"""gestures with a lower accuracy are highlighted"""
SIDE_BY_SIDE_PX = 900
BAND_GAP_PX = 36
CURVES_PX = 170
FITS = "It does about as well on the test takes as on the takes that it learned from."
CONFUSION_TIP = (
    "Rows: the gesture that was shown. Columns: the gesture that the model named. "
    f"{ROWS['confusion'].key} and the arrow keys choose a cell, Enter goes to its takes."
)


class ReportView(QWidget):
    """Shows a report. Buttons emit signals."""

    again_wanted = Signal()
    save_wanted = Signal()
    """save the report as an HTML file"""

    def __init__(
        self,
        library: RecordingLibrary,
        tasks: TaskRunner,
        mirror: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.report: ModelReport | None = None
        self.experience = ExperienceView(self)
        self.save = action_button(ROWS["save"], self, "")
        self.save.clicked.connect(self.save_wanted)
        self._again = action_button(ROWS["again"], self, "")
        self._again.clicked.connect(self.again_wanted)
        self.banner = NewModelBanner(self)
        self.advice = AdviceList(self)
        step = self.experience.step
        step.cell_wanted.connect(self.advice.cell_wanted)
        step.record_wanted.connect(self.advice.record_wanted)
        step.look_wanted.connect(self.advice.look_wanted)
        step.switch_off_wanted.connect(self.advice.switch_off_wanted)
        self._bars_head = heading(self)
        self._bars = AccuracyBars(self)
        self._bars.setAccessibleName("Accuracy per gesture")
        self._compared = paragraph(self, role=TextRole.MUTED)
        self.confusion = ConfusionMatrix(self)
        self.takes = ConfusedTakes(library, tasks, mirror, self)
        self.streams = EventMetricsTable(self)
        self.overfits = paragraph(self)
        self._curves = LearningCurves(self)
        self.left_out = paragraph(self, role=TextRole.MUTED)
        self.shortened = paragraph(self, role=TextRole.MUTED)
        self.confusion.cell_chosen.connect(self._show_cell)
        self.confusion.takes_wanted.connect(self.takes.take_keyboard)
        library.changed.connect(self._on_library_changed)
        self._bands: list[QBoxLayout] = []
        self._build()

    def show_report(
        self,
        card: ModelCard,
        report: ModelReport,
        comparison: Comparison | None,
        left_out: Sequence[str],
    ) -> None:
        """Show the report on a model, compared with the one before if that is known."""
        report = report.measured
        self.report = report
        self.experience.show_report(
            report,
            card.measured_on,
            f"Learned from {counted(card.recordings, 'take')}  ·  "
            f"{known_gestures(len(card.own_gestures), len(card.starter))}  ·  "
            f"trained in {time_words(report.seconds)}",
        )
        self.advice.show_advice(None)
        self._show_gestures(report, comparison)
        self.streams.show_score(report.streams)
        self._show_learning(report)
        self.left_out.setVisible(bool(left_out))
        lines = (
            f"• {sentence}{f' ({times} times)' if times > 1 else ''}" for sentence, times in Counter(left_out).items()
        )
        self.left_out.setText("\n".join(("Left out:", *lines)))
        self.shortened.setVisible(bool(report.shortened))
        self.shortened.setText("\n".join(("Used in part:", *(f"• {sentence}" for sentence in report.shortened))))
        self.confusion.show_confusion(report.labels, report.confusion)

    def show_advice(self, advice: Sequence[Advice]) -> None:
        """Show what to do about the model, and the first step at the top."""
        self.advice.show_advice(advice)
        if self.report is not None:
            self.experience.show_advice(self.report, advice)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= SIDE_BY_SIDE_PX
        for band in self._bands:
            band.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _show_gestures(self, report: ModelReport, comparison: Comparison | None) -> None:
        changes = {change.gesture: change for change in comparison.gestures} if comparison is not None else {}
        self._bars_head.setText(
            "Accuracy per gesture" if comparison is None else "Accuracy per gesture, before and after"
        )
        self._compared.setVisible(comparison is not None)
        self._compared.setText(
            f"The mark shows the earlier model. {how_compared(comparison)}" if comparison is not None else ""
        )
        bars = []
        rows = list(zip(report.labels, report.per_gesture, strict=True))
        for label, share in (*rows[1:], rows[0]):
            change = changes.get(label)
            if change is not None and change.before is not None:
                bars.append(_changed(label, change.before, change.after, change.worse))
            elif share is None:
                bars.append(Bar(spoken_name(label), 0.0, "not tested"))
            else:
                new = "new  " if comparison is not None and label in comparison.new_gestures else ""
                bars.append(Bar(spoken_name(label), share, f"{new}{100 * share:.0f} %", share < WEAK))
        self._bars.show_bars(bars)

    def _show_learning(self, report: ModelReport) -> None:
        self._curves.start(len(report.epochs))
        for epoch in report.epochs:
            self._curves.add(epoch)
        self._curves.mark(report.best_epoch)
        self._curves.setVisible(bool(report.epochs))
        self.overfits.set_role(TextRole.WARNING if report.overfits else TextRole.MUTED)
        kept = kept_sentence(report.epochs)
        measured = sum(not isnan(epoch.validation_accuracy) for epoch in report.epochs)
        fits = FITS if measured >= FEWEST_EPOCHS else ""
        self.overfits.setText(f"{kept} {report.overfits or fits}".strip())

    def _show_cell(self, row: int, column: int) -> None:
        if self.report is not None:
            self.takes.show_cell(self.report, *self.confusion.labels_at(row, column))

    def go_to_cell(self, shown: str, named: str) -> None:
        """Go to the test takes of a gesture that were named as another."""
        if self.report is not None and {shown, named} <= set(self.report.labels):
            self.confusion.choose(self.report.labels.index(shown), self.report.labels.index(named))
            self.takes.take_keyboard()

    def _on_library_changed(self) -> None:
        if self.isVisible():
            self.takes.look_again()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.experience, 1)
        head.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._again, 0, Qt.AlignmentFlag.AlignTop)
        self.confusion_head = heading(self, "Confusion matrix")
        keys = paragraph(self, CONFUSION_TIP, TextRole.MUTED)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        self._curves.setFixedHeight(2 * CURVES_PX)
        for left, right in (
            (_column(self._bars_head, self._bars, self._compared), _column(heading(self, "What to do"), self.advice)),
            (
                _column(self.confusion_head, keys, self.confusion),
                _column(self.takes),
            ),
            (
                _column(heading(self, "In continuous video"), self.streams, self.left_out, self.shortened),
                _column(heading(self, "Learning curves"), self.overfits, self._curves),
            ),
        ):
            band = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            band.setSpacing(BAND_GAP_PX)
            band.addLayout(left, 1)
            band.addLayout(right, 1)
            self._bands.append(band)
            layout.addLayout(band)
            layout.addSpacing(10)
        layout.addStretch(1)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)


def _changed(label: str, before: float, after: float, worse: bool) -> Bar:
    same = abs(before - after) < 0.005
    words = f"{100 * after:.0f} %" if same else f"{100 * before:.0f} → {100 * after:.0f} %"
    sign = " ▼" if worse else " ▲" if after > before and not same else ""
    return Bar(spoken_name(label), after, f"{words}{sign}", worse or after < WEAK, before)


def _column(*widgets: QWidget) -> QVBoxLayout:
    """Return a column of widgets."""
    column = QVBoxLayout()
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column

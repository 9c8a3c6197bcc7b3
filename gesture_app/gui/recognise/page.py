"""The Recognise page: the last gesture, the scores with their thresholds, and corrections."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QScrollArea, QTableWidget, QTableWidgetItem, QVBoxLayout

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.card import ModelCard
from gesture_app.core.prediction import Event, GestureEnd, Prediction
from gesture_app.gui.recognise.corrections import CorrectionsPanel
from gesture_app.gui.recognise.first_steps import FirstSteps
from gesture_app.gui.recognise.gesture_banner import GestureBanner
from gesture_app.gui.recognise.score_timeline import ScoreTimeline
from gesture_app.gui.recognise.threshold_controller import ThresholdController
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.widgets.page_actions import MenuItem
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.live.recorder import Phase
from gesture_app.live.update import LiveSnapshot, SourceState, SourceStatus

KEPT_EVENTS = 50
DURATION_COLUMN = 4
SHOWN_EVENTS = 6
LEAST_EVENTS = 2
STRIP_LEAST_PX = 140
"""in a low window more gestures are scrolled to"""
ROW_PX = 25
LOADING = "Loading the model …"
READY = "Show a gesture"
NO_MODEL = "Record gestures, then train"


class RecognisePage(PageWidget):
    """Shows scores and gestures as they come. The user moves thresholds and corrects mistakes here."""

    record_wanted = Signal(str)
    """the user wants to record more of this gesture; "": a new one"""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._session, self._active_model = context.session, context.active_model
        self.banner = GestureBanner()
        self.timeline = ScoreTimeline()
        self.thresholds = ThresholdController(context.session, context.models, context.tasks, self.timeline, self)
        self.events = _event_list()
        self.corrections = CorrectionsPanel(context, self.events)
        self.first_steps = FirstSteps(context, self)  # the window puts it below the picture
        self.first_steps.teach_wanted.connect(lambda: self.record_wanted.emit(""))
        self.under_picture = self.first_steps
        self._source = ("", "")
        self._timeline_area = QScrollArea(widgetResizable=True)
        self._timeline_area.setFrameShape(QFrame.Shape.NoFrame)
        self._timeline_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timeline_area.setWidget(self.timeline)
        for area in (self._timeline_area.viewport(), self.timeline):
            area.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 4)
        layout.setSpacing(8)
        layout.addWidget(self.banner, 2)
        layout.addWidget(self._timeline_area, 5)
        layout.addWidget(self.thresholds.hint)
        layout.addWidget(self.corrections, 1)
        self.banner.clear(LOADING)
        self.thresholds.record_wanted.connect(self.record_wanted)
        self.timeline.sliders.chosen.connect(self._bring_into_view)
        updates = context.updates
        self._active_model.missing.connect(self._show_missing)
        updates.model.connect(self._show_model)
        updates.predictions.connect(self._show_predictions)
        updates.fired.connect(self._show_event)
        updates.ended.connect(self._show_end)
        updates.source.connect(self._show_source)
        updates.snapshot.connect(self._show_snapshot)

    def show_first_steps(self) -> None:
        """Show the first steps again, from the beginning."""
        self.first_steps.begin_again()

    def try_own(self) -> None:
        """Let the drawn hand, if it is the source, perform a gesture that was just taught."""
        self.first_steps.try_own()

    def undecided(self) -> int:
        """Return the number of false alarms that are in memory only."""
        return self.corrections.undecided

    def menu_items(self) -> tuple[MenuItem, ...]:
        return (*self.corrections.menu_items(), *self.thresholds.menu_items())

    def shutdown(self) -> None:
        """Save thresholds that are not saved yet."""
        self.thresholds.save()

    def _show_missing(self) -> None:
        self.banner.clear(NO_MODEL)
        self.timeline.show_missing()

    def _show_model(self, card: ModelCard | None) -> None:
        self.timeline.show_model(card)
        self.thresholds.show_model(card)
        self._timeline_area.setMinimumHeight(min(self.timeline.minimumSizeHint().height(), STRIP_LEAST_PX))
        if card is not None:
            self.banner.clear(READY)
        elif not self._active_model.starting:
            self._show_missing()

    def _show_event(self, event: Event) -> None:
        self.banner.show_event(event)
        self.timeline.mark(event)
        self.thresholds.on_event(event)
        self.events.insertRow(0)
        minutes, seconds = divmod(event.time, 60)
        confidence = f"{100 * event.confidence:.0f} %"
        texts = (f"{minutes:.0f}:{seconds:04.1f}", spoken_name(event.label), event.hand or "", confidence, "")
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column == 0:
                item.setData(Qt.ItemDataRole.UserRole, event)
            if column in (0, 3, DURATION_COLUMN):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.events.setItem(0, column, item)
        self.events.setRowCount(min(self.events.rowCount(), KEPT_EVENTS))

    def _show_end(self, end: GestureEnd) -> None:
        """Show how long the gesture lasted, in the row of its event."""
        for row in range(self.events.rowCount()):
            first, last = self.events.item(row, 0), self.events.item(row, DURATION_COLUMN)
            if first is not None and last is not None and first.data(Qt.ItemDataRole.UserRole) == end.event:
                last.setText(f"{end.time - end.event.time:.1f} s")
                last.setToolTip("Time from the event to the end of the gesture")
                return

    def _show_source(self, status: SourceStatus) -> None:
        source = (status.source, status.name)
        if source != self._source or status.state is SourceState.OPENING:
            self._source = source
            self.timeline.clear()
            self.thresholds.interrupt()

    def _show_predictions(self, predictions: Sequence[Prediction]) -> None:
        self.timeline.push(predictions)
        self.thresholds.push(predictions)

    def _show_snapshot(self, snapshot: LiveSnapshot) -> None:
        self.timeline.advance(snapshot.frame.time)
        recording = self._session.recorder_status().phase is not Phase.OFF
        self.thresholds.advance(snapshot.frame.time, meant=not recording and not self.corrections.watch.isChecked())

    def _bring_into_view(self, gesture: str) -> None:
        if gesture:
            self._timeline_area.ensureWidgetVisible(self.timeline.sliders.of(gesture), 0, 0)


def _event_list() -> QTableWidget:
    """Return an empty table of time, gesture, hand, confidence and duration, for the newest event on top."""
    table = QTableWidget(0, 5)
    table.setAccessibleName("Last gestures: time, gesture, hand, confidence, duration")
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_PX)
    table.horizontalHeader().hide()
    for column, mode in enumerate(("ResizeToContents", "Stretch", *("ResizeToContents",) * 3)):
        table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode[mode])
    table.setMinimumHeight(LEAST_EVENTS * ROW_PX + 2)
    table.setMaximumHeight(SHOWN_EVENTS * ROW_PX + 2)
    return table

"""Train page: the data, the running training with its curves, and the report on the new model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.errors import ModelError
from gesture_app.core.model.advice import Advice, advice_on
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison
from gesture_app.core.model.report import EpochMetrics, ModelReport
from gesture_app.core.model.staleness import DataChanges, changes_since
from gesture_app.core.training.progress import TrainingDone, TrainingFailed, TrainingProgress, TrainingStarted
from gesture_app.gui.state.context import AppContext
from gesture_app.gui.state.notifications import Notice, NoticeButton, Tone
from gesture_app.gui.train.actions import ACTIONS, CANCEL
from gesture_app.gui.train.background_offer import BackgroundOffer
from gesture_app.gui.train.data_summary import DataSummary, summarise
from gesture_app.gui.train.data_view import READING, DataView
from gesture_app.gui.train.new_model_banner import ModelStatus
from gesture_app.gui.train.new_model_decision import NewModelDecision
from gesture_app.gui.train.progress_view import ProgressView
from gesture_app.gui.train.report_saver import ReportSaver
from gesture_app.gui.train.report_view import ReportView
from gesture_app.gui.train.starter_controller import StarterController
from gesture_app.gui.train.stopped_controller import StoppedController
from gesture_app.gui.train.training_run import TrainingRun
from gesture_app.gui.widgets.controls import scrolled
from gesture_app.gui.widgets.page_actions import Command, MenuItem, PageActions
from gesture_app.gui.widgets.page_widget import PageWidget
from gesture_app.storage.models.listing import ListedModel, list_models

if TYPE_CHECKING:
    from gesture_app.core.training.options import TrainingOptions
    from gesture_app.gui.train.starter_services import StarterServices
    from gesture_app.gui.train.stopped_controller import StoppedServices
    from gesture_app.jobs.process import JobProcess

POLL_TAKES_EVERY_MS = 1000
"""takes of another program appear after this time"""
CANCELLED = "Training was cancelled. Recordings and models are unchanged."
TOPIC = "training"


@dataclass(frozen=True, slots=True)
class _ModelsFound:
    in_use: ListedModel | None
    report: ModelReport | None
    """of the model in use"""


class TrainPage(PageWidget):
    """Polls the training job while the other pages go on."""

    record_wanted = Signal(str, int)
    """gesture and number of takes to record, or "" for any gesture"""
    look_wanted = Signal(str)
    """gesture to show in the Library, or "" for all doubtful takes"""
    take_wanted = Signal(object)
    """path of a take to open in the Library"""
    try_wanted = Signal()
    """show gestures to the model in use"""
    models_wanted = Signal()
    """open the Models page"""
    wanted = Signal()
    """the user wants to see this page"""

    def __init__(
        self,
        context: AppContext,
        make_job: Callable[[TrainingOptions], JobProcess[TrainingProgress]],
        save_report: Callable[[str, Path], object],
        starter: StarterServices | None = None,
        stopped: StoppedServices | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`save_report` writes the report on a model, by its id, into an HTML file. It is slow."""
        super().__init__(parent)
        self._models, self._tasks, self._notifications = context.models, context.tasks, context.notifications
        self._settings, self._library, self._active_model = context.settings, context.library, context.active_model
        self._make_job = make_job
        self.report_saver = ReportSaver(save_report, context.tasks, self)
        self.run = TrainingRun(context.work, self)
        self._left_out: tuple[str, ...] = ()
        self._report_in_use: ModelReport | None = None
        self._takes_timer = QTimer(self, interval=POLL_TAKES_EVERY_MS)
        self._takes_timer.timeout.connect(self._library.poll)
        self.data_view = DataView(self)
        self.starter = StarterController(context, starter, self.data_view.starter, self)
        self.background = BackgroundOffer(context, self.data_view.background, self)
        self.stopped = StoppedController(stopped, self.data_view.stopped, self._tasks, self)
        self.progress_view = ProgressView(self)
        self.report_view = ReportView(self._library, self._tasks, lambda: self._settings.now.mirror, self)
        self.decision = NewModelDecision(
            self._models, self._active_model, self._tasks, self._settings, self.report_view.banner, self
        )
        self._views = (self.data_view, self.progress_view, self.report_view)
        self._shown: DataView | ProgressView | ReportView = self.data_view
        self._areas: list[QScrollArea] = []
        """one for each view, in their order"""
        self._stack = QStackedWidget(self)
        self._build()
        self._escape = QShortcut(QKeySequence(CANCEL.keys[0]), self)
        self._escape.setEnabled(False)
        self._actions = self._bind_actions()
        self._connect()

    # ---- what the user asks for ----
    def train(self) -> None:
        """Start a training unless one is running."""
        if not self.run.running:
            self._begin(self._make_job(replace(self.data_view.options_form.options(), starter=self.starter.choice)))

    def _begin(self, job: JobProcess[TrainingProgress]) -> None:
        self._left_out = ()
        self.run.start(job)
        self._escape.setEnabled(True)
        self._notifications.withdraw(TOPIC)
        self.data_view.show_message("")
        self.progress_view.begin()
        self._show(self.progress_view)

    def show_model(self, model: str) -> None:
        """Show the report on a model that was trained before."""
        models = self._models

        def read() -> tuple[ModelCard, ModelReport | None, str | None]:
            return models.load(model).card, models.report(model), models.active()

        self._tasks.run(read, self._show_stored)

    def try_it(self) -> None:
        """Go to where gestures are recognised, if the model of the report is in use."""
        if self.report_view.banner.status is ModelStatus.IN_USE:
            self.try_wanted.emit()

    def save_report(self) -> None:
        """Ask where a copy of the report that is shown, or of that on the model in use, is to be saved."""
        report = self.report_view.report if self._shown is self.report_view else self._report_in_use
        if report is not None:
            self.report_saver.ask(report.model)
        else:
            self._notifications.post(Notice("The model in use has no report.", "Train a model first.", topic=TOPIC))

    def shutdown(self) -> None:
        """Cancel a running training because the window closes."""
        self.run.shutdown()
        self._takes_timer.stop()

    # ---- what comes from the run ----
    def _show_progress(self, progress: TrainingProgress) -> None:
        if isinstance(progress, TrainingStarted):
            self._left_out = progress.left_out
            self.progress_view.show_started(progress)
        elif isinstance(progress, EpochMetrics):
            self.progress_view.show_epoch(progress)
        elif isinstance(progress, TrainingDone):
            self._escape.setEnabled(False)
            self._show_done(progress)
        else:
            self._escape.setEnabled(False)
            self._show_failure(progress)

    def _show_done(self, done: TrainingDone) -> None:
        self.decision.begin(done)
        self._show_report(done.card, done.report, done.comparison, self._left_out)

    def _on_asked(self, worse: str) -> None:
        if self.isVisible():
            self._take_keyboard()
        else:
            self._notify("A new model is trained but not in use yet.", worse, "&Show", self.wanted.emit)

    def _on_taken(self, why: str) -> None:
        if not self.isVisible():
            back = self.decision.go_back if self.decision.can_go_back else None
            self._notify("The new model is trained and in use.", why, "Go &back", back)

    def _on_returned(self) -> None:
        if not self.isVisible():
            self._notify("The earlier model is in use again.", "The new one stays on disk.", "", None)

    def _show_failure(self, failure: TrainingFailed) -> None:
        if self.run.cancelled:
            self.data_view.show_message(CANCELLED)
        else:
            self.data_view.show_message(failure.error, failure.hint, bad=True)
            if not self.isVisible():
                self._notifications.post(Notice(failure.error, failure.hint, Tone.TROUBLE, topic=TOPIC))
        self._show_data()

    # ---- what comes of models ----
    def _list_models(self) -> None:
        models = self._models

        def read() -> _ModelsFound:
            listing = list_models(models)
            in_use = next((model for model in listing.models if model.id == listing.in_use), None)
            report = None
            with suppress(ModelError):  # a model whose report is damaged is still the one in use
                report = models.report(in_use.id) if in_use is not None else None
            return _ModelsFound(in_use, report)

        self._tasks.run(read, self._show_models)

    def _show_models(self, found: _ModelsFound) -> None:
        self._report_in_use = found.report
        self.data_view.show_model(found.in_use, found.report is not None)
        self._show_behind()

    def _show_stored(self, found: tuple[ModelCard, ModelReport | None, str | None]) -> None:
        card, report, active = found
        if report is None:
            self._notifications.post(Notice("This model has no report.", topic=TOPIC))
            return
        if not self.run.running:
            self.decision.show_stored(card, active)
            self._show_report(card, report, None, ())

    def _show_report(
        self, card: ModelCard, report: ModelReport, comparison: Comparison | None, left_out: tuple[str, ...]
    ) -> None:
        self._library.poll()
        self._areas[-1].verticalScrollBar().setValue(0)
        self.report_view.show_report(card, report := report.measured, comparison, left_out)
        rows = self._library.contents.rows

        def advise() -> tuple[Advice, ...]:
            return advice_on(report, Counter(row.take.gesture for row in rows if row.doubtful))

        def show(advice: tuple[Advice, ...]) -> None:
            if report is self.report_view.report:
                self.report_view.show_advice(advice)

        self._tasks.run(advise, show)
        self._show(self.report_view)

    # ---- what comes of takes ----
    def _on_library_changed(self) -> None:
        """Summarise the takes on another thread."""
        contents, library = self._library.contents, self._library
        if not self.isVisible():
            return

        def show(material: DataSummary) -> None:
            if contents is library.contents:
                self._show_material(material)

        self._tasks.run(partial(summarise, contents.rows), show)
        self.starter.refresh()
        self._show_behind()

    def _show_material(self, material: DataSummary) -> None:
        could_train = self.data_view.can_train
        self.data_view.show_material(material)
        if not self._library.loaded:
            done, total = self._library.progress
            self.data_view.total.setText(f"Reading the takes: {done:,} of {total:,} …" if total else READING)
        if self.isVisible() and self._shown is self.data_view and self.data_view.can_train and not could_train:
            self._take_keyboard()

    def _show_behind(self) -> None:
        """Compare the takes with those the model in use learned from, on another thread."""
        report, library = self._report_in_use, self._library
        if report is None or not library.loaded:
            self.data_view.show_behind("")
            return
        contents = library.contents
        takes = [row.take for row in contents.rows]

        def show(changes: DataChanges) -> None:
            if report is self._report_in_use and contents is library.contents:
                self.data_view.show_behind(f"The model in use is behind. {changes.sentence}" if changes.behind else "")

        self._tasks.run(partial(changes_since, report, takes), show)

    # ---- keys and views ----
    def menu_items(self) -> tuple[MenuItem, ...]:
        return self._actions.menu_items(only_shown=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._shown is self.report_view:
            self._actions.press(event)
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        self._takes_timer.start()
        self._library.poll()
        self._on_library_changed()
        self._list_models()
        if not self.run.running:  # a running one has a checkpoint too
            self.stopped.refresh()
        self._take_keyboard()

    def hideEvent(self, event: QHideEvent) -> None:
        self._takes_timer.stop()

    def _notify(self, sentence: str, hint: str, words: str, do: Callable[[], None] | None) -> None:
        """Notify the user, who does not see this page."""
        self._notifications.post(
            Notice(sentence, hint, Tone.NEWS, NoticeButton(words, do) if do is not None else None, TOPIC)
        )

    def _notify_saved(self, path: Path) -> None:
        self._notifications.post(Notice(f"The report is saved as {path.name}.", f"Folder: {path.parent}", topic=TOPIC))

    def _show_data(self) -> None:
        self._library.poll()
        self._list_models()
        self.stopped.refresh()
        self._show(self.data_view)

    def _show(self, view: DataView | ProgressView | ReportView) -> None:
        self._shown = view
        self._stack.setCurrentIndex(self._views.index(view))
        if self.isVisible():
            self._take_keyboard()

    def _go_to_confusion(self) -> None:
        self.report_view.confusion.setFocus()
        self._areas[-1].verticalScrollBar().setValue(self.report_view.confusion_head.y())

    def _go_to_cell(self, shown: str, named: str) -> None:
        self._go_to_confusion()
        self.report_view.go_to_cell(shown, named)

    def _take_keyboard(self) -> None:
        if self._shown is self.progress_view:
            self.setFocus()  # not on Cancel: an Enter pressed a moment too early would throw the training away
        elif self._shown is self.data_view:
            self.data_view.take_keyboard()
        elif not self.report_view.banner.take_keyboard():
            self._areas[-1].setFocus()  # arrow keys scroll; an Enter pressed too early does nothing

    def _bind_actions(self) -> PageActions:
        commands: dict[str, Command] = {
            "train": self.train,
            "use": self.decision.use,
            "keep": self.decision.keep,
            "go back": self.decision.go_back,
            "try": self.try_it,
            "save": self.save_report,
            "again": self._show_data,
            "confusion": self._go_to_confusion,
        }
        return PageActions(ACTIONS, commands, self, repeats=False)

    def _connect(self) -> None:
        self._escape.activated.connect(self.run.ask_cancel)
        self.run.cancelling.connect(self.progress_view.show_cancelling)
        self.stopped.job_made.connect(self._begin)
        self.run.progressed.connect(self._show_progress)
        data_view, report_view, decision = self.data_view, self.report_view, self.decision
        data_view.train_wanted.connect(self.train)
        data_view.record_wanted.connect(partial(self.record_wanted.emit, "", 0))
        data_view.look_wanted.connect(self.look_wanted)
        data_view.models_wanted.connect(self.models_wanted)
        data_view.report_wanted.connect(self._show_report_in_use)
        self.progress_view.cancel_wanted.connect(self.run.ask_cancel)
        report_view.banner.try_wanted.connect(self.try_it)
        report_view.again_wanted.connect(self._show_data)
        report_view.save_wanted.connect(self.save_report)
        self.report_saver.saved.connect(self._notify_saved)
        report_view.takes.open_wanted.connect(self.take_wanted)
        report_view.advice.cell_wanted.connect(self._go_to_cell)
        report_view.advice.record_wanted.connect(self.record_wanted)
        report_view.advice.look_wanted.connect(self.look_wanted)
        report_view.advice.switch_off_wanted.connect(self.starter.switch_off)
        decision.asked.connect(self._on_asked)
        decision.taken.connect(self._on_taken)
        decision.returned.connect(self._on_returned)
        self._active_model.used.connect(self._list_models)
        self._library.changed.connect(self._on_library_changed)

    def _show_report_in_use(self) -> None:
        if self._report_in_use is not None:
            self.show_model(self._report_in_use.model)

    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for view in self._views:
            area = scrolled(view, self)
            area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if view is self.report_view else Qt.FocusPolicy.NoFocus)
            self._stack.addWidget(area)
            self._areas.append(area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.addWidget(self._stack)

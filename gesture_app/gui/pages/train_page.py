"""Train page: what there is to learn from, the run with its curves, the report, and what becomes of the new model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.advice import advice_on
from gesture_app.core.data_changes import DataChanges, changes_since
from gesture_app.core.model_card import ModelCard
from gesture_app.core.model_comparison import Comparison
from gesture_app.core.report_card import ReportCard
from gesture_app.core.settings import ASK
from gesture_app.core.training_progress import (
    EpochDone,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.gui.library import Library
from gesture_app.gui.messages import Notice, NoticeButton, Tone
from gesture_app.gui.model_switch import ModelSwitch
from gesture_app.gui.page_parts import PageParts
from gesture_app.gui.widgets.report_verdict import Standing, what_got_worse
from gesture_app.gui.widgets.report_view import ReportView
from gesture_app.gui.widgets.training_data import READING, TrainingData
from gesture_app.gui.widgets.training_view import TrainingView

if TYPE_CHECKING:
    from gesture_app.jobs.training_job import TrainingJob

LOOK_EVERY_MS = 100
CANCELLED = "Training was cancelled. Recordings and models are as they were."
NO_EARLIER = "There was no model of your own to compare it with."
NOTHING_WORSE = "No gesture got worse than it was."
NOT_COMPARED = "It could not be compared with the model in use."
TOPIC = "training"


@dataclass(frozen=True, slots=True)
class _ModelsFound:
    cards: Sequence[ModelCard]
    active: str | None
    report: ReportCard | None
    """of the model in use"""


class TrainPage(QWidget):
    """Looks at the training job ten times a second; the other pages go on meanwhile."""

    record_wanted = Signal()
    """the user wants to record more"""
    look_wanted = Signal(str)
    """at the takes of this gesture in the Library; "": at all that are in doubt"""
    take_wanted = Signal(object)
    """the path of a take to be opened in the Library"""
    wanted = Signal()
    """the page has something to ask or to show, and the user wants to see it"""

    def __init__(self, parts: PageParts, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._collaborators, self._background, self._messages = parts.collaborators, parts.background, parts.messages
        self._settings, self._library = parts.settings, library
        self._job: TrainingJob | None = None
        self._cancelled = False
        self._left_out: tuple[str, ...] = ()
        self._card: ModelCard | None = None
        self._comparison: Comparison | None = None
        self._earlier = ""
        self._report_in_use: ReportCard | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.switch = ModelSwitch(parts.collaborators, parts.background, self)
        self.data = TrainingData(self)
        self.view = TrainingView(self)
        self.result = ReportView(library, parts.background, lambda: self._settings.now.mirror, self)
        self._views = (self.data, self.view, self.result)
        self._shown: TrainingData | TrainingView | ReportView = self.data
        self._stack = QStackedWidget(self)
        self._build()
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setEnabled(False)
        self._connect(parts)

    # ---- what the user asks for ----
    def train(self) -> None:
        """Begin, unless a run is under way."""
        if self._job is not None:
            return
        job = self._collaborators.make_training_job(self.data.choices.options())
        job.start()
        self._job, self._cancelled, self._left_out = job, False, ()
        self._timer.start()
        self._escape.setEnabled(True)
        self._messages.take_back(TOPIC)
        self.data.say("")
        self.view.begin()
        self._show(self.view)

    def cancel(self) -> None:
        """Stop a run; nothing changes on disk."""
        if self._job is not None and not self._cancelled:
            self._cancelled = True
            self.view.show_cancelling()
            self._job.cancel()

    def use(self) -> None:
        """Recognise with the model of the report, now and after the next start."""
        if self._card is not None and self.result.verdict.standing in (Standing.ASKED, Standing.KEPT):
            self._put_to_use(self._card.id)

    def keep(self) -> None:
        """The model in use stays in use."""
        if self.result.verdict.standing is Standing.ASKED:
            self.result.verdict.show_kept("The model that was in use stays in use; this one stays on disk.")

    def go_back(self) -> None:
        """To the model that was in use before the one of the report."""
        if self._earlier and self.result.verdict.standing is Standing.IN_USE:
            self._put_to_use(self._earlier)

    def show_model(self, model: str) -> None:
        """The report on a model that was trained before."""
        models = self._collaborators.models

        def read() -> tuple[ModelCard, ReportCard | None, str | None]:
            return models.load(model).card, models.report(model), models.active()

        self._background.run(read, self._show_stored)

    def save_page(self, path: Path) -> None:
        """Write the report into one HTML file."""
        if self._card is not None:
            model = self._card.id
            self._background.run(
                partial(self._collaborators.save_report, model, path), lambda _: self._tell_saved(path)
            )

    def shutdown(self) -> None:
        """Cancel a running training; the window is closing."""
        self.cancel()
        self._timer.stop()

    def _put_to_use(self, model: str) -> None:
        if self.switch.use(model):
            self.result.verdict.show_loading()

    def _ask_path(self) -> None:
        if self._card is None:
            return
        name = f"report {self._card.id}.html"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the report", str(Path.home() / name), "Web page (*.html)")
        if chosen:
            path = Path(chosen)
            self.save_page(path if path.suffix else path.with_suffix(".html"))

    # ---- what comes from the run ----
    def _look(self) -> None:
        for progress in self._job.poll() if self._job is not None else ():
            self._show_progress(progress)

    def _show_progress(self, progress: TrainingProgress) -> None:
        if isinstance(progress, TrainingStarted):
            self._left_out = progress.left_out
            self.view.show_started(progress)
        elif isinstance(progress, EpochDone):
            self.view.show_epoch(progress)
        elif isinstance(progress, TrainingDone):
            self._finish()
            self._show_done(progress)
        else:
            self._finish()
            self._show_failure(progress)

    def _show_done(self, done: TrainingDone) -> None:
        self._show_report(done.card, done.report, done.comparison, self._left_out)
        self.result.verdict.show_loading()
        models = self._collaborators.models

        def own_in_use() -> str:
            active = models.active()
            return "" if active is None or models.is_shipped(active) else active

        self._background.run(own_in_use, self._decide)

    def _decide(self, own: str) -> None:
        """Nothing is put to use that could be worse than what is in use, or that the user wants to be asked about.

        `own`: the model in use, where the user trained it or brought it in, else "".
        """
        if self._card is None:
            return
        comparison = self._comparison
        worse = what_got_worse(comparison) if comparison is not None else []
        other = own not in ("", self._card.id)
        if other and (comparison is None or comparison.model != own or not comparison.compared):
            worse.append(NOT_COMPARED)
        allowed = self._settings.now.use_new_model != ASK
        if allowed and not worse and self.switch.use(self._card.id):
            return
        self.result.verdict.show_asked(worse)
        if self.isVisible():
            self.result.take_keyboard()
        else:
            self._tell("A new model is trained, and not in use yet.", " ".join(worse), "&Look", self.wanted.emit)

    def _show_failure(self, failure: TrainingFailed) -> None:
        if self._cancelled:
            self.data.say(CANCELLED)
        else:
            self.data.say(failure.error, failure.hint, bad=True)
            if not self.isVisible():
                self._messages.say(Notice(failure.error, failure.hint, Tone.TROUBLE, topic=TOPIC))
        self._show_data()

    def _finish(self) -> None:
        self._timer.stop()
        self._escape.setEnabled(False)
        self._job = None

    # ---- what comes of models ----
    def _see_used(self, model: str, earlier: str) -> None:
        self.data.models.show_in_use(model)
        self._look_at_models()
        if self._card is None:
            return
        if self._card.id != model:
            self.result.verdict.show_kept("The earlier model is in use again; this one stays on disk.")
            return
        self._earlier = earlier if earlier != model else ""
        why = NO_EARLIER if self._comparison is None else "" if what_got_worse(self._comparison) else NOTHING_WORSE
        self.result.verdict.show_in_use(f"{datetime.now():%H:%M}", why, bool(self._earlier))
        if self._shown is self.result and not self.isVisible():
            self._tell("The new model is trained and in use.", why, "Go &back", self.go_back, bool(self._earlier))

    def _failed_to_load(self, error: BaseException) -> None:
        self._messages.show(error)
        if self.result.verdict.standing is Standing.LOADING:
            self.result.verdict.show_kept("It could not be loaded; the model that was in use stays in use.")

    def _see_model(self, card: ModelCard | None) -> None:
        """Another model may come into use elsewhere."""
        if card is not None:
            self.data.models.show_in_use(card.id)
        if self._card is None or self.switch.busy:
            return
        in_use, standing = card is not None and card.id == self._card.id, self.result.verdict.standing
        if in_use and standing is Standing.KEPT:
            self.result.verdict.show_in_use("", "", False)
        elif not in_use and standing is Standing.IN_USE:
            self.result.verdict.show_kept("Another model is in use.")

    def _look_at_models(self) -> None:
        models = self._collaborators.models

        def read() -> _ModelsFound:
            active = models.active()
            return _ModelsFound(models.cards(), active, models.report(active) if active is not None else None)

        self._background.run(read, self._show_models)

    def _show_models(self, found: _ModelsFound) -> None:
        self.data.models.show_models(found.cards, found.active)
        self._report_in_use = found.report
        self.data.report.setVisible(found.report is not None)
        self._show_behind()

    def _show_stored(self, found: tuple[ModelCard, ReportCard | None, str | None]) -> None:
        card, report, active = found
        if report is None:
            self._messages.say(Notice("Nothing was written down about how this model was trained.", topic=TOPIC))
            return
        self._earlier = ""
        self._show_report(card, report, None, ())
        if card.id == active:
            self.result.verdict.show_in_use("", "", False)
        else:
            self.result.verdict.show_kept("")

    def _show_report(
        self, card: ModelCard, report: ReportCard, comparison: Comparison | None, left_out: tuple[str, ...]
    ) -> None:
        self._card, self._comparison = card, comparison
        self._library.look()
        doubtful = Counter(row.take.gesture for row in self._library.contents.rows if row.doubtful)
        self.result.show_report(card, report, comparison, advice_on(report, doubtful), left_out)
        self._show(self.result)

    # ---- what comes of takes ----
    def _see_library(self) -> None:
        could_train = self.data.can_train
        self.data.show_rows(self._library.contents.rows)
        if not self._library.loaded:
            done, total = self._library.progress
            self.data.total.setText(f"Reading the takes: {done:,} of {total:,} …" if total else READING)
        self._show_behind()
        if self.isVisible() and self._shown is self.data and self.data.can_train and not could_train:
            self._take_keyboard()

    def _show_behind(self) -> None:
        """What the model in use has not learned; a comparison of thousands of takes is not for this thread."""
        report, library = self._report_in_use, self._library
        if report is None or not library.loaded:
            self.data.show_behind("")
            return
        takes = [row.take for row in library.contents.rows]

        def show(changes: DataChanges) -> None:
            if report is self._report_in_use:
                self.data.show_behind(f"The model in use is behind. {changes.sentence}" if changes.behind else "")

        self._background.run(partial(changes_since, report, takes), show)

    # ---- keys and views ----
    def keyPressEvent(self, event: QKeyEvent) -> None:
        deeds = {
            Qt.Key.Key_U: self.use,
            Qt.Key.Key_K: self.keep,
            Qt.Key.Key_B: self.go_back,
            Qt.Key.Key_S: self._ask_path,
            Qt.Key.Key_A: self._show_data,
        }
        deed = deeds.get(Qt.Key(event.key())) if self._shown is self.result and not event.modifiers() else None
        if deed is None:
            event.ignore()
        elif not event.isAutoRepeat():
            deed()

    def showEvent(self, event: QShowEvent) -> None:
        self._library.look()
        self._look_at_models()
        self._take_keyboard()

    def _tell(self, sentence: str, hint: str, words: str, do: object, offered: bool = True) -> None:
        """Said where the user is, for the page is not seen."""
        press = NoticeButton(words, do) if offered else None  # type: ignore[arg-type]
        self._messages.say(Notice(sentence, hint, Tone.NEWS, press, TOPIC))

    def _tell_saved(self, path: Path) -> None:
        self._messages.say(Notice(f"The report is saved as {path.name}.", f"It lies in {path.parent}.", topic=TOPIC))

    def _show_data(self) -> None:
        self._library.look()
        self._look_at_models()
        self._show(self.data)

    def _show(self, view: TrainingData | TrainingView | ReportView) -> None:
        self._shown = view
        self._stack.setCurrentIndex(self._views.index(view))
        if self.isVisible():
            self._take_keyboard()

    def _take_keyboard(self) -> None:
        if self._shown is self.view:
            self.setFocus()  # not on Cancel: an Enter pressed a moment too early would throw the training away
        else:
            (self.data if self._shown is self.data else self.result).take_keyboard()

    def _connect(self, parts: PageParts) -> None:
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self.train)
        self._escape.activated.connect(self.cancel)
        data, verdict, result = self.data, self.result.verdict, self.result
        data.train_wanted.connect(self.train)
        data.record_wanted.connect(self.record_wanted)
        data.look_wanted.connect(self.look_wanted)
        data.models.use_wanted.connect(self.switch.use)
        data.report_wanted.connect(self._show_report_in_use)
        self.view.cancel_wanted.connect(self.cancel)
        verdict.use_wanted.connect(self.use)
        verdict.keep_wanted.connect(self.keep)
        verdict.back_wanted.connect(self.go_back)
        result.again_wanted.connect(self._show_data)
        result.save_wanted.connect(self._ask_path)
        result.takes.open_wanted.connect(self.take_wanted)
        self.switch.used.connect(self._see_used)
        self.switch.failed.connect(self._failed_to_load)
        self.switch.busy_changed.connect(data.models.show_loading)
        self._library.changed.connect(self._see_library)
        parts.poller.model.connect(self._see_model)

    def _show_report_in_use(self) -> None:
        if self._report_in_use is not None:
            self.show_model(self._report_in_use.model)

    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for view in self._views:
            area = QScrollArea(self)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(view)
            self._stack.addWidget(area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.addWidget(self._stack)

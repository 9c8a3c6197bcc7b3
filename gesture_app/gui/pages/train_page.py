"""Train page: what there is to learn from, the run with its curves, the result, and "use this model"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.model_card import ModelCard
from gesture_app.core.training_progress import (
    EpochDone,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.gui.page_parts import PageParts
from gesture_app.gui.widgets.training_data import TrainingData
from gesture_app.gui.widgets.training_result import TrainingResult
from gesture_app.gui.widgets.training_view import TrainingView

if TYPE_CHECKING:
    from gesture_app.jobs.training_job import TrainingJob

LOOK_EVERY_MS = 100
CANCELLED = "Training was cancelled. Recordings and models are as they were."


class TrainPage(QWidget):
    """Looks at the training job ten times a second; the other pages go on meanwhile."""

    record_wanted = Signal()
    """the user wants to record more"""

    def __init__(self, parts: PageParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._collaborators, self._background, self._messages = parts.collaborators, parts.background, parts.messages
        self._job: TrainingJob | None = None
        self._cancelled = False
        self._left_out: tuple[str, ...] = ()
        self._card: ModelCard | None = None
        self._switch = parts.switch
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.data = TrainingData(self)
        self.view = TrainingView(self)
        self.result = TrainingResult(self)
        self._views = (self.data, self.view, self.result)
        self._shown: TrainingData | TrainingView | TrainingResult = self.data
        self._stack = QStackedWidget(self)
        self._build()
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self.train)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.activated.connect(self.cancel)
        self._escape.setEnabled(False)
        self.data.train_wanted.connect(self.train)
        self.data.record_wanted.connect(self.record_wanted)
        self.data.models.use_wanted.connect(self._switch.use)
        self._switch.loading_changed.connect(self._show_loading)
        self._switch.used.connect(self._see_used)
        self.view.cancel_wanted.connect(self.cancel)
        self.result.use_wanted.connect(self.use)
        self.result.again_wanted.connect(self._show_data)
        parts.poller.model.connect(self._see_model)
        self._look_at_disk()

    # ---- what the user asks for ----
    def train(self) -> None:
        """Begin, unless a run is under way."""
        if self._job is not None:
            return
        job = self._collaborators.make_training_job()
        job.start()
        self._job, self._cancelled, self._left_out = job, False, ()
        self._timer.start()
        self._escape.setEnabled(True)
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
        """Recognise with the model just made, now and after the next start."""
        card = self._card
        if card is None or self._shown is not self.result or not self.result.may_use or self._switch.loading:
            return
        self.result.show_use("", loading=True)
        self._switch.use(card.id)

    def shutdown(self) -> None:
        """Cancel a running training; the window is closing."""
        self.cancel()
        self._timer.stop()

    # ---- on another thread ----
    def _models(self) -> tuple[list[ModelCard], str | None]:
        models = self._collaborators.models
        return models.cards(), models.active()

    # ---- what comes ----
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
            self._card = progress.card
            self.result.show_done(progress, self._left_out)
            self.result.show_use("", loading=False)
            self._show(self.result)
        else:
            self._finish()
            self._show_failure(progress)

    def _show_failure(self, failure: TrainingFailed) -> None:
        if self._cancelled:
            self.data.say(CANCELLED)
        else:
            self.data.say(failure.error, failure.hint, bad=True)
        self._show_data()

    def _finish(self) -> None:
        self._timer.stop()
        self._escape.setEnabled(False)
        self._job = None

    def _see_used(self, model: str) -> None:
        self.data.models.show_in_use(model)
        if self._card is not None and self._card.id == model:
            self.result.show_use(f"{datetime.now():%H:%M}", loading=False)

    def _show_loading(self, loading: bool) -> None:
        self.data.models.show_loading(loading)
        if not loading and self.result.loading:
            self.result.show_use("", loading=False)

    def _see_model(self, card: ModelCard | None) -> None:
        """Another model may come into use elsewhere."""
        if card is not None:
            self.data.models.show_in_use(card.id)
        if self._card is not None and (card is None or card.id != self._card.id):
            self.result.show_use("", loading=False)

    def _look_at_disk(self) -> None:
        self._background.run(self._collaborators.recordings.gestures, self._show_counts)
        self._background.run(self._models, self._show_models)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        could_train = self.data.can_train
        self.data.show_counts(counts)
        if self.isVisible() and self.data.can_train and not could_train:
            self._focus_first()

    def _show_models(self, found: tuple[list[ModelCard], str | None]) -> None:
        self.data.models.show_models(*found)

    # ---- keys and views ----
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown is self.result:
            self.use()
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        self._look_at_disk()
        self._focus_first()

    def _show_data(self) -> None:
        self._look_at_disk()
        self._show(self.data)

    def _show(self, view: TrainingData | TrainingView | TrainingResult) -> None:
        self._shown = view
        self._stack.setCurrentIndex(self._views.index(view))
        if self.isVisible():
            self._focus_first()

    def _focus_first(self) -> None:
        # not on Cancel: an Enter pressed a moment too early would throw the training away
        {self.data: self.data.train, self.view: self, self.result: self.result.use}[self._shown].setFocus()

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

"""Runs one training job at a time, polls it, and reports it to the window as running work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.training.progress import TrainingDone, TrainingFailed, TrainingProgress
from gesture_app.gui.state.running_work import RunningWork, Work, WorkKind
from gesture_app.gui.train.progress_view import time_words
from gesture_app.gui.widgets.stop_question import StopQuestion

if TYPE_CHECKING:
    from gesture_app.jobs.process import JobProcess

POLL_EVERY_MS = 100
READING = "Training: preparing the takes"


class TrainingRun(QObject):
    """Used on the GUI thread, while all pages go on."""

    progressed = Signal(object)
    """`TrainingProgress`; the last one comes after `running` has become False"""

    cancelling = Signal()
    """the training is being cancelled"""

    def __init__(self, work: RunningWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self.question = StopQuestion("Training", parent)
        self._job: JobProcess[TrainingProgress] | None = None
        self._cancelled = False
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def running(self) -> bool:
        """True while a training runs."""
        return self._job is not None

    @property
    def cancelled(self) -> bool:
        """True if the user has cancelled the training that runs or ran last."""
        return self._cancelled

    def start(self, job: JobProcess[TrainingProgress]) -> None:
        """Start a training. None may be running."""
        self._job, self._cancelled = job, False
        self._job.start()
        self._timer.start()
        self._work.report(WorkKind.TRAINING, Work(READING, loss=_loss(0.0)))

    def ask_cancel(self) -> None:
        """Cancel a training that has just begun, else ask first."""
        loss = self._work.loss_of(WorkKind.TRAINING)
        if loss:
            self.question.ask(loss, "&Stop the training", self.cancel)
        else:
            self.cancel()

    def cancel(self) -> None:
        """Cancel the training, of which the last checkpoint stays. `progressed` confirms it."""
        if self._job is not None and not self._cancelled:
            self._cancelled = True
            self.cancelling.emit()
            self._job.cancel()

    def shutdown(self) -> None:
        """Cancel the training because the window closes."""
        self.cancel()
        self._timer.stop()

    def _poll(self) -> None:
        for progress in self._job.poll() if self._job is not None else ():
            if isinstance(progress, EpochMetrics):
                share, left = progress.epoch / progress.epochs, time_words(progress.seconds_left)
                self._work.report(
                    WorkKind.TRAINING, Work(f"Training {100 * share:.0f} %, {left} left", share, loss=_loss(share))
                )
            elif isinstance(progress, TrainingDone | TrainingFailed):
                self._timer.stop()
                self._job = None
                self.question.close_question()
                self._work.report(WorkKind.TRAINING, None)
            self.progressed.emit(progress)


def _loss(share: float) -> str:
    if not share:
        return "A training has begun. Nothing of it is kept yet."
    return f"A training is {100 * share:.0f} % done. If it stops now, you can go on with it later."

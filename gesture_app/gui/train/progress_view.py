"""A running training: epoch, time left, learning curves, the epoch that is kept, and Cancel."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from gesture_app.core.model.report import EpochMetrics, best_of, kept_sentence
from gesture_app.core.training.progress import TrainingStarted
from gesture_app.core.wording import counted, known_gestures
from gesture_app.gui.train.actions import CANCEL
from gesture_app.gui.train.learning_curves import LearningCurves
from gesture_app.gui.widgets.controls import TextRole, heading, paragraph
from gesture_app.gui.widgets.page_actions import action_button

COMPOSING = "Preparing the takes …"
LEARNING_ALL = "Test done. Now learning from all takes"

MOST_SHORTENED = 4
"""takes used in part that are named during training"""


class ProgressView(QWidget):
    """Shows the progress of the job."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = heading(self)
        self.heading.setWordWrap(True)
        self.epoch = QLabel(self)
        self._left = QLabel(self)
        self.best = paragraph(self, role=TextRole.MUTED)
        self.shortened = paragraph(self, role=TextRole.MUTED)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self.curves = LearningCurves(self)
        self.cancel = action_button(CANCEL, self, "")
        self.cancel.clicked.connect(self.cancel_wanted)
        self._held_out = 0
        self._epochs: list[EpochMetrics] = []
        line = QHBoxLayout()
        line.addWidget(self.epoch, 1)
        line.addWidget(self._left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addLayout(line)
        layout.addWidget(self._progress)
        layout.addWidget(self.best)
        layout.addWidget(self.shortened)
        layout.addWidget(self.curves, 1)
        layout.addWidget(self.cancel)

    def begin(self) -> None:
        """Show a training that has just been started."""
        self.heading.setText("Reading the recordings …")
        self.epoch.setText("")
        self._left.setText("")
        self.best.setText("")
        self.shortened.setText("")
        self._epochs.clear()
        self._progress.setRange(0, 1)
        self._progress.setValue(0)
        self.curves.start(1)
        self.cancel.setEnabled(True)

    def show_started(self, started: TrainingStarted) -> None:
        """Show what the network learns from."""
        self._held_out = started.validation_takes
        self.epoch.setText(COMPOSING)
        learnt = started.takes - started.validation_takes
        self.heading.setText(
            f"Learning {known_gestures(len(started.gestures), len(started.starter))} from {counted(learnt, 'take')}, "
            f"tested on {counted(started.validation_takes, 'other')}"
        )
        self.shortened.setText(_shortened_words(started))
        self.curves.start(started.epochs)

    def show_epoch(self, epoch: EpochMetrics) -> None:
        """Show an epoch."""
        self.epoch.setText(f"Epoch {epoch.epoch} of {epoch.epochs}")
        self._left.setText(f"{time_words(epoch.seconds_left)} left")
        self._progress.setRange(0, epoch.epochs)
        self._progress.setValue(epoch.epoch)
        self.curves.add(epoch)
        self._epochs.append(epoch)
        self._show_best()
        if self._held_out and isnan(epoch.validation_accuracy) and self.cancel.isEnabled():
            self.heading.setText(LEARNING_ALL)

    def _show_best(self) -> None:
        self.curves.mark(best_of(self._epochs))
        self.best.setText(kept_sentence(self._epochs, "Kept so far"))

    def show_cancelling(self) -> None:
        """Show that the training is being cancelled."""
        self.heading.setText("Stopping …")
        self.cancel.setEnabled(False)


def _shortened_words(started: TrainingStarted) -> str:
    """Return the takes used in part, one a line, and count the rest."""
    lines = [take.sentence for take in started.shortened[:MOST_SHORTENED]]
    more = len(started.shortened) - len(lines)
    return "\n".join([*lines, *([f"{counted(more, 'more take')} used in part."] if more else [])])


def time_words(seconds: float) -> str:
    """Return a duration such as "8 s" or "2 min 5 s"."""
    whole = max(0, round(seconds))
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"

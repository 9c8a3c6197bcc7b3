"""The Forgetting panel: trains RNN, GRU and LSTM on the same takes and compares their gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from gesture_app.core.inspection.gradient_reach import (
    GradientReach,
    ReachAdvanced,
    ReachDone,
    ReachFailed,
    ReachMessage,
    ReachStarted,
    ShippedReach,
    training_takes,
)
from gesture_app.core.model.card import CellType
from gesture_app.core.wording import counted
from gesture_app.gui.inspect.explanations import GRADIENT
from gesture_app.gui.inspect.panels.gradient_plot import GradientPlot
from gesture_app.gui.inspect.panels.reach_text import (
    estimated_seconds,
    gru_sentences,
    own_sentence,
    reach_sentences,
)
from gesture_app.gui.state.running_work import Work
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph

POLL_MS = 100
LEAST_SHARE = 0.05
"""of the work done, from which the time left is estimated"""
OWN, DRAWN = "Compare on your takes (about {} s)", "Measure again on the drawn hand (about {} s)"
SHIPPED = (
    "This result comes with the program: {takes} takes of the drawn hand, tested on {held_out} others, {delay:.1f} s "
    "after the gesture ended."
)


class ReachJob(Protocol):
    """Measures the gradient reach in a process of its own."""

    def start(self) -> None:
        """Start the process."""

    def poll(self) -> Sequence[ReachMessage]:
        """Return the messages since the last call."""

    def cancel(self) -> None:
        """Cancel. `poll` confirms it."""

    def shut_down(self) -> None:
        """Cancel without confirmation, as the window closes."""


class GradientPanel(QWidget):
    """Starts the job, follows it and shows the result."""

    worked = Signal(object)
    """`Work | None`: the state of the comparison, and its end"""

    def __init__(
        self,
        make_job: Callable[[], ReachJob],
        read_shipped: Callable[[], ShippedReach | None],
        count_takes: Callable[[], Sequence[int]],
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet.

        Args:
            make_job: makes the measurement.
            read_shipped: returns the result that comes with the program.
            count_takes: returns the number of the user's takes of each gesture.
            parent: owner.
        """
        super().__init__(parent)
        self._make_job, self._read_shipped, self._count_takes = make_job, read_shipped, count_takes
        self._job: ReachJob | None = None
        self._began = 0.0
        self.shipped: ShippedReach | None = None
        self.start_button = button(
            self, "", "Train an RNN, a GRU and an LSTM, and measure how far back their gradients reach"
        )
        self.own_text = paragraph(self, "", TextRole.MUTED)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.text = paragraph(self, "", TextRole.MUTED)
        self.plot = GradientPlot(self)
        self.result_text = paragraph(self)
        self.explanation = paragraph(self, GRADIENT)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self.start_button.clicked.connect(self._start_or_stop)
        self._arrange()
        self.progress.hide()
        self.plot.hide()
        self.text.hide()
        self._show_offer()

    def load_shipped(self) -> ShippedReach | None:
        """Read the result that comes with the program, once, and show it if there is no other."""
        if self.shipped is None:
            self.shipped = self._read_shipped()
            if self.shipped is not None and self.plot.result is None:
                result = self.shipped.result
                self._show_result(result, self.shipped.accuracies)
                self._show_message(SHIPPED.format(takes=result.takes, held_out=result.held_out, delay=result.delay_s))
        return self.shipped

    def showEvent(self, event: QShowEvent) -> None:
        self.load_shipped()
        self._show_offer()

    def _show_offer(self) -> None:
        """Show what a measurement would train on, and how long it takes."""
        takes_of_each, measured = self._count_takes(), self.plot.result
        own = training_takes(takes_of_each)
        count = own or (self.shipped.result.takes if self.shipped is not None else 0)
        self.own_text.setText(own_sentence(takes_of_each, measured))
        if self._job is None:
            self.start_button.setText((OWN if own else DRAWN).format(estimated_seconds(count, measured)))

    def _show_result(self, result: GradientReach, accuracies: Mapping[str, Sequence[float]] | None = None) -> None:
        self.plot.show_result(result)
        self.plot.show()
        sentences = [*reach_sentences(result), gru_sentences(result, accuracies)]
        self.result_text.setText("\n".join(sentence for sentence in sentences if sentence))

    def _arrange(self) -> None:
        """Arrange everything in a scroll area, as the panel is low while a notice is shown."""
        row = QHBoxLayout()
        row.addWidget(self.start_button)
        row.addWidget(self.progress, 1)
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(heading(self, "Who remembers longest?"))
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        column.addWidget(self.text)
        column.addWidget(self.result_text)
        column.addWidget(self.own_text)
        column.addWidget(self.explanation)
        column.addStretch(0)
        area = QScrollArea(self)
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(area)

    @property
    def running(self) -> bool:
        """True while the job runs."""
        return self._job is not None

    def shutdown(self) -> None:
        """Stop the job, as the window closes."""
        if self._job is not None:
            self._job.shut_down()
        self._finish()

    def _start_or_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        self._job = self._make_job()
        self._job.start()
        self._began = perf_counter()
        self.start_button.setText("Stop")
        self.progress.setValue(0)
        self.progress.show()
        self._show_message("Reading the takes …")
        self._timer.start()
        self.worked.emit(_work(0.0))

    def _poll(self) -> None:
        job = self._job
        for news in job.poll() if job is not None else ():
            self._on_message(news)

    def _on_message(self, news: ReachMessage) -> None:
        if isinstance(news, ReachStarted):
            which = "takes that come with the program" if news.bundled else "of your takes"
            self._show_message(f"Training on {news.takes} {which}, {counted(len(news.gestures), 'gesture')}.")
        elif isinstance(news, ReachAdvanced):
            self.progress.setValue(round(1000 * news.share))
            self.worked.emit(_work(news.share))
            passed = perf_counter() - self._began
            left = f", about {passed / news.share * (1 - news.share):.0f} s left" if news.share > LEAST_SHARE else ""
            self._show_message(f"{CellType(news.cell).display_name} is being trained{left} …")
        elif isinstance(news, ReachDone):
            self._finish()
            result = news.result
            self._show_result(result)
            self._show_offer()
            which = "takes that come with the program" if result.bundled else "of your takes"
            self._show_message(
                f"Trained on {result.takes} {which}, tested on {result.held_out} others, {result.delay_s:.1f} s after "
                f"the gesture ended. It took {result.seconds:.0f} s."
            )
        elif isinstance(news, ReachFailed):
            self._finish()
            self._show_message(f"{news.error} {news.hint}".strip())

    def _show_message(self, text: str) -> None:
        self.text.setText(text)
        self.text.show()

    def _finish(self) -> None:
        self._timer.stop()
        self.worked.emit(None)
        self.progress.hide()
        self._job = None
        self._show_offer()


def _work(share: float) -> Work:
    loss = "The comparison of RNN, GRU and LSTM is not finished. Its result would be lost."
    return Work(f"Comparing RNN, GRU and LSTM, {100 * share:.0f} %", share, loss=loss)

"""The Forgetting panel: trains RNN, GRU and LSTM on the same takes and compares their gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from gesture_app.core.inspection.gradient_reach import ReachAdvanced, ReachDone, ReachFailed, ReachMessage, ReachStarted
from gesture_app.core.model.card import CellType
from gesture_app.core.wording import counted
from gesture_app.gui.inspect.panels.explanations import GRADIENT
from gesture_app.gui.inspect.panels.gradient_plot import GradientPlot, reach_sentences
from gesture_app.gui.state.running_work import Work
from gesture_app.gui.widgets.controls import TextRole, button, heading, paragraph

POLL_MS = 100
COMPARE = "Compare all three (about 1 min)"


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

    def __init__(self, make_job: Callable[[], ReachJob], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_job = make_job
        self._job: ReachJob | None = None
        self.start_button = button(
            self, COMPARE, "Train an RNN, a GRU and an LSTM, and measure how far back their gradients reach"
        )
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
        column.addWidget(self.explanation)
        column.addLayout(row)
        column.addWidget(self.text)
        column.addWidget(self.plot, 1)
        column.addWidget(self.result_text)
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
            self._show_message(f"{CellType(news.cell).display_name} is being trained …")
        elif isinstance(news, ReachDone):
            self._finish()
            result = news.result
            self.plot.show_result(result)
            self.plot.show()
            self.explanation.hide()
            self.result_text.setText("\n".join(reach_sentences(result)))
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
        self.start_button.setText(COMPARE)
        self._job = None


def _work(share: float) -> Work:
    loss = "The comparison of RNN, GRU and LSTM is not finished. Its result would be lost."
    return Work(f"Comparing RNN, GRU and LSTM, {100 * share:.0f} %", share, loss=loss)

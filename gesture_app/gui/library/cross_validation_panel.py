"""The button, progress and result of cross-validation: models name takes that they were not trained on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gesture_app.core.quality.cross_validation import CheckDone, CheckFailed, CheckProgress, CheckStarted, CheckWent
from gesture_app.core.wording import counted
from gesture_app.gui.library.actions import ROWS
from gesture_app.gui.state.running_work import Work
from gesture_app.gui.widgets.controls import TextRole, button, paragraph
from gesture_app.gui.widgets.page_actions import action_button

if TYPE_CHECKING:
    from gesture_app.jobs.process import JobProcess

POLL_EVERY_MS = 200
NOT_CHECKED = "No take has been checked yet."
ALMOST = 1000


class CrossValidationPanel(QWidget):
    """Polls the job while the window goes on."""

    finished = Signal()
    """results were written"""
    worked = Signal(object)
    """`Work | None`: the state of the check, and its end"""

    def __init__(self, make_job: Callable[[], JobProcess[CheckProgress]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_job = make_job
        self._job: JobProcess[CheckProgress] | None = None
        self._counts: tuple[int, int] | None = None
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self._poll)
        self.start_button = action_button(ROWS["check"], self)
        self.start_button.clicked.connect(self.start)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, ALMOST)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Check with models")
        self.cancel_button = button(self, "Cancel", "Stop the check. Results so far are kept.", "small")
        self.cancel_button.clicked.connect(self.cancel)
        self.message = paragraph(self, role=TextRole.MUTED)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.bar, 1)
        line.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.start_button)
        layout.addLayout(line)
        layout.addWidget(self.message)
        self._show_running(False)

    @property
    def running(self) -> bool:
        """True while the job runs."""
        return self._job is not None

    def show_unchecked(self, unchecked: int, takes: int) -> None:
        """Show how many takes have not been checked."""
        counts = unchecked, takes
        if self.running or counts == self._counts:
            return
        first, self._counts = self._counts is None, counts
        if first and self.message.text():
            return  # what came of the judging is to be read first
        if takes:
            checked = (
                f"{unchecked:,} of {counted(takes, 'take')} not checked yet." if unchecked < takes else NOT_CHECKED
            )
            self._show_text(checked if unchecked else "All takes are checked.", TextRole.MUTED)

    def start(self) -> None:
        """Start the job unless it is running."""
        if self._job is None:
            self._job = self._make_job()
            self._job.start()
            self.bar.setValue(0)
            self._show_text("Reading the takes …", TextRole.MUTED)
            self._show_running(True)
            self._timer.start()
            self.worked.emit(Work("Checking the takes"))

    def cancel(self) -> None:
        """Cancel the job."""
        if self._job is not None:
            self._job.cancel()

    def shutdown(self) -> None:
        """Stop timers and jobs because the window closes."""
        self.cancel()
        self._timer.stop()

    def _poll(self) -> None:
        for news in self._job.poll() if self._job is not None else ():
            self._show(news)

    def _show(self, news: CheckProgress) -> None:
        if isinstance(news, CheckStarted):
            self._show_text(f"Training {news.models} models on {counted(news.takes, 'take')} …", TextRole.MUTED)
        elif isinstance(news, CheckWent):
            self.bar.setValue(round(ALMOST * news.share))
            self._show_text(f"About {news.seconds_left:.0f} s left", TextRole.MUTED)
            text = f"Checking the takes, {100 * news.share:.0f} %, {news.seconds_left:.0f} s left"
            self.worked.emit(Work(text, news.share))
        else:
            self._finish()
            if isinstance(news, CheckDone):
                self._show_text(done_words(news), TextRole.GOOD)
            else:
                self._show_failure(news)
            self.finished.emit()

    def _show_failure(self, news: CheckFailed) -> None:
        self._show_text(f"{news.error} {news.hint}".strip(), TextRole.WARNING)

    def _finish(self) -> None:
        self._job, self._counts = None, None
        self._timer.stop()
        self.worked.emit(None)
        self._show_running(False)
        if self.isVisible() and self.cancel_button.hasFocus():
            self.start_button.setFocus()

    def _show_running(self, running: bool) -> None:
        self.start_button.setVisible(not running)
        self.bar.setVisible(running)
        self.cancel_button.setVisible(running)

    def _show_text(self, text: str, role: TextRole) -> None:
        self.message.setText(text)
        self.message.set_role(role)


def done_words(done: CheckDone) -> str:
    """Return the result as a text."""
    left_out = (
        f" {counted(done.left_out, 'take')} were not checked: their gestures have too few takes."
        if done.left_out
        else ""
    )
    doubted = f"{counted(done.doubted, 'take')} of {done.judged} looked like another gesture."
    return f"{doubted[0].upper()}{doubted[1:]}{left_out}"

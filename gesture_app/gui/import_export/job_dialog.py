"""Base of the dialogs that run a job. The window goes on working, and the job can be cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from gesture_app.gui.state.running_work import RunningWork, Work, WorkKind
from gesture_app.gui.widgets.controls import TextRole, button, paragraph
from gesture_app.gui.widgets.stop_question import StopQuestion

if TYPE_CHECKING:
    from gesture_app.jobs.process import JobProcess

POLL_EVERY_MS = 100
BAR_PX = 8


class JobDialog(QDialog):
    """Has a text, a progress bar and a button that cancels or closes. Subclasses implement `_poll`."""

    ended_unseen = Signal(str)
    """the job has ended while the dialog was hidden, with this text"""

    KIND: WorkKind
    DOING: str
    """of the work in the status bar, such as "Importing" """
    LOSS: str
    """sentence on what is lost if the job ends early"""

    def __init__(self, title: str, work: RunningWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self._job: JobProcess[Any] | None = None
        self._timer = QTimer(self, interval=POLL_EVERY_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.timeout.connect(self._report)
        self.setWindowTitle(title)
        self.text = paragraph(self, "", TextRole.MUTED)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setRange(0, 1)
        self.bar.setFixedHeight(BAR_PX)
        self.stop = button(self, "&Close", "Escape")
        self.stop.setAutoDefault(False)  # else a second Enter, or one held down, would cancel what the first began
        self.stop.clicked.connect(self.reject)
        self.hide_button = button(self, "&Hide", "Close this dialog and go on. The status bar leads back.")
        self.hide_button.setAutoDefault(False)
        self.hide_button.clicked.connect(self.hide)
        self.question = StopQuestion(title, self)

    def reject(self) -> None:
        """Cancel a running job, after a question if it has run for some time, or close the dialog."""
        loss = self._work.loss_of(self.KIND)
        if self._job is None:
            super().reject()
        elif loss:
            self.question.ask(loss, f"&Cancel the {self.KIND}", self._cancel)
        else:
            self._cancel()

    def shutdown(self) -> None:
        """End the job at once because the window closes."""
        self._timer.stop()
        if self._job is not None:
            self._job.shut_down()
            self._job = None

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self.reject()
            event.ignore()
            return
        super().closeEvent(event)

    def _start(self, job: JobProcess[Any], text: str) -> None:
        self.bar.setRange(0, 0)
        self._show_text(text)
        job.start()
        self._job = job
        self._timer.start()
        self._show_state()
        self.stop.setFocus()
        self._report()

    def _cancel(self) -> None:
        if self._job is not None:
            self._show_text("Cancelling …")
            self._job.cancel()

    def _end(self) -> None:
        """Leave a job that has ended."""
        self.question.close_question()
        self._timer.stop()
        self._job = None
        self._work.report(self.KIND, None)
        self.bar.reset()
        self.bar.setRange(0, 1)

    def _poll(self) -> None:
        raise NotImplementedError

    def _report(self) -> None:
        """Report the job as running work, and its end if the dialog is hidden."""
        if self._job is None:
            if self.isHidden():
                self.ended_unseen.emit(self.text.text())
            return
        done, of = self.bar.value(), self.bar.maximum()
        counts = f", {done} of {of}" if of else " …"
        self._work.report(self.KIND, Work(f"{self.DOING}{counts}", done / of if of else None, loss=self.LOSS))

    def _show_state(self) -> None:
        self.stop.setText("&Close" if self._job is None else "&Cancel")
        self.hide_button.setVisible(self._job is not None)

    def _show_text(self, text: str, role: TextRole = TextRole.PLAIN) -> None:
        self.text.setText(text)
        self.text.set_role(role)

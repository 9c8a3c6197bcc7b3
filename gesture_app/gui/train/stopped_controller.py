"""Finds the training that was stopped last, and makes the job that goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gesture_app.core.training.stopped import Resume, StoppedTraining
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.gui.train.stopped_panel import StoppedPanel

if TYPE_CHECKING:
    from gesture_app.core.training.progress import TrainingProgress
    from gesture_app.jobs.process import JobProcess


@dataclass(frozen=True, slots=True)
class StoppedServices:
    """Access to the training that was stopped."""

    read: Callable[[], StoppedTraining | None]
    """return it, or None; slow"""
    delete: Callable[[], None]
    """slow"""
    make_job: Callable[[Resume], JobProcess[TrainingProgress]]


class StoppedController(QObject):
    """Shows the training in the panel.

    Args:
        services: access to it; None: nothing is shown.
        panel: shows it.
        tasks: for what is slow.
    """

    job_made = Signal(object)
    """`JobProcess`, not started, that goes on with the training"""

    def __init__(
        self, services: StoppedServices | None, panel: StoppedPanel, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._panel, self._tasks = services, panel, tasks
        panel.resume_wanted.connect(self._resume)
        panel.discard_wanted.connect(self._discard)

    def refresh(self) -> None:
        """Show the training that was stopped last, or none."""
        if self._services is not None:
            self._tasks.run(self._services.read, self._panel.show_stopped)

    def _resume(self, resume: str) -> None:
        if self._services is not None:
            self.job_made.emit(self._services.make_job(Resume(resume)))

    def _discard(self) -> None:
        if self._services is not None:
            self._tasks.run(self._services.delete, lambda _: self.refresh())

"""The cross-check in a process of its own, so that the window and the camera go on."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from gesture_app.core.cross_check import CheckDone, CheckFailed, CheckProgress
from gesture_app.jobs.job_process import JobProcess
from gesture_app.storage.workspace import Workspace

if TYPE_CHECKING:
    from gesture_app.learning.training import TrainingOptions

CANCELLED = "Judging was cancelled. What was judged until then is kept."


class CrossCheckJob(JobProcess[CheckProgress]):
    """Start it, poll it, cancel it."""

    def __init__(self, workspace: Workspace, options: TrainingOptions | None = None) -> None:
        super().__init__("cross-check", _check, (workspace, options), (CheckDone, CheckFailed), _killed)


def _killed(by_user: bool) -> CheckFailed:
    if by_user:
        return CheckFailed(CANCELLED)
    return CheckFailed(
        "Judging stopped unexpectedly, perhaps for lack of memory.", "Close other programs and start it again."
    )


def _check(pipe: Connection, workspace: Workspace, options: TrainingOptions | None) -> None:
    """In the process: send everything the run says."""
    # here only: the window must not load torch to start a job
    from gesture_app.jobs.cross_check import run_cross_check
    from gesture_app.learning.network import use_threads
    from gesture_app.learning.training import TrainingOptions

    use_threads(1)  # leaves a core to the camera and the window
    for news in run_cross_check(workspace, options or TrainingOptions()):
        pipe.send(news)
    pipe.close()
    os._exit(0)  # taking torch apart in order lasts longer than a second, and everything is on disk

"""The cross-check in a process of its own, so that the window and the camera go on."""

from __future__ import annotations

from collections.abc import Iterator

from gesture_app.core.quality.cross_validation import CheckDone, CheckFailed, CheckProgress
from gesture_app.core.training.options import TrainingOptions
from gesture_app.jobs.process import Ending, JobProcess
from gesture_app.storage.workspace import Workspace

DEFAULTS = TrainingOptions()
CANCELLED = "Judging was cancelled. What was judged until then is kept."


class CrossCheckJob(JobProcess[CheckProgress]):
    """Start it, poll it, cancel it."""

    def __init__(self, workspace: Workspace, options: TrainingOptions = DEFAULTS) -> None:
        super().__init__("cross-check", _check, (workspace, options), (CheckDone, CheckFailed), _killed)


def _killed(ending: Ending) -> CheckFailed:
    if ending is Ending.BY_USER:
        return CheckFailed(CANCELLED)
    return CheckFailed(ending.of("judging"), "Close other programs and start it again.")


def _check(workspace: Workspace, options: TrainingOptions) -> Iterator[CheckProgress]:
    """In the process: the window must not load torch."""
    from gesture_app.jobs.cross_validation import run_cross_check
    from gesture_app.learning.network import use_threads

    use_threads(1)
    return run_cross_check(workspace, options)

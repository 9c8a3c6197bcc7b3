"""The measurement of how far learning reaches back, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

from gesture_app.core.inspection.gradient_reach import ReachDone, ReachFailed, ReachMessage
from gesture_app.jobs.process import Ending, JobProcess
from gesture_app.storage.workspace import Workspace

CANCELLED = "The measurement was cancelled."


def reach_back_job(workspace: Workspace) -> JobProcess[ReachMessage]:
    """Start it, poll it, cancel it."""
    return JobProcess("reach-back", _measure, (workspace,), (ReachDone, ReachFailed), _killed)


def _killed(ending: Ending) -> ReachFailed:
    if ending is Ending.BY_USER:
        return ReachFailed(CANCELLED)
    return ReachFailed(ending.of("measurement"), "Close other programs.")


def _measure(workspace: Workspace) -> Iterator[ReachMessage]:
    """In the process: the window must not load torch."""
    from gesture_app.jobs.gradient_reach import run_reach_back
    from gesture_app.learning.network import use_threads

    use_threads(1)  # leaves a core to the camera and the window
    return run_reach_back(workspace)

"""Training in a process of its own: whatever happens there, the program, the recordings and the model in use stay."""

from __future__ import annotations

from collections.abc import Iterator

from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingDone, TrainingFailed, TrainingProgress
from gesture_app.jobs.process import Ending, JobProcess
from gesture_app.storage.workspace import Workspace

DEFAULTS = TrainingOptions()
CANCELLED = "Training was cancelled."


class TrainingJob(JobProcess[TrainingProgress]):
    """Start it, poll it, cancel it."""

    def __init__(self, workspace: Workspace, options: TrainingOptions = DEFAULTS) -> None:
        super().__init__("training", _train, (workspace, options), (TrainingFailed, TrainingDone), _killed)


def _killed(ending: Ending) -> TrainingFailed:
    if ending is Ending.BY_USER:
        return TrainingFailed(CANCELLED)
    return TrainingFailed(
        ending.of("training"), "Recordings and models are as they were; close other programs and train again."
    )


def _train(workspace: Workspace, options: TrainingOptions) -> Iterator[TrainingProgress]:
    """In the process: the window must not load torch."""
    from gesture_app.jobs.training import run_training
    from gesture_app.learning.network import use_threads

    use_threads(1)
    return run_training(workspace, options)

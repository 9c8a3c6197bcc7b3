"""Training in a process of its own: whatever happens there, the program, the recordings and the model in use stay."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from gesture_app.core.training_progress import TrainingDone, TrainingFailed, TrainingProgress
from gesture_app.storage.workspace import Workspace

if TYPE_CHECKING:
    from gesture_app.learning.training import TrainingOptions

CANCELLED = "Training was cancelled."
_ENDING_S = 0.02
"""the process ends as soon as it has said its last word; nobody waits for it longer than this"""


class TrainingJob:
    """Start it, poll it, cancel it: from one thread. It says exactly one last word, also when its process is killed."""

    def __init__(self, workspace: Workspace, options: TrainingOptions | None = None) -> None:
        self._workspace = workspace
        self._options = options
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._cancelled = False

    @property
    def running(self) -> bool:
        """Whether more is to come from `poll`."""
        return self._pipe is not None

    def start(self) -> None:
        """Begin; returns at once."""
        spawn = multiprocessing.get_context("spawn")  # a forked copy of a program with threads may hang
        self._pipe, theirs = spawn.Pipe(duplex=False)
        self._process = spawn.Process(
            target=_train, args=(theirs, self._workspace, self._options), name="training", daemon=True
        )
        self._process.start()
        theirs.close()

    def poll(self) -> list[TrainingProgress]:
        """What was said since the last call."""
        news: list[TrainingProgress] = []
        while self._pipe is not None:
            last_word = self._next_word(self._pipe, news)
            if last_word is None:
                break
            if last_word:
                self._end()
        return news

    def cancel(self) -> None:
        """Stop at once; `poll` then says so."""
        self._cancelled = True
        if self._process is not None:
            self._process.kill()

    def _next_word(self, pipe: Connection, news: list[TrainingProgress]) -> bool | None:
        """Append the next message: True when it was the last, None when there is none yet."""
        try:
            if not pipe.poll():
                return None
            message: TrainingProgress = pipe.recv()
        except (EOFError, OSError):
            message = _killed(self._cancelled)
        if self._cancelled and not isinstance(message, TrainingFailed | TrainingDone):
            return False
        news.append(message)
        return isinstance(message, TrainingFailed | TrainingDone)

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(_ENDING_S)
            self._process = None


def _killed(by_user: bool) -> TrainingFailed:
    if by_user:
        return TrainingFailed(CANCELLED)
    return TrainingFailed(
        "Training stopped unexpectedly, perhaps for lack of memory.",
        "Recordings and models are as they were; close other programs and train again.",
    )


def _train(pipe: Connection, workspace: Workspace, options: TrainingOptions | None) -> None:
    """In the process: send everything the training run says."""
    # here only: the window must not load torch to start a job
    from gesture_app.jobs.training_run import run_training
    from gesture_app.learning.network import use_threads
    from gesture_app.learning.training import TrainingOptions

    use_threads(1)  # leaves a core to the camera and the window
    for news in run_training(workspace, options or TrainingOptions()):
        pipe.send(news)
    pipe.close()
    os._exit(0)  # taking torch apart in order lasts longer than a second, and everything is on disk

"""The worker processes of a training on this computer: each runs this same command with its own rank.

If torchrun or SLURM has started all processes, this module starts none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import socket
from typing import IO

from gesture_app.core.errors import TrainingError
from gesture_app.core.training.options import Computing

STARTED_BY_OTHERS = ("LOCAL_RANK", "SLURM_PROCID")
POLL_S = 0.2
GRACE_S = 10.0
"""time in which a process notices by itself that another one has stopped"""
_KILLED = -9
"""exit code of a killed process on POSIX"""


def is_first() -> bool:
    """Return True if this process writes the model and prints for all."""
    for name in ("RANK", "SLURM_PROCID"):
        if name in os.environ:
            return os.environ[name] == "0"
    return os.environ.get("LOCAL_RANK", "0") == os.environ.get("NODE_RANK", "0") == "0"


class WorkerProcesses:
    """The processes that this one has started. They print nothing.

    Args:
        count: how many to start.
    """

    def __init__(self, count: int) -> None:
        self._errors: list[IO[bytes]] = []
        self._running: list[subprocess.Popen[bytes]] = []
        self._over = threading.Event()
        for rank in range(1, count + 1):
            errors = tempfile.TemporaryFile()  # noqa: SIM115  closed by end()
            self._errors.append(errors)
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "gesture_app", *sys.argv[1:]],
                    env={**os.environ, "LOCAL_RANK": str(rank)},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                )
            )

    @property
    def any_killed(self) -> bool:
        """True if the system killed one of them."""
        return any(process.returncode == _KILLED for process in self._running)

    def watch(self, on_failure: Callable[[], None]) -> None:
        """End this process if a worker stops and this process still waits for it. Call `on_failure` before."""
        threading.Thread(target=self._watch, args=(on_failure,), name="worker watch", daemon=True).start()

    def error_text(self) -> str:
        """Return the last lines of a worker that failed as one line, or "" if none failed or printed any."""
        end = time.monotonic() + GRACE_S
        while self._running and time.monotonic() < end and not self._any_failed():
            time.sleep(POLL_S)
        for process, errors in zip(self._running, self._errors, strict=True):
            if process.poll():
                errors.seek(0)
                return " ".join(errors.read().decode("utf-8", "replace").split("\n")[-3:]).strip()
        return ""

    def end(self) -> None:
        """Wait a little for the workers to end, then kill them."""
        self._over.set()
        end = time.monotonic() + GRACE_S
        while time.monotonic() < end and any(process.poll() is None for process in self._running):
            if self._any_failed():
                break
            time.sleep(POLL_S)
        self._kill()
        for errors in self._errors:
            errors.close()

    def _watch(self, on_failure: Callable[[], None]) -> None:
        while not self._over.wait(POLL_S):
            if self._any_failed():
                if self._over.wait(GRACE_S):
                    return
                on_failure()
                self._kill()
                os._exit(1)

    def _any_failed(self) -> bool:
        return any(process.poll() for process in self._running)

    def _kill(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@contextmanager
def worker_processes(computing: Computing, on_failure: Callable[[], None]) -> Iterator[WorkerProcesses]:
    """Start the workers of this computer, and end them after the block.

    Args:
        computing: holds the number of processes.
        on_failure: called, on another thread, if a worker failed and this process does not notice.

    Raises:
        TrainingError: there are several computers, and the address of the first is not set.
    """
    starts_workers = computing.processes > 1 and not any(name in os.environ for name in STARTED_BY_OTHERS)
    if starts_workers:
        if computing.nodes > 1 and "MASTER_ADDR" not in os.environ:
            raise TrainingError(
                "The computers cannot find each other.",
                "Set MASTER_ADDR to the first one on each of them (docs/scale.md).",
            )
        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ.setdefault("MASTER_PORT", str(_free_port()))
        os.environ["LOCAL_RANK"] = "0"  # keeps Fabric from starting workers itself
    workers = WorkerProcesses(computing.devices - 1 if starts_workers else 0)
    workers.watch(on_failure)
    try:
        yield workers
    finally:
        workers.end()


def _free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port

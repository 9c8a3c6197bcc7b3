"""The other processes of a training on this computer: each runs this very command, under a number of its own.

Where torchrun or SLURM has started them all, there is nothing left to do.
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
LOOKS_EVERY_S = 0.2
GRACE_S = 10.0
"""for a process to notice by itself that another has stopped"""


def is_first() -> bool:
    """Whether this process writes and speaks for all."""
    for name in ("RANK", "SLURM_PROCID"):
        if name in os.environ:
            return os.environ[name] == "0"
    return os.environ.get("LOCAL_RANK", "0") == os.environ.get("NODE_RANK", "0") == "0"


class OtherProcesses:
    """Those that this one has started; they print nothing."""

    def __init__(self, count: int) -> None:
        self._words: list[IO[bytes]] = []
        self._running: list[subprocess.Popen[bytes]] = []
        self._over = threading.Event()
        for rank in range(1, count + 1):
            words = tempfile.TemporaryFile()  # noqa: SIM115  closed by end()
            self._words.append(words)
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "gesture_app", *sys.argv[1:]],
                    env={**os.environ, "LOCAL_RANK": str(rank)},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=words,
                )
            )

    def watch(self, give_up: Callable[[], None]) -> None:
        """Where one of them stops, and this process waits for it all the same, end this one."""
        threading.Thread(target=self._watch, args=(give_up,), name="other processes", daemon=True).start()

    def _watch(self, give_up: Callable[[], None]) -> None:
        while not self._over.wait(LOOKS_EVERY_S):
            if any(process.poll() for process in self._running):
                if self._over.wait(GRACE_S):
                    return
                give_up()
                self._kill()
                os._exit(1)

    def last_words(self) -> str:
        """What one of them said that stopped, in one line; "" where none did, or said nothing."""
        end = time.monotonic() + GRACE_S
        while time.monotonic() < end and not any(process.poll() for process in self._running):
            time.sleep(LOOKS_EVERY_S)
        for process, words in zip(self._running, self._words, strict=True):
            if process.poll():
                words.seek(0)
                return " ".join(words.read().decode("utf-8", "replace").split("\n")[-3:]).strip()
        return ""

    @property
    def one_was_killed(self) -> bool:
        """True if the system ended one of them."""
        return any(process.returncode == -9 for process in self._running)

    def end(self) -> None:
        """None of them outlives this one."""
        self._over.set()
        end = time.monotonic() + GRACE_S
        while time.monotonic() < end and any(process.poll() is None for process in self._running):
            if any(process.poll() for process in self._running):
                break
            time.sleep(LOOKS_EVERY_S)
        self._kill()
        for words in self._words:
            words.close()

    def _kill(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@contextmanager
def other_processes(computing: Computing, give_up: Callable[[], None]) -> Iterator[OtherProcesses]:
    """All that train with this one on this computer; they are gone afterwards.

    Args:
        computing: how many.
        give_up: says that one has stopped, where this process can no longer say so by itself.

    Raises:
        TrainingError: there are several computers, and nothing says where the first is.
    """
    by_us = computing.processes > 1 and not any(name in os.environ for name in STARTED_BY_OTHERS)
    if by_us:
        if computing.nodes > 1 and "MASTER_ADDR" not in os.environ:
            raise TrainingError(
                "The computers cannot find each other.", "Name the first in MASTER_ADDR on each: docs/scale.md."
            )
        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ.setdefault("MASTER_PORT", str(_free_port()))
        os.environ["LOCAL_RANK"] = "0"  # tells Fabric that it need start none
    others = OtherProcesses(computing.devices - 1 if by_us else 0)
    others.watch(give_up)
    try:
        yield others
    finally:
        others.end()


def _free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port

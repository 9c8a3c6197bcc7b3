"""Commands that may need much memory, each run in a process of its own: a process that the system kills cannot say so.

The process that the user started waits, passes signals on, and says how the other one ended where that one could not.
Windows kills no process for lack of memory: there the command runs in the first process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from gesture_app.cli.output import console, note, say_json
from gesture_app.cli.train_workers import STARTED_BY_OTHERS


@dataclass(frozen=True, slots=True)
class Work:
    """A command's work, for the sentence that says how it ended."""

    name: str
    kept: str
    """what is as it was"""
    less: str
    """what needs less memory"""


WATCHED = {
    "train": Work("training", "Recordings and models are as they were.", "train on fewer takes"),
    "import": Work("import", "What was imported until then is complete.", "import less at once"),
    "export": Work("export", "No file was written.", "export one gesture"),
    "evaluate": Work("evaluation", "Nothing was changed.", "name a folder with fewer takes"),
}
"""by command"""
MARK = "GESTURE_APP_WATCHED"
"""in the environment of a watched process: the file that ends when the first process does, "" in processes it starts"""
PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGTSTP")
_WITH_VALUE = ("--source", "--workspace")
"""options that may stand before the command"""


def watched(arguments: Sequence[str]) -> int | None:
    """The exit status of the command, run and watched; None where this process is to run it."""
    work = WATCHED.get(_command(arguments))
    if work is None or os.name != "posix" or any(name in os.environ for name in STARTED_BY_OTHERS):
        return None
    if MARK in os.environ:
        _end_with_the_first()
        return None
    ended, held = os.pipe()  # nothing is ever written: it ends when this process does
    command = [sys.executable, "-m", "gesture_app", *arguments]
    environment = {**os.environ, MARK: str(ended)}
    received: list[int] = []
    # in a group of its own: a signal from the terminal comes here alone, and is passed on once
    with (
        _passed_on(received) as listener,
        subprocess.Popen(command, env=environment, pass_fds=(ended,), process_group=0) as process,
    ):
        listener.append(process)
        status = process.wait()
    os.close(ended)
    os.close(held)
    if status >= 0:
        return status
    if -status in received:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sentence, hint = ending_of(work, signal.Signals(-status))
    console().show_cursor()  # a progress bar hides it
    if work is WATCHED["train"] and "--json" in arguments:
        say_json(event="failed", error=sentence, hint=hint)
    note(f"{sentence}\n{hint}")
    return 1


def ending_of(work: Work, by: signal.Signals) -> tuple[str, str]:
    """Sentence and hint for work whose process a signal has ended."""
    if by is signal.SIGKILL:
        sentence = f"The system stopped the {work.name}, most likely because memory ran out."
        return sentence, f"{work.kept} Close other programs, or {work.less}."
    return f"The {work.name} stopped unexpectedly ({by.name}).", work.kept


def _command(arguments: Sequence[str]) -> str:
    """The first argument that is neither an option nor belongs to one; "" where there is none, or help is wanted."""
    rest = iter(() if "--help" in arguments else arguments)
    for argument in rest:
        if argument in _WITH_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            return argument
    return ""


def _end_with_the_first() -> None:
    """In the watched process: end at once when the first one is gone, however that ended."""
    file = os.environ[MARK]
    os.environ[MARK] = ""  # what this process starts ends with this one
    if file:
        threading.Thread(target=_wait_for_end_of, args=(int(file),), name="first process", daemon=True).start()


def _wait_for_end_of(file: int) -> None:
    os.read(file, 1)
    os._exit(1)


@contextmanager
def _passed_on(received: list[int]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Signals go to the process in the list that is given, and their numbers are kept in `received`."""
    processes: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        received.append(number)
        stops = number == signal.SIGTSTP  # Ctrl+Z: which a process in a group without a terminal would not heed
        for process in processes:
            process.send_signal(signal.SIGSTOP if stops else number)
            if stops:
                os.kill(os.getpid(), signal.SIGSTOP)
                process.send_signal(signal.SIGCONT)  # this process goes on

    before = {name: signal.signal(getattr(signal, name), pass_on) for name in PASSED_ON}
    try:
        yield processes
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

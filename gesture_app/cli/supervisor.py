"""Run commands that may need much memory in a child process, because a killed process cannot print why it ended.

The parent process waits, forwards signals, and prints how the child ended if the child could not. Windows kills no
process when memory runs out, so the command runs in the parent there.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from gesture_app.cli.output import console, print_json, print_note
from gesture_app.core.wording import killed_sentence

if TYPE_CHECKING:
    import subprocess


@dataclass(frozen=True, slots=True)
class CommandTexts:
    """Parts of the message about a command whose process was killed."""

    name: str
    unchanged: str
    """a sentence on what the command left unchanged"""
    remedy: str
    """what needs less memory"""


SUPERVISED = {
    "train": CommandTexts("training", "Recordings and models are unchanged.", "train on fewer takes"),
    "import": CommandTexts("import", "The takes imported until then are complete.", "import less at once"),
    "export": CommandTexts("export", "No file was written.", "export one gesture"),
    "evaluate": CommandTexts("evaluation", "Nothing was changed.", "name a folder with fewer takes"),
}
"""by command"""
PIPE_VARIABLE = "GESTURE_APP_SUPERVISED"
"""environment variable of a child: descriptor of a pipe that ends with the parent; "" for the child's own children"""
FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGTSTP")
_WITH_VALUE = ("--source", "--workspace", "--rotate")
"""options with a value that may stand before the command"""


def run_supervised(arguments: Sequence[str]) -> int | None:
    """Run the command in a child and return its exit status. Return None if this process must run it."""
    texts = SUPERVISED.get(_command(arguments))
    if texts is None or os.name != "posix":
        return None
    import subprocess

    from gesture_app.cli.train_workers import STARTED_BY_OTHERS

    if any(name in os.environ for name in STARTED_BY_OTHERS):
        return None
    if PIPE_VARIABLE in os.environ:
        _end_with_parent()
        return None
    read_end, write_end = os.pipe()  # it carries no data and ends with this process
    command = [sys.executable, "-m", "gesture_app", *arguments]
    environment = {**os.environ, PIPE_VARIABLE: str(read_end)}
    received: list[int] = []
    # the child has its own process group, so that a signal of the terminal reaches only this process
    with (
        _forwarded_signals(received) as children,
        subprocess.Popen(command, env=environment, pass_fds=(read_end,), process_group=0) as process,
    ):
        children.append(process)
        status = process.wait()
    os.close(read_end)
    os.close(write_end)
    if status >= 0:
        return status
    if -status in received:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sentence, hint = _killed_message(texts, signal.Signals(-status))
    console().show_cursor()  # a progress bar hides it
    if texts is SUPERVISED["train"] and "--json" in arguments:
        print_json(event="failed", error=sentence, hint=hint)
    print_note(f"{sentence}\n{hint}")
    return 1


def _killed_message(texts: CommandTexts, number: signal.Signals) -> tuple[str, str]:
    """Return the sentence and the hint for a command whose process a signal has ended."""
    if number is signal.SIGKILL:
        return killed_sentence(texts.name), f"{texts.unchanged} Close other programs, or {texts.remedy}."
    if number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS):  # libraries abort where memory runs out
        sentence = f"The {texts.name} stopped unexpectedly ({number.name}), perhaps for lack of memory."
        return sentence, f"{texts.unchanged} Close other programs, or {texts.remedy}."
    return f"The {texts.name} stopped unexpectedly ({number.name}).", texts.unchanged


def _command(arguments: Sequence[str]) -> str:
    """Return the first argument that is not part of an option, or "" if there is none, or --help is among them."""
    rest = iter(() if "--help" in arguments else arguments)
    for argument in rest:
        if argument in _WITH_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            return argument
    return ""


def _end_with_parent() -> None:
    """End this child process as soon as its parent ends, whatever ends the parent."""
    file = os.environ[PIPE_VARIABLE]
    os.environ[PIPE_VARIABLE] = ""  # the processes that this one starts end with this one
    if file:
        threading.Thread(target=_exit_after, args=(int(file),), name="parent watch", daemon=True).start()


def _exit_after(pipe: int) -> None:
    os.read(pipe, 1)
    os._exit(1)


@contextmanager
def _forwarded_signals(received: list[int]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Yield a list. Signals go to the processes in it, and their numbers are appended to `received`."""
    processes: list[subprocess.Popen[bytes]] = []

    def forward(number: int, frame: FrameType | None) -> None:
        received.append(number)
        stops = number == signal.SIGTSTP  # Ctrl+Z, which a process group without a terminal ignores
        for process in processes:
            process.send_signal(signal.SIGSTOP if stops else number)
            if stops:
                os.kill(os.getpid(), signal.SIGSTOP)
                process.send_signal(signal.SIGCONT)  # this process has been continued

    before = {name: signal.signal(getattr(signal, name), forward) for name in FORWARDED}
    try:
        yield processes
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

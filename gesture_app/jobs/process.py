"""Run one piece of long work in a process of its own. The process has low priority and ends with its parent."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import Enum, auto
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from gesture_app.jobs.failure import lacks_memory

NICE = 10
"""niceness of the process: it runs when others leave time, and gets a tenth of a processor that all want"""
OOM_SCORE = "800"
"""of 1000; when memory runs out, Linux ends the process with the highest score, which must not be the window"""

_BELOW_NORMAL_PRIORITY_CLASS = 0x00004000
_ENDING_S = 0.02
"""longest wait for the process to end after its final message"""
_KILLED_S = 1.0
"""longest wait for a killed process, whose memory the system takes back first"""
_SIGKILL = -9
"""exit code of a killed process on POSIX; Windows has none of its own for it"""

Message = TypeVar("Message")


class Ending(Enum):
    """The end of a process that sent no final message."""

    CANCELLED = auto()
    KILLED = auto()
    """killed, though the user did not cancel it: Linux does so when memory runs out"""
    UNEXPECTED = auto()


class JobProcess(Generic[Message]):
    """Starts, polls and cancels the process, from one thread.

    Reports exactly one final message, even if the process is killed.

    Args:
        name: of the process.
        work: runs in the process and yields messages; it imports there what this process need not load.
        arguments: of `work`.
        final: types of the messages that end the job.
        end_message: makes the final message of a process that ended without one.
        has_children: True if `work` starts processes.
    """

    def __init__(
        self,
        name: str,
        work: Callable[..., Iterable[Message]],
        arguments: tuple[Any, ...],
        final: tuple[type, ...],
        end_message: Callable[[Ending], Message],
        has_children: bool = False,
    ) -> None:
        self._name, self._work, self._arguments = name, work, arguments
        self._final, self._end_message = final, end_message
        self._daemon = not has_children  # a daemon process may have none
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._cancelled = False

    @property
    def running(self) -> bool:
        """True until `poll` has returned the final message."""
        return self._pipe is not None

    def start(self) -> None:
        """Start the process without waiting for it."""
        spawn = multiprocessing.get_context("spawn")  # a forked copy of a program with threads may hang
        self._pipe, theirs = spawn.Pipe(duplex=False)
        self._process = spawn.Process(
            target=_send_all, args=(theirs, self._work, self._arguments), name=self._name, daemon=self._daemon
        )
        try:
            self._process.start()
        except OSError:  # no room for another process: the pipe ends, and `poll` reports it
            self._process = None
        finally:
            theirs.close()

    def poll(self) -> list[Message]:
        """Return the messages that came since the last call."""
        messages: list[Message] = []
        while self._pipe is not None:
            final = self._next_message(self._pipe, messages)
            if final is None:
                break
            if final:
                self._end()
        return messages

    def cancel(self) -> None:
        """Kill the process. `poll` then returns the final message."""
        self._cancelled = True
        if self._process is not None:
            self._process.kill()

    def shut_down(self) -> None:
        """Kill the process, wait for its end and clean up after it, or nothing polls the job any more."""
        self.cancel()
        if self._process is not None:
            self._process.join(_KILLED_S)
        self.poll()

    def _next_message(self, pipe: Connection, messages: list[Message]) -> bool | None:
        """Append the next message. Return True if it is the final one, None if there is none yet."""
        try:
            if not pipe.poll():
                return None
            message: Message = pipe.recv()
        except (EOFError, OSError):
            if self._process is not None:
                self._process.join(_KILLED_S)  # then its files are closed
            message = self._end_message(self._ending())
        final = isinstance(message, self._final)
        if self._cancelled and not final:
            return False
        messages.append(message)
        return final

    def _ending(self) -> Ending:
        if self._cancelled:
            return Ending.CANCELLED
        status = self._process.exitcode if self._process is not None else None
        return Ending.KILLED if status == _SIGKILL else Ending.UNEXPECTED

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(_ENDING_S)
            self._process = None


def lower_priority() -> None:
    """Lower the priority of this process, and of all threads and processes that it starts later."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        with suppress(OSError):  # a system may forbid it, which is no reason to fail
            os.nice(max(0, NICE - os.nice(0)))
    if sys.platform == "linux":
        with suppress(OSError):
            os.setsid()  # Linux shares processors out by session first: niceness alone counts only within one
            Path("/proc/self/autogroup").write_text(f"{NICE}", encoding="ascii")
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")


def end_with_parent() -> None:
    """End this process as soon as its parent ends, whatever ends the parent."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent,), name="parent watch", daemon=True).start()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _send_all(pipe: Connection, work: Callable[..., Iterable[object]], arguments: tuple[Any, ...]) -> None:
    """Run the work and send its messages. This is the main function of the process."""
    lower_priority()
    end_with_parent()
    try:
        for message in work(*arguments):
            pipe.send(message)
    except Exception as error:
        if not lacks_memory(error):
            raise
        os._exit(1)  # there may be no memory left for a message: the parent sees that the pipe ends
    pipe.close()
    os._exit(0)  # an orderly exit of torch takes over a second, and everything is on disk

"""One piece of long work in a process of its own: started, polled and cancelled from one thread."""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import Enum, auto
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

News = TypeVar("News")

_ENDING_S = 0.02
"""the process ends as soon as it has said its last word; nobody waits for it longer than this"""
_KILLED_S = 1.0
"""the same for one that was killed, whose memory the system takes back first"""
_SIGKILL = -9
"""the exit code of a process that was killed; Windows has none of its own for it"""


class Ending(Enum):
    """How a process ended that said no last word."""

    BY_USER = auto()
    BY_SYSTEM = auto()
    """killed, though nobody cancelled it: Linux does so where memory runs out"""
    UNEXPECTED = auto()

    def of(self, work: str) -> str:
        """How it ended, as a sentence, where the user did not end it; `work` is what it did, "training"."""
        if self is Ending.BY_SYSTEM:
            return f"The system stopped the {work}, most likely because memory ran out."
        return f"The {work} stopped unexpectedly, perhaps for lack of memory."


class JobProcess(Generic[News]):
    """It says exactly one last word, also when its process is killed."""

    def __init__(
        self,
        name: str,
        work: Callable[..., Iterable[News]],
        arguments: tuple[Any, ...],
        last_words: tuple[type, ...],
        killed: Callable[[Ending], News],
        has_children: bool = False,
    ) -> None:
        """`work(*arguments)` runs in the process and gives news; it imports there what this one need not load.

        Where it ends without one of `last_words`, what `killed` returns is said for it.
        """
        self._name, self._work, self._arguments = name, work, arguments
        self._last_words, self._killed = last_words, killed
        self._daemon = not has_children  # which may have none
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
            target=_say_all, args=(theirs, self._work, self._arguments), name=self._name, daemon=self._daemon
        )
        try:
            self._process.start()
        except OSError:  # no room for another process: the pipe ends, and `poll` says so
            self._process = None
        finally:
            theirs.close()

    def poll(self) -> list[News]:
        """What was said since the last call."""
        news: list[News] = []
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

    def shut_down(self) -> None:
        """Stop at once, for good: nobody will poll any more, and what a killed process leaves is put in order."""
        self.cancel()
        if self._process is not None:
            self._process.join(_KILLED_S)
        self.poll()

    def _next_word(self, pipe: Connection, news: list[News]) -> bool | None:
        """Append the next message: True when it was the last, None when there is none yet."""
        try:
            if not pipe.poll():
                return None
            message: News = pipe.recv()
        except (EOFError, OSError):
            if self._process is not None:
                self._process.join(_KILLED_S)  # then it lets go of its files
            message = self._killed(self._ending())
        last = isinstance(message, self._last_words)
        if self._cancelled and not last:
            return False
        news.append(message)
        return last

    def _ending(self) -> Ending:
        if self._cancelled:
            return Ending.BY_USER
        status = self._process.exitcode if self._process is not None else None
        return Ending.BY_SYSTEM if status == _SIGKILL else Ending.UNEXPECTED

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(_ENDING_S)
            self._process = None


def _say_all(pipe: Connection, work: Callable[..., Iterable[object]], arguments: tuple[Any, ...]) -> None:
    """In the process."""
    give_way()
    end_with_parent()
    try:
        for news in work(*arguments):
            pipe.send(news)
    except Exception as error:
        if not lacks_memory(error):
            raise
        os._exit(1)  # there may be no memory to say so: who listens knows when nothing comes any more
    pipe.close()
    os._exit(0)  # taking torch apart in order lasts longer than a second, and everything is on disk


NICE = 10
"""runs where others leave time, and gets a tenth of a processor that all want: it must end some day"""
KILLED_FIRST = "800"
"""of 1000: which process Linux ends when no memory is left; the window must not be the one"""
_BELOW_NORMAL_PRIORITY_CLASS = 0x00004000


def give_way() -> None:
    """Called in the process, before it works; threads and processes it starts give way as well."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        with suppress(OSError):  # a system may forbid it: it is not worth failing for
            os.nice(max(0, NICE - os.nice(0)))
    if sys.platform == "linux":
        with suppress(OSError):
            os.setsid()  # Linux shares processors out by session first: niceness alone counts only within one
            Path("/proc/self/autogroup").write_text(f"{NICE}", encoding="ascii")
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(KILLED_FIRST, encoding="ascii")


def end_with_parent() -> None:
    """Called in the process; it then ends at once when its parent does, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end_of, args=(parent,), name="parent watch", daemon=True).start()


def _wait_for_end_of(parent: Any) -> None:
    parent.join()
    os._exit(1)


_WORDS = ("allocate memory", "bad_alloc", "out of memory", "unable to allocate", "can't start new thread")


def lacks_memory(error: BaseException) -> bool:
    """Also where it is only the cause of what was raised."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    if isinstance(error, RuntimeError | ImportError) and any(words in str(error).lower() for words in _WORDS):
        return True
    cause = error.__cause__ or error.__context__
    return cause is not None and lacks_memory(cause)

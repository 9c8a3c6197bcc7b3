"""A generator of news in a process of its own: start it, poll it, kill it. It says exactly one last word."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

News = TypeVar("News")

_ENDING_S = 0.02
"""the process ends as soon as it has said its last word; nobody waits for it longer than this"""


class Spawned(Generic[News]):
    """Used from one thread. The process may have children of its own; when its parent goes, it goes."""

    def __init__(
        self,
        name: str,
        work: Callable[..., Iterator[News]],
        arguments: tuple[Any, ...],
        is_last: Callable[[News], bool],
        killed: Callable[[bool], News],
    ) -> None:
        """`work` is a function that can be imported; `killed` makes the last word where there is none (True: by us)."""
        self._name, self._work, self._arguments = name, work, arguments
        self._is_last, self._killed = is_last, killed
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
        self._process = spawn.Process(target=_say_all, args=(theirs, self._work, self._arguments), name=self._name)
        self._process.start()
        theirs.close()

    def poll(self, most: int = 500) -> list[News]:
        """What was said since the last call, at most so much at once; the rest comes with the next call."""
        news: list[News] = []
        while self._pipe is not None and len(news) < most:
            word = self._next_word(self._pipe)
            if word is None:
                break
            if self._is_last(word):
                self._end()
            elif self._cancelled:
                continue
            news.append(word)
        return news

    def cancel(self) -> None:
        """Stop at once; `poll` then says so."""
        self._cancelled = True
        if self._process is not None:
            self._process.kill()

    def _next_word(self, pipe: Connection) -> News | None:
        try:
            if not pipe.poll():
                return None
            word: News = pipe.recv()
        except (EOFError, OSError):
            return self._killed(self._cancelled)
        return word

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(_ENDING_S)
            self._process = None


def end_with_parent() -> None:
    """In a spawned process: end it at once when the process that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end_of, args=(parent,), name="parent watch", daemon=True).start()


def _wait_for_end_of(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _say_all(pipe: Connection, work: Callable[..., Iterator[News]], arguments: tuple[Any, ...]) -> None:
    """In the process: send everything."""
    end_with_parent()
    for word in work(*arguments):
        pipe.send(word)
    pipe.close()

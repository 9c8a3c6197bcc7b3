"""Locks between threads and programs. The system releases them also when a program is killed.

filelock locks the descriptor, and this module opens it: filelock's own `FileLock` reports a link in the lock's place
as an error, locks a pipe, and leaves a file behind on a disk without locks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gesture_app.core.errors import GestureAppError
from gesture_app.storage.boundary import is_ordinary
from gesture_app.storage.files.atomic import disk_errors

_POLL_S = 0.01
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""flags to open what lies at a path itself, without waiting for the other end of a pipe"""


@contextmanager
def locked(lock: Path, kind: type[GestureAppError]) -> Iterator[None]:
    """Hold a lock during the block. Wait first until no other thread or program holds it.

    It is for files that are read, changed and written again. On a disk without locks, and with anything but a file in
    the lock's place, the block runs at once.

    Raises:
        kind: the lock's file cannot be made.
    """
    with disk_errors(kind, f"{lock} could not be opened"):
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = open_lock(lock)
    try:
        if file is not None:
            from filelock import lock_descriptor  # here, because a start of the window needs no lock

            with suppress(OSError):
                lock_descriptor(file, poll_interval=_POLL_S)
        yield
    finally:
        if file is not None:
            os.close(file)


@contextmanager
def locked_if_free(lock: Path) -> Iterator[bool]:
    """Hold a lock during the block if it is free, and yield True if so. Yield False on a disk without locks.

    Raises:
        OSError: the lock's file cannot be made.
    """
    file = open_lock(lock)
    try:
        yield file is not None and _lock_if_free(file)
    finally:
        if file is not None:
            os.close(file)


def open_lock(lock: Path) -> int | None:
    """Open a lock's file, and make it if it is missing. Return None if something else lies in its place.

    A link is not followed: a stranger may have made it, and a file would appear at its target.

    Raises:
        OSError: the file cannot be made.
    """
    if os.path.lexists(lock) and not is_ordinary(lock):
        return None
    return os.open(lock, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o666)


def _lock_if_free(file: int) -> bool:
    from filelock import lock_descriptor

    with suppress(OSError):
        return lock_descriptor(file, blocking=False)
    return False

"""Files that are whole or not there: write beside, flush to the disk, rename; and disk trouble as a sentence."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gesture_app.core.errors import GestureAppError
from gesture_app.storage.boundary import is_ordinary, require_inside

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

STALE_AFTER_S = 60.0
"""a temporary file this old belongs to no living program: every write refreshes its age"""
_SURELY_HELD_AFTER_S = 0.5
"""a writer holds its temporary file from its first moment on, as far as the disk knows how to"""

_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""flags to open what lies at a path itself, without waiting for the other end of a pipe"""
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")
_FULL = ("the disk is full", "Free some space, then try again.")
_FORBIDDEN = ("this user has no permission", "Change the permissions, or choose another folder with --workspace.")
_IN_THE_WAY = ("something that is not a folder is in the way", "Move it away, or choose another folder.")
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: ("the file is larger than this disk allows", "Choose a folder on another disk."),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("the disk is read-only", "Choose a folder on another disk with --workspace."),
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: ("there is a folder where a file should be", "Move it away, or choose another folder."),
    errno.ENOENT: ("it is not there", "Check the path; another program may have moved it."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter one."),
}


@contextmanager
def disk_errors(kind: type[GestureAppError], failed: str) -> Iterator[None]:
    """Turns an OSError into `kind`; `failed` says in words, with the path, what did not work."""
    try:
        yield
    except OSError as error:
        number = error.errno or 0
        reason, hint = _REASONS.get(number, (os.strerror(number) if number else str(error), ""))
        raise kind(f"{failed}: {reason}.", hint) from error


def write_file(path: Path, data: bytes, kind: type[GestureAppError], within: Path | None = None) -> None:
    """The file holds all of `data` or is what it was before; makes the folders above it.

    Raises:
        kind: the disk is full, may not be written to, ... or the path leads out of the folder `within`.
    """
    if within is not None:
        require_inside(path, within, kind)
    with disk_errors(kind, f"{path} could not be saved"):
        try:
            _write_beside(path, data)
        except FileNotFoundError:  # another program renamed or removed the folder just now
            _write_beside(path, data)
    flush_folder(path.parent)


def _write_beside(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with beside.open("xb") as file:
            _hold(file.fileno())
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def written_beside(path: Path, kind: type[GestureAppError]) -> Iterator[Path]:
    """A path to write a large file to, piece by piece; it takes the place of `path` when the block ends without error.

    Raises:
        kind: the disk is full, may not be written to, ...
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with disk_errors(kind, f"{path} could not be saved"):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as file:
                _hold(file.fileno())
                yield beside
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    flush_folder(path.parent)


@contextmanager
def alone_with(lock: Path, kind: type[GestureAppError]) -> Iterator[None]:
    """Whoever else asks for the same lock, in this program or another, waits until the block ends.

    For files that are read, changed and written anew; a disk without locks lets everybody in, and so does a link in
    the lock's place.

    Raises:
        kind: the lock's file may not be made.
    """
    with disk_errors(kind, f"{lock} could not be opened"):
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = open_lock(lock)
    try:
        if file is not None:
            with suppress(OSError):
                _wait_for(file)
        yield
    finally:
        if file is not None:
            os.close(file)


@contextmanager
def alone_if_free(lock: Path) -> Iterator[bool]:
    """Whether nobody holds this lock; then nobody gets it until the block ends. A disk without locks says no.

    Raises:
        OSError: the lock's file may not be made.
    """
    file = open_lock(lock)
    try:
        yield file is not None and _got(file)
    finally:
        if file is not None:
            os.close(file)


def open_lock(lock: Path) -> int | None:
    """Open the file of a lock, made where it is missing; None where something else than a file lies in its place.

    A link is not followed: a stranger may have put it there, and a file would be made where it leads to.

    Raises:
        OSError: the file may not be made.
    """
    if os.path.lexists(lock) and not is_ordinary(lock):
        return None
    return os.open(lock, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o666)


def move_file(source: Path, target: Path, kind: type[GestureAppError], within: Path | None = None) -> None:
    """Moves within one disk, in one step; makes the folders above the target.

    Raises:
        kind: it is gone, the folders may not be written to, or one of both leads out of the folder `within`.
    """
    if within is not None:
        require_inside(source, within, kind)
        require_inside(target, within, kind)
    with disk_errors(kind, f"{source} could not be moved"):
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    flush_folder(target.parent)
    flush_folder(source.parent)


def read_file(path: Path, largest: int, kind: type[GestureAppError], within: Path | None = None) -> bytes:
    """A whole ordinary file of at most `largest` bytes.

    Raises:
        kind: it is not there, may not be read, is no ordinary file or too large, or leads out of the folder `within`.
    """
    if within is not None:
        require_inside(path, within, kind)
    with disk_errors(kind, f"{path} could not be read"):
        size = path.stat().st_size
        if not path.is_file():
            raise kind(f"{path} could not be read: it is not a file.")
        if size > largest:
            raise kind(
                f"{path} could not be read: it is far too large ({size} bytes).", "It is no file of this program."
            )
        return path.read_bytes()


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one half written."""
    return _TEMPORARY.fullmatch(name) is not None


def sweep_temporary(folder: Path) -> int:
    """Deletes what writers that were killed left in and under `folder`; says how many files that were."""
    swept = 0
    for parent, _, names in os.walk(folder):
        for name in filter(is_temporary, names):
            file = Path(parent, name)
            if not is_ordinary(file):  # a stranger's link or pipe of such a name: opening it may never end
                continue
            with suppress(OSError):
                age = time.time() - file.stat().st_mtime
                if age > STALE_AFTER_S or (age > _SURELY_HELD_AFTER_S and _is_let_go(file)):
                    file.unlink()
                    swept += 1
    return swept


def sweep_beside(path: Path) -> None:
    """Deletes what writers of this one file that were killed left beside it; never raises."""
    name = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    with suppress(OSError):
        for file in path.parent.iterdir():
            if name.fullmatch(file.name) and is_ordinary(file):
                with suppress(OSError):
                    if _is_let_go(file):
                        file.unlink()


def flush_folder(folder: Path) -> None:
    """Makes a rename survive a power cut, where the system can (POSIX)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


if sys.platform == "win32":

    def _hold(file: int) -> None:
        """An open file cannot be deleted there."""

    def _is_let_go(file: Path) -> bool:
        return True  # else it cannot be deleted

    def _wait_for(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)

    def _got(file: int) -> bool:
        with suppress(OSError):
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:

    def _hold(file: int) -> None:
        """The system lets go of it when the file is closed, also for a program that is killed."""
        with suppress(OSError):  # a disk without locks: there age alone decides
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _is_let_go(file: Path) -> bool:
        """Raises OSError where it is held, or nobody can say."""
        with file.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True

    def _wait_for(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _got(file: int) -> bool:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

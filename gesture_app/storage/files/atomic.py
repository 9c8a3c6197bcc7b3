"""Write files that are whole or absent: write a temporary file beside, flush it, rename it. Explain disk errors."""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from gesture_app.core.errors import GestureAppError
from gesture_app.storage.boundary import is_ordinary, require_inside

STALE_AFTER_S = 60.0
"""a temporary file this old belongs to no running program, because every write refreshes its age"""
_SURELY_HELD_AFTER_S = 0.5
"""a writer has locked its temporary file by this age, unless the disk has no locks"""
_LARGEST_WITH_HOLES = 4_000_000
"""bytes; a larger file must be written for the most part"""
_MOST_EXTENTS = 10_000

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
    """Turn an OSError of the block into `kind`. `failed` is the sentence of what did not work, with the path."""
    try:
        yield
    except OSError as error:
        number = error.errno or 0
        reason, hint = _REASONS.get(number, (os.strerror(number) if number else str(error), ""))
        raise kind(f"{failed}: {reason}.", hint) from error


def write_file(path: Path, data: bytes, kind: type[GestureAppError], within: Path | None = None) -> None:
    """Replace a file by `data` completely or not at all, and make the folders above it.

    Raises:
        kind: the disk is full or read-only, ... or the path leads out of the folder `within`.
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
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
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
    """Yield a path to write a large file to in pieces. It replaces `path` if the block ends without an error.

    Raises:
        kind: the disk is full or read-only, ...
    """
    path = export_target(path, kind)
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
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


def export_target(path: Path, kind: type[GestureAppError]) -> Path:
    """Return the file that an export to a path of the user's writes: the one behind a link, never a device.

    Raises:
        kind: there is a device, a pipe or a folder, or a link leads to itself.
    """
    with disk_errors(kind, f"{path} could not be saved"):
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
        if target.is_symlink():  # in a circle
            raise kind(f"{path} could not be saved: the link leads to itself.", "Choose another name.")
        if target.exists() and not target.is_file():
            raise kind(f"{path} could not be saved: it is no ordinary file.", "Choose another name.")
    return target


def move_file(source: Path, target: Path, kind: type[GestureAppError], within: Path | None = None) -> None:
    """Move a file within one disk in one step, and make the folders above the target.

    Raises:
        kind: it is gone, a folder is read-only, or one of both paths leads out of the folder `within`.
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
    """Return the content of an ordinary file of at most `largest` bytes.

    Raises:
        kind: it is missing, unreadable, not an ordinary file or too large, or leads out of the folder `within`.
    """
    with opened_file(path, largest, kind, within) as file:
        return file.read()


@contextmanager
def opened_file(
    path: Path, largest: int, kind: type[GestureAppError], within: Path | None = None
) -> Iterator[BinaryIO]:
    """Open an ordinary file of at most `largest` bytes, to read it piece by piece.

    Raises:
        kind: as `read_file`, also in the midst of the block.
    """
    if within is not None:
        require_inside(path, within, kind)
    with disk_errors(kind, f"{path} could not be read"):
        size = path.stat().st_size
        if not path.is_file():
            raise kind(f"{path} could not be read: it is not a file.")
        if size > largest:
            raise kind(
                f"{path} could not be read: it is far too large ({size} bytes).", "This program writes no such file."
            )
        with path.open("rb") as file:
            if size > _LARGEST_WITH_HOLES and _is_mostly_holes(file.fileno(), size):
                raise kind(
                    f"{path} could not be read: it is far too large, and mostly empty.",
                    "This program writes no such file.",
                )
            yield file


def _is_mostly_holes(file: int, size: int) -> bool:
    """Return True if less than half of a file's bytes were ever written, so it is larger in memory than on disk."""
    if not hasattr(os, "SEEK_DATA"):
        return False
    data = place = 0
    try:
        for _ in range(_MOST_EXTENTS):
            place = os.lseek(file, place, os.SEEK_DATA)
            end = os.lseek(file, place, os.SEEK_HOLE)
            data, place = data + end - place, end
            if 2 * data >= size:
                return False
    except OSError as error:
        if error.errno != errno.ENXIO:  # else there are no more data
            return False
    finally:
        os.lseek(file, 0, os.SEEK_SET)
    return True


def is_temporary(name: str) -> bool:
    """Return True if this is the name of a temporary file."""
    return _TEMPORARY.fullmatch(name) is not None


def sweep_temporary(folder: Path) -> int:
    """Delete the temporary files of killed programs in and below a folder. Return their number."""
    swept = 0
    for parent, _, names in os.walk(folder):
        for name in filter(is_temporary, names):
            file = Path(parent, name)
            if not is_ordinary(file):  # a link or pipe of such a name: opening it may never end
                continue
            with suppress(OSError):
                age = time.time() - file.stat().st_mtime
                if age > STALE_AFTER_S or (age > _SURELY_HELD_AFTER_S and _is_released(file)):
                    file.unlink()
                    swept += 1
    return swept


def sweep_beside(path: Path) -> None:
    """Delete the temporary files that killed writers of this file left beside it. Never raises."""
    name = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    with suppress(OSError):
        for file in path.parent.iterdir():
            if name.fullmatch(file.name) and is_ordinary(file):
                with suppress(OSError):
                    if _is_released(file):
                        file.unlink()


def flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut, on systems that can (POSIX)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _hold(file: int) -> None:
    """Lock a temporary file while it is open. The system releases it also when the program is killed."""
    from filelock import lock_descriptor  # here, because a start of the window writes no file

    if sys.platform != "win32":  # which locks out other handles of the same program, and deletes no open file
        with suppress(OSError):  # a disk without locks: there the file's age alone decides
            lock_descriptor(file, blocking=False)


def _is_released(file: Path) -> bool:
    """Return True if no program writes this temporary file.

    Raises:
        OSError: the disk has no locks.
    """
    if sys.platform == "win32":
        return True  # a file that is still open cannot be deleted
    from filelock import lock_descriptor

    with file.open("rb") as opened:
        return lock_descriptor(opened.fileno(), blocking=False)

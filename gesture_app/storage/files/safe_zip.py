"""One entry out of a zip file that may be anything: nothing is unpacked to a path, sizes are checked before reading."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Set

from gesture_app.core.errors import GestureAppError

MOST_SWELLING = 100
"""times as large when unpacked; landmarks shrink to a third or, with few hands in them, to a tenth"""


def check_entry(entry: zipfile.ZipInfo, seen: Set[str], kind: type[GestureAppError]) -> None:
    """Whether it is an ordinary file under a name of its own; `seen` are those of the entries before.

    Raises:
        kind: it is not.
    """
    if entry.orig_filename != entry.filename or entry.filename in seen:
        raise kind("Its name is in the archive twice, or is no plain name.")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise kind("It is a link or something else that is no file; it was not unpacked.")
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise kind("It is packed in a way this program does not pack.")


def content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, largest: int, kind: type[GestureAppError]) -> bytes:
    """All of an entry, of at most `largest` bytes.

    Raises:
        kind: it is larger, or swells more than anything of ours does, or is cut off.
    """
    if entry.file_size > largest or entry.file_size > 1000 + MOST_SWELLING * entry.compress_size:
        raise kind("It is far too large.")
    with archive.open(entry) as file:  # gives entry.file_size bytes at most, whatever was packed
        data = file.read()
    if len(data) != entry.file_size:
        raise kind("It is cut off.")
    return data

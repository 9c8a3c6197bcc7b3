"""Read entries of an untrusted zip file: sizes are checked first, and nothing is unpacked to a path."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Set

from gesture_app.core.errors import GestureAppError

MOST_SWELLING = 100
"""largest ratio of sizes; landmarks shrink to a third, or to a tenth if few hands are visible"""


def check_entry(entry: zipfile.ZipInfo, seen: Set[str], kind: type[GestureAppError]) -> None:
    """Check that an entry is an ordinary file with a new name. `seen` are the names of the entries before.

    Raises:
        kind: it is not.
    """
    if entry.orig_filename != entry.filename or entry.filename in seen:
        raise kind("Its name is in the archive twice, or is not a plain name.")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise kind("It is a link or another entry that is not a file.")
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise kind("It is packed in a way this program does not pack.")


def content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, largest: int, kind: type[GestureAppError]) -> bytes:
    """Return the content of an entry of at most `largest` bytes.

    Raises:
        kind: it is larger, has an impossible ratio of sizes, or is cut off.
    """
    if entry.file_size > largest or entry.file_size > 1000 + MOST_SWELLING * entry.compress_size:
        raise kind("It is far too large.")
    with archive.open(entry) as file:  # gives entry.file_size bytes at most, whatever was packed
        data = file.read()
    if len(data) != entry.file_size:
        raise kind("It is cut off.")
    return data

"""Read entries of an untrusted zip file: sizes are checked first, and nothing is unpacked to a path."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Set
from typing import BinaryIO

from gesture_app.core.errors import GestureAppError

MOST_SWELLING = 100
"""largest ratio of sizes; landmarks shrink to a third, or to a tenth if few hands are visible"""

_END = struct.Struct("<4s4xHHIIH")
"""the end of a zip file: its mark, numbers of entries, size and place of their list, length of a comment"""
_LONG_END = struct.Struct("<4s36xQ8x")
"""the same of a large one: its mark, size of the list"""
_LOCATOR = struct.Struct("<4s4xQ4x")
"""before the end of a large one: its mark, place of `_LONG_END`"""
_LONGEST_COMMENT = 0xFFFF


def open_zip(file: BinaryIO, longest_list: int) -> zipfile.ZipFile:
    """Open an archive whose list of entries has at most so many bytes. A list may be made to fill all memory.

    An entry takes at least 46 bytes of the list, and ten times as many in memory.

    Raises:
        zipfile.BadZipFile: the list is longer, or there is none.
    """
    if _list_bytes(file) > longest_list:
        raise zipfile.BadZipFile("it has too many entries")
    return zipfile.ZipFile(file)


def _list_bytes(file: BinaryIO) -> int:
    """Return the size of the list of entries, found as `zipfile` finds it.

    Raises:
        zipfile.BadZipFile: the end is missing.
    """
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _LONGEST_COMMENT - _END.size - _LOCATOR.size)
    file.seek(start)
    tail = file.read()
    at = len(tail) - _END.size
    if at < 0:
        raise zipfile.BadZipFile("it is too short")
    if tail[at : at + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\5\6", 0, at + 4)
    if at < 0:
        raise zipfile.BadZipFile("it has no end")
    listed = int(_END.unpack_from(tail, at)[3])
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size : at - _LOCATOR.size + 4] == b"PK\6\7":
        for place in (int(_LOCATOR.unpack_from(tail, at - _LOCATOR.size)[1]), start + at - _LOCATOR.size - 56):
            if 0 <= place < size:
                file.seek(place)
                found = file.read(_LONG_END.size)
                if len(found) == _LONG_END.size and found[:4] == b"PK\6\6":
                    listed = max(listed if listed != 0xFFFFFFFF else 0, int(_LONG_END.unpack(found)[1]))
    return listed


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

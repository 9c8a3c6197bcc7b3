"""What takes said when they were last read, so that ten thousand are listed without opening them; only a cache.

One SQLite file in the recordings' folder, `.index-1.sqlite`. It may be deleted at any time; an entry counts only
while its file has the same path, time and size; where it cannot be used, the takes are read.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

from gesture_app.storage.listed_take import ListedTake
from gesture_app.storage.take_files import TakeFile

VERSION = 1
"""raise it where the figures mean something else: an index of another version has another name"""
FILE_NAME = f".index-{VERSION}.sqlite"
_PATIENCE_S = 2.0
_NUMBERS = struct.Struct("<8d")
_TABLE = (
    "CREATE TABLE IF NOT EXISTS takes (path TEXT PRIMARY KEY, changed INTEGER, size INTEGER, info TEXT,"
    " numbers BLOB, poses BLOB) WITHOUT ROWID"
)
_Row = tuple[object, ...]


class RecordingIndex:
    """The index of the takes below a folder; never fails, at worst it knows nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / FILE_NAME
        self._known: dict[Path, ListedTake] = {}

    def takes(self, files: Sequence[TakeFile]) -> dict[Path, ListedTake]:
        """Those of the files that are known and have not changed, by path."""
        return {}

    def remember(self, takes: Sequence[ListedTake]) -> None:
        """Takes as they were read."""

    def forget_others(self, root: Path, files: Sequence[TakeFile]) -> None:
        """Below `root`, a folder of gesture folders, there are only these."""


def is_settled(changed_ns: int, looked_ns: int) -> bool:
    """Whether what changed at one time and was looked at at another can since have changed without a sign of it.

    Disks tell times apart only coarsely: some by hundredths of a second, some by two seconds.
    """
    grain = 2_000_000_000 if changed_ns % 1_000_000_000 == 0 else 50_000_000
    return abs(looked_ns - changed_ns) > grain

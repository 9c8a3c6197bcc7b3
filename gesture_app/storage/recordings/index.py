"""What takes said when they were last read, so that ten thousand are listed without opening them. Only a cache.

One SQLite file for each folder of recordings, in the user's cache folder: never in the recordings' own, for a stranger
may have made that, and SQLite obeys what lies beside a database. It may be deleted at any time; an entry counts only
while its file has the same path, time and size. Where the index cannot be used, takes are read instead and remembered
by this program alone; a broken one is made again.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
import platformdirs

from gesture_app.core.clock import EARLIEST_S, FEW_FRAMES, LATEST_S, SHORTEST_FRAME_S, SLOWEST_FRAME_S
from gesture_app.core.errors import DamagedRecordingError
from gesture_app.core.quality.take_stats import POSES_SHAPE, TakeStats
from gesture_app.core.recording import MAX_FRAMES
from gesture_app.storage.recordings.folders import TakeFile
from gesture_app.storage.recordings.listing import FileVersion, ListedTake
from gesture_app.storage.recordings.recording_file import info_from_json, info_to_json

INDEX_VERSION = 1
"""raise it when a row or a figure changes its meaning; every version has its own file"""
_PATIENCE_S = 2.0
_ROUNDING = 1e-6
_TABLE = (
    "CREATE TABLE IF NOT EXISTS takes"
    " (path BLOB PRIMARY KEY, version TEXT, info TEXT, numbers BLOB, poses BLOB) WITHOUT ROWID"
)
_NUMBERS = struct.Struct("<8d")
_BROKEN = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NONSENSE = (DamagedRecordingError, struct.error, ValueError, TypeError, OverflowError, RecursionError)

_Row = tuple[str, str, bytes, bytes]
_Answer = TypeVar("_Answer")


def index_file(folder: Path) -> Path:
    """Return where the index of a folder of recordings lies, whichever way the folder is reached."""
    name = hashlib.blake2b(os.fsencode(os.path.realpath(folder)), digest_size=16).hexdigest()
    cache = platformdirs.user_cache_path("gesture-app", appauthor=False)
    return cache / "indexes" / f"{name}-{INDEX_VERSION}.sqlite"


class RecordingIndex:
    """The index of the takes below a folder. An index that cannot be used is empty and raises no error."""

    def __init__(self, folder: Path) -> None:
        self.file = index_file(folder)
        self._memory: dict[bytes, _Row] = {}
        """rows that could not be written"""
        self._start = len(os.fsencode(folder / "x")) - 1

    def takes(self, root: Path, files: Sequence[TakeFile]) -> dict[Path, ListedTake]:
        """Return the takes of those files that are known and unchanged, by path.

        `files` are all files below `root`: the index forgets every other one.
        """
        rows = self._with(_all_rows) or {}
        rows.update(self._memory)
        known: dict[Path, ListedTake] = {}
        left = {key for key in rows if _root_of(key) == self._key(root)}
        for file in files:
            key = self._key(file.path)
            row = rows.get(key)
            left.discard(key)
            if row is not None and row[0] == _version_text(file.version):
                with suppress(*_NONSENSE):
                    known[file.path] = _take(file, row)
        if left:
            gone = [(key,) for key in left]
            self._with(lambda index: index.executemany("DELETE FROM takes WHERE path = ?", gone))
            for key in left:
                self._memory.pop(key, None)
        return known

    def remember(self, takes: Sequence[ListedTake]) -> None:
        """Store takes. One that changed a moment ago is left out, because it may change again unnoticed."""
        now = time.time_ns()
        rows = {self._key(take.path): _row(take) for take in takes if is_settled(take.version[0], now)}
        if rows:
            insert = "INSERT OR REPLACE INTO takes VALUES (?, ?, ?, ?, ?)"
            values = [(key, *row) for key, row in rows.items()]
            written = self._with(lambda index: index.executemany(insert, values)) is not None
            self._memory.update(rows)
            for key in rows if written else ():
                self._memory.pop(key, None)

    def _with(self, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """Return the result of a query in one transaction, or None if the index cannot be used. Delete a broken one."""
        try:
            with self._open() as index, index:
                return ask(index)
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            if code & 0xFF in _BROKEN:
                for file in (self.file, self.file.with_name(f"{self.file.name}-journal")):
                    with suppress(OSError):
                        file.unlink(missing_ok=True)
            return None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with suppress(OSError):  # else SQLite says that it cannot open the file
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=_PATIENCE_S)) as index:
            index.execute("PRAGMA trusted_schema = OFF")
            index.execute("PRAGMA synchronous = NORMAL")
            index.execute(_TABLE)
            yield index

    def _key(self, path: Path) -> bytes:
        return os.fsencode(path)[self._start :]


def is_settled(changed_ns: int, looked_ns: int) -> bool:
    """Return True if any change after this look shows in the file's time.

    Disks tell times apart by hundredths of a second only, some by two seconds.
    """
    grain_ns = 2_000_000_000 if changed_ns % 1_000_000_000 == 0 else 50_000_000
    return abs(looked_ns - changed_ns) > grain_ns


def _all_rows(index: sqlite3.Connection) -> dict[bytes, _Row]:
    ask = "SELECT path, version, info, numbers, poses FROM takes WHERE typeof(path) = 'blob'"
    return {row[0]: row[1:] for row in index.execute(ask)}


def _root_of(key: bytes) -> bytes:
    """Return “.bin” of “.bin/wave/x.npz”, and nothing of “wave/x.npz”."""
    return os.path.dirname(os.path.dirname(key))


def _version_text(version: FileVersion) -> str:
    return f"{version[0]} {version[1]}"


def _row(take: ListedTake) -> _Row:
    figures = take.figures
    numbers = _NUMBERS.pack(
        figures.frames,
        figures.seconds,
        figures.kept_seconds,
        figures.hand_share,
        figures.fps,
        figures.slow_share,
        figures.movement,
        figures.border_share,
    )
    info = json.dumps(info_to_json(take.info))
    return _version_text(take.version), info, numbers, figures.poses.astype("<f2").tobytes()


def _take(file: TakeFile, row: _Row) -> ListedTake:
    """Return the take of a row. Raises _NONSENSE."""
    _, info, packed, poses = row
    frames, seconds, kept_seconds, hand_share, fps, slow_share, movement, border_share = _NUMBERS.unpack(packed)
    return ListedTake(
        id=file.path.stem,
        path=file.path,
        info=info_from_json({**json.loads(info), "gesture": file.gesture}),
        figures=_checked(
            TakeStats(
                int(frames),
                seconds,
                kept_seconds,
                hand_share,
                fps,
                slow_share,
                movement,
                border_share,
                np.frombuffer(poses, "<f2").reshape(POSES_SHAPE),
            )
        ),
        version=file.version,
        companions=file.companions,
    )


def _checked(figures: TakeStats) -> TakeStats:
    """Return the figures. Raise ValueError if no recording can have them. Then the take is read again."""
    shares = (figures.hand_share, figures.slow_share, figures.border_share)
    frames, fps = figures.frames, figures.fps
    if not (  # NaN fails every comparison
        1 <= frames <= MAX_FRAMES
        and all(0 <= share <= 1 + _ROUNDING for share in shares)
        and 0 <= figures.seconds <= LATEST_S - EARLIEST_S
        and 0 <= figures.kept_seconds <= min(LATEST_S - EARLIEST_S, figures.seconds * (1 + _ROUNDING))
        and 0 <= figures.movement < math.inf
        and 0 <= fps <= 2 / SHORTEST_FRAME_S
        and (fps == 0 or frames < FEW_FRAMES or fps >= 1 / SLOWEST_FRAME_S)
        and not np.isinf(figures.poses).any()
    ):
        raise ValueError("no recording has such figures")
    return figures

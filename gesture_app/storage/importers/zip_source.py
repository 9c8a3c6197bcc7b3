"""Unpack a .zip of importable files into a folder of its own, for as long as they are read. Every entry is checked."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.atomic import disk_errors
from gesture_app.storage.files.safe_npz import BROKEN_ARCHIVE
from gesture_app.storage.files.safe_zip import check_entry

SUFFIX = ".zip"
MOST_ENTRIES = 500_000
ALL_LARGEST = 50_000_000_000
"""bytes of all entries together"""
MOST_SWELLING = 1100
"""ratio of sizes that Deflate can reach; checked for the archive as a whole above `SMALL`"""
SMALL = 1_000_000_000
"""bytes; a larger archive must not swell more than by `LARGE_SWELLING`"""
LARGE_SWELLING = 60
_PREFIX = "gesture-app-zip-"
_FORGOTTEN_S = 86_400
"""seconds after which the folder of a killed import is deleted"""
_BLOCK = 1 << 20
_FORBIDDEN = frozenset('<>:"|?*')
"""in file names on Windows"""


@contextmanager
def importable_path(path: Path) -> Iterator[Path]:
    """Yield the path itself, or the folder into which a .zip is unpacked until the end of the block.

    Raises:
        RecordingError: the archive is damaged or far too large, or the disk is full.
    """
    if path.suffix.lower() != SUFFIX or not path.is_file():
        yield path
        return
    _delete_forgotten()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        root = Path(folder, path.stem or "archive")
        try:
            with disk_errors(RecordingError, f"{path.name} could not be unpacked"):
                root.mkdir()
                _unpack(path, root)
        except BROKEN_ARCHIVE as error:
            raise RecordingError(f"{path.name} is damaged, or no zip archive.", "Copy or download it again.") from error
        yield root


def _unpack(path: Path, root: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        packed = max(1, path.stat().st_size)
        swelling = MOST_SWELLING if size < SMALL else LARGE_SWELLING
        free = shutil.disk_usage(root).free
        if len(entries) > MOST_ENTRIES or size > ALL_LARGEST or size > 1000 + swelling * packed:
            raise RecordingError(f"{path.name} is far too large when unpacked.", "Unpack it yourself.")
        if size > free:
            raise RecordingError(f"There is no room to unpack {path.name}.", "Free some space, or unpack it yourself.")
        seen: set[str] = set()
        for entry in entries:
            target = _target(root, entry.filename)
            if entry.is_dir() or target is None:
                continue
            check_entry(entry, seen, RecordingError)
            seen.add(entry.filename)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed_file, target.open("xb") as file:
                shutil.copyfileobj(packed_file, file, _BLOCK)
            with suppress(OSError, ValueError, OverflowError):
                stamp = time.mktime((*entry.date_time, 0, 0, -1))
                os.utime(target, (stamp, stamp))


def _target(root: Path, name: str) -> Path | None:
    """Return the path of an entry below the root, or None for one that is left out.

    Raises:
        RecordingError: it would lie elsewhere.
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts or name.startswith(("/", "\\")) or any(ord(letter) < 32 for letter in name):
        raise RecordingError("The archive holds a path that leads out of it.", "It may come from an attacker.")
    if not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return None
    if os.name == "nt":
        parts = ["".join("_" if letter in _FORBIDDEN else letter for letter in part).rstrip(" .") for part in parts]
    target = root.joinpath(*parts)
    if not target.is_relative_to(root):
        raise RecordingError("The archive holds a path that leads out of it.", "It may come from an attacker.")
    return target


def _delete_forgotten() -> None:
    """Delete the folders of imports that were killed."""
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            if folder.stat().st_mtime < time.time() - _FORGOTTEN_S and not folder.is_symlink():
                shutil.rmtree(folder, ignore_errors=True)

"""Read the takes of a folder, and open only the files that are not in the index."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.quality.take_stats import figures_of
from gesture_app.core.recording import Recording
from gesture_app.storage.boundary import left_alone_sentence
from gesture_app.storage.files.atomic import read_file, write_file
from gesture_app.storage.recordings.folders import DAMAGED, TakeFile, files_below, move_takes, takes_below
from gesture_app.storage.recordings.index import RecordingIndex
from gesture_app.storage.recordings.listing import Damaged, ListedTake
from gesture_app.storage.recordings.recording_file import read_recording

STILL_ARRIVING_S = 60.0
"""an unreadable file that changed this recently may still be being copied"""
_REASON = ".reason.txt"
_LONGEST_REASON = 10_000
"""bytes"""
_BATCH = 200
"""takes that are read before the index is updated"""
OF_EACH = 5

Progress = Callable[[int, int], object]
"""called with the numbers of takes read and to be read, on the reading thread; an exception of it ends the
listing, and the takes read until then stay in the index"""
Found = Callable[[Sequence[ListedTake]], object]
"""called with the takes of the index, then with those just read, some at a time, on the reading thread"""


class TakeScanner:
    """Reads the takes below one folder, and names unusable files.

    Args:
        folder: of the recordings.
        index: of that folder.
        within: links that lead out of this folder are left alone.
    """

    def __init__(self, folder: Path, index: RecordingIndex, within: Path) -> None:
        self._folder, self._index, self._within = folder, index, within

    def scan(
        self, root: Path, progress: Progress | None, set_damaged_aside: bool, found: Found | None = None
    ) -> tuple[tuple[ListedTake, ...], tuple[Damaged, ...]]:
        """Return all takes below `root` (the recordings or the bin), by gesture and time, and the unusable files.

        Raises:
            RecordingError: a folder cannot be read.
        """
        below = files_below(root, self._within)
        files = below.takes
        known = self._index.takes(root, files)
        unknown = [file for file in files if file.path not in known]
        damaged = self.left_alone(below.links_out)
        fresh: list[ListedTake] = []
        if found is not None:
            found(tuple(known.values()))
        try:
            for number, file in enumerate(unknown):
                if progress is not None:
                    progress(number, len(unknown))
                recording = self.read(file, damaged, set_damaged_aside)
                if recording is not None:
                    known[file.path] = _listed(file, recording)
                    fresh.append(known[file.path])
                if len(fresh) == _BATCH:
                    self._index.remember(fresh)
                    if found is not None:
                        found(tuple(fresh))
                    fresh.clear()
        finally:
            self._index.remember(fresh)
        return tuple(known[file.path] for file in files if file.path in known), tuple(damaged)

    def left_alone(self, links: Sequence[Path]) -> list[Damaged]:
        """Return an entry for each link that leads out."""
        return [Damaged(link, left_alone_sentence(link, self._within), left_alone=True) for link in links]

    def read(self, file: TakeFile, damaged: list[Damaged], set_damaged_aside: bool) -> Recording | None:
        """Read a take. If it is unusable, return None and add it to `damaged`, unless it has gone."""
        try:
            recording = read_recording(file.path)
            return replace(recording, info=replace(recording.info, gesture=file.gesture))
        except DamagedRecordingError as error:
            lies_at = self._set_aside(file, error.sentence) if set_damaged_aside else file.path
            damaged.append(Damaged(lies_at, error.sentence))
        except RecordingError as error:
            if file.path.exists():  # else another program discarded it just now
                damaged.append(Damaged(file.path, error.sentence))
        return None

    def _set_aside(self, file: TakeFile, sentence: str) -> Path:
        """Set a file aside. Return its place, which is the old one if it is still arriving or cannot be moved."""
        try:
            if time.time() - file.path.stat().st_mtime < STILL_ARRIVING_S:
                return file.path
            (moved,) = move_takes([(file.path, self._folder / DAMAGED / file.path.parent.name)], self._within)
        except (RecordingError, OSError):
            return file.path
        with suppress(RecordingError):
            text = f"{sentence}\n".encode(errors="backslashreplace")  # a file's name may be no text
            write_file(moved.path.with_suffix(_REASON), text, RecordingError, self._within)
        return moved.path


def reason(path: Path, within: Path) -> str:
    """Return the reason why a file was set aside, as a sentence."""
    with suppress(RecordingError, UnicodeDecodeError):
        return read_file(path.with_suffix(_REASON), _LONGEST_REASON, RecordingError, within).decode().strip()
    return f"{path.name} is damaged."


def newest_takes(folder: Path, of_each: int = OF_EACH) -> list[Recording]:
    """Load the last takes by name of each gesture, without disabled and unreadable ones.

    Raises:
        RecordingError: the folder cannot be read.
    """
    found: list[Recording] = []
    tried: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for file in reversed(takes_below(folder)):
        if kept[file.gesture] == of_each or tried[file.gesture] == 2 * of_each:
            continue
        tried[file.gesture] += 1
        with suppress(RecordingError):
            recording = read_recording(file.path)
            if not recording.info.disabled:
                kept[file.gesture] += 1
                found.append(replace(recording, info=replace(recording.info, gesture=file.gesture)))
    return found


def _listed(file: TakeFile, recording: Recording) -> ListedTake:
    figures = figures_of(recording)
    return ListedTake(file.path.stem, file.path, recording.info, figures, file.version, file.companions)

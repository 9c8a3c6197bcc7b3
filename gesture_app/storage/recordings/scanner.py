"""Looks through the files of a data set, opening only those the index does not know; a damaged one stops nothing."""

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
"""a file that cannot be read and changed this recently may be one that is being copied here"""
_REASON = ".reason.txt"
_LONGEST_REASON = 10_000
"""bytes"""
_BATCH = 200
"""takes read before the index is told"""

Progress = Callable[[int, int], object]
"""called with how many takes were read and how many have to be, on the thread that reads; what it raises ends the
listing, and what was read until then is remembered"""
Found = Callable[[Sequence[ListedTake]], object]
"""called with the takes that are known at once, then with those just read, some at a time, on the thread that reads"""


class TakeReader:
    """Reads the takes below one folder; what cannot be used is named.

    Args:
        folder: of the recordings.
        index: what is known of them already.
        within: links that lead out of this folder are left alone.
    """

    def __init__(self, folder: Path, index: RecordingIndex, within: Path) -> None:
        self._folder, self._index, self._within = folder, index, within

    def look_through(
        self, root: Path, progress: Progress | None, set_damaged_aside: bool, found: Found | None = None
    ) -> tuple[tuple[ListedTake, ...], tuple[Damaged, ...]]:
        """Every take below `root` (the recordings or their bin), by gesture and time, and what is none.

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
        """Name links that lead out."""
        return [Damaged(link, left_alone_sentence(link, self._within), left_alone=True) for link in links]

    def read(self, file: TakeFile, damaged: list[Damaged], set_damaged_aside: bool) -> Recording | None:
        """None where it cannot be used: then it is named in `damaged`, unless it is not there any more."""
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
        """Where the file lies now: where it was, if it is still arriving or cannot be moved."""
        try:
            if time.time() - file.path.stat().st_mtime < STILL_ARRIVING_S:
                return file.path
            (moved,) = move_takes([(file.path, self._folder / DAMAGED / file.path.parent.name)], self._within)
        except (RecordingError, OSError):
            return file.path
        with suppress(RecordingError):
            write_file(moved.path.with_suffix(_REASON), f"{sentence}\n".encode(), RecordingError, self._within)
        return moved.path


def reason(path: Path, within: Path) -> str:
    """Why a file that was set aside is damaged, as a sentence."""
    with suppress(RecordingError, UnicodeDecodeError):
        return read_file(path.with_suffix(_REASON), _LONGEST_REASON, RecordingError, within).decode().strip()
    return f"{path.name} is damaged."


def _listed(file: TakeFile, recording: Recording) -> ListedTake:
    figures = figures_of(recording)
    return ListedTake(file.path.stem, file.path, recording.info, figures, file.version, file.companions)


OF_EACH = 5


def newest_takes(folder: Path, of_each: int = OF_EACH) -> list[Recording]:
    """The last takes by name of each gesture in `folder`; what is disabled or unreadable is left out.

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

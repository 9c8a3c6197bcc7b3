"""All recordings of a workspace, <gesture>/<id>.npz, with a bin for the discarded and a corner for the damaged.

The folder a file lies in names its gesture, whatever the file says: people rename and move folders by hand.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path

import numpy as np

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import folder_of, gesture_name, gesture_of_folder, renamed_to
from gesture_app.core.quality.take_stats import figures_of
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.storage.boundary import require_inside
from gesture_app.storage.files.atomic import disk_errors, flush_folder
from gesture_app.storage.recordings.folders import (
    BIN,
    DAMAGED,
    SUFFIX,
    Moved,
    TakeFile,
    files_below,
    gesture_folders,
    move_takes,
    takes_below,
)
from gesture_app.storage.recordings.index import RecordingIndex, is_settled
from gesture_app.storage.recordings.listing import Damaged, FileVersion, ListedTake, Listing, Stamp
from gesture_app.storage.recordings.recording_file import read_recording, rewrite_info, write_recording
from gesture_app.storage.recordings.scanner import Found, Progress, TakeReader, reason

__all__ = [
    "UNCHANGED",
    "LoadedRecordings",
    "Progress",
    "RecordingStore",
    "StoredRecording",
    "Unchanged",
    "fingerprint",
]


class Unchanged(Enum):
    """Stands for a value that is to stay as it is, where None means something."""

    UNCHANGED = auto()


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True, eq=False)
class StoredRecording:
    """A recording and where it lies; its gesture is its folder's name."""

    id: str
    path: Path
    recording: Recording

    @property
    def info(self) -> RecordingInfo:
        """What is known besides its landmarks."""
        return self.recording.info

    @property
    def frames(self) -> int:
        """How many, trimmed or not."""
        return len(self.recording.time)


@dataclass(frozen=True, slots=True, eq=False)
class LoadedRecordings:
    """What a folder holds, by gesture and time."""

    stored: tuple[StoredRecording, ...]
    damaged: tuple[Damaged, ...]


class RecordingStore:
    """The recordings under one folder; any number of programs, and of threads, may use it at once.

    Args:
        folder: one folder per gesture lies in it.
        within: links that lead out of this folder are named and left alone; None: out of `folder`.
    """

    def __init__(self, folder: Path, within: Path | None = None) -> None:
        self.folder = folder
        self._within = folder if within is None else within
        self._index = RecordingIndex(folder)
        self._reader = TakeReader(folder, self._index, self._within)

    def save(self, recording: Recording) -> ListedTake:
        """A new file of a name of its own, complete on disk when this returns.

        Raises:
            RecordingError: its gesture has no proper name, its folder is a link that leads out, or the disk refuses;
                the caller still has the recording.
        """
        name = gesture_name(recording.info.gesture)
        recording = replace(recording, info=replace(recording.info, gesture=name))
        identity = _new_id()
        path = self.folder / folder_of(name) / f"{identity}{SUFFIX}"
        require_inside(path, self._within, RecordingError)
        write_recording(path, recording)
        return ListedTake(identity, path, recording.info, figures_of(recording), _version(path))

    def list_takes(
        self, progress: Progress | None = None, set_damaged_aside: bool = False, found: Found | None = None
    ) -> Listing:
        """Every take, by gesture and time; only files that changed since the last listing are opened.

        The first listing of a large folder takes a while: not for the GUI thread. Damaged files are named and stay
        where they are, unless `set_damaged_aside` is on (see `load_all`). `found` hears of takes before all are read.

        Raises:
            RecordingError: the folder itself cannot be read.
        """
        stamp = self.stamp()
        self._require_folder()
        return Listing(*self._reader.look_through(self.folder, progress, set_damaged_aside, found), stamp)

    def load(self, take: ListedTake) -> StoredRecording:
        """A take with its landmarks.

        Raises:
            RecordingError: it is gone, or cannot be read any more.
        """
        take = self._found(take)
        recording = read_recording(take.path)
        recording = replace(recording, info=replace(recording.info, gesture=take.gesture))
        return StoredRecording(take.id, take.path, recording)

    def load_all(self, set_damaged_aside: bool = True) -> LoadedRecordings:
        """Every recording, by gesture and time; a damaged file stops nothing.

        A damaged file is moved to .damaged/<gesture>/ with its reason beside it, unless `set_damaged_aside` is off,
        as for a folder that is not the user's own. One that is only unreadable here (permission, newer version)
        stays, and so does one that changed within the last minute: it may be on its way here.

        Raises:
            RecordingError: the folder itself cannot be read.
        """
        stored: list[StoredRecording] = []
        self._require_folder()
        below = files_below(self.folder, self._within)
        damaged = self._reader.left_alone(below.links_out)
        for file in below.takes:
            recording = self._reader.read(file, damaged, set_damaged_aside)
            if recording is not None:
                stored.append(StoredRecording(file.path.stem, file.path, recording))
        return LoadedRecordings(tuple(stored), tuple(damaged))

    def gestures(self) -> dict[str, int]:
        """How many recordings each gesture has, by name; reads no file.

        Raises:
            RecordingError: the folder cannot be read.
        """
        self._require_folder()
        counts: dict[str, int] = {}
        for file in takes_below(self.folder, self._within):
            counts[file.gesture] = counts.get(file.gesture, 0) + 1
        return counts

    def change(
        self,
        take: ListedTake,
        *,
        trim: tuple[float, float] | Unchanged | None = UNCHANGED,
        note: str | None = None,
        disabled: bool | None = None,
    ) -> ListedTake:
        """The take with another trim (None: all of it counts), note or mark; what is not given stays as it is.

        The file is replaced in one step; its landmarks, and whatever else another program put into it, stay the same
        to the bit.

        Raises:
            RecordingError: it is gone or cannot be read, nothing would remain of it, or the disk refuses.
        """
        changes: dict[str, object] = {}
        if trim is not UNCHANGED:
            changes["trim"] = trim and list(trim)
        if note is not None:
            changes["note"] = note
        if disabled is not None:
            changes["disabled"] = disabled
        take = self._found(take)
        recording = rewrite_info(take.path, changes)
        info = replace(recording.info, gesture=take.gesture)
        return replace(take, info=info, figures=figures_of(recording), version=_version(take.path))

    def move(self, takes: Sequence[ListedTake], gesture: str) -> tuple[ListedTake, ...]:
        """The takes, now of this gesture; one whose name is taken there gets another.

        Raises:
            RecordingError: no proper name, a take is gone, or the disk refuses; those before it are moved.
        """
        folder = self.folder / folder_of(gesture_name(gesture))
        return self._moved(takes, lambda take: folder)

    def rename_gesture(self, old: str, new: str) -> tuple[ListedTake, ...]:
        """All takes of `old`, now of `new`; where there is a gesture `new` already, the two become one.

        A program killed in between leaves each take in one of both. The bin keeps the old name.

        Raises:
            RecordingError: there is no `old`, it keeps its name, `new` is no proper name, or the disk refuses.
        """
        target = self.folder / folder_of(renamed_to(old, new))
        require_inside(target, self._within, RecordingError)
        takes = [take for take in self.list_takes().takes if take.gesture == old]
        files = [file for file in takes_below(self.folder, self._within) if file.gesture == old]
        if not files:
            raise RecordingError(f"There is no gesture “{old}” any more.", "Another program may have renamed it.")
        now: dict[Path, Moved] = {}
        for folder in {file.path.parent for file in files} - {target}:
            of_folder = [file for file in files if file.path.parent == folder]
            now.update(
                zip((file.path for file in of_folder), _merge(folder, of_folder, target, self._within), strict=True)
            )
        return self._remembered(
            _at(take, now[take.path].path, now[take.path].companions) if take.path in now else take for take in takes
        )

    def discard(self, takes: Sequence[ListedTake]) -> tuple[ListedTake, ...]:
        """Into the bin, from which `restore` takes them back; only `empty_bin` ever empties it.

        Raises:
            RecordingError: one is gone, or the disk refuses; those before it are in the bin.
        """
        return self._moved(takes, lambda take: self.folder / BIN / take.path.parent.name)

    def restore(self, takes: Sequence[ListedTake]) -> tuple[ListedTake, ...]:
        """Back from the bin, each to the gesture it was discarded from.

        Raises:
            RecordingError: one is gone, or the disk refuses; those before it are restored.
        """
        return self._moved(takes, lambda take: self.folder / take.path.parent.name)

    def binned(self) -> Listing:
        """What lies in the bin, by gesture and time.

        Raises:
            RecordingError: it cannot be read.
        """
        stamp = self.stamp()
        return Listing(*self._reader.look_through(self.folder / BIN, None, False), stamp)

    def binned_count(self) -> int:
        """How many takes lie in the bin; reads no file.

        Raises:
            RecordingError: it cannot be read.
        """
        return len(takes_below(self.folder / BIN, self._within))

    def empty_bin(self) -> int:
        """Delete what lies in the bin, for ever; says how many takes that were. Only where the user asks for it.

        Raises:
            RecordingError: the disk refuses; some are gone.
        """
        files = takes_below(self.folder / BIN, self._within)
        with disk_errors(RecordingError, "The bin could not be emptied"):
            for file in files:
                for path in (*file.companions, file.path):  # the take last: no picture is left behind without it
                    path.unlink(missing_ok=True)
            for folder in gesture_folders(self.folder / BIN, self._within):
                with suppress(OSError):  # something else lies there too
                    folder.rmdir()
        return len(files)

    def stamp(self) -> Stamp:
        """The state of the folders now; cheap, reads no file.

        Raises:
            RecordingError: the folder cannot be read.
        """
        now = time.time_ns()
        folders: list[tuple[str, int]] = []
        with disk_errors(RecordingError, f"The recordings in {self.folder} cannot be read"):
            for root in (self.folder, self.folder / BIN):
                for folder in gesture_folders(root, self._within):
                    with suppress(FileNotFoundError):
                        folders.append((str(folder.relative_to(self.folder)), folder.stat().st_mtime_ns))
        return Stamp(tuple(sorted(folders)), now)

    def changed_since(self, stamp: Stamp) -> bool:
        """Whether any program added, removed or changed takes since; may be true once more right after a change.

        Raises:
            RecordingError: the folder cannot be read.
        """
        unsure = any(not is_settled(changed_ns, stamp.taken_ns) for _, changed_ns in stamp.folders)
        return unsure or self.stamp().folders != stamp.folders

    def set_aside(self) -> tuple[Damaged, ...]:
        """The damaged files that were set aside, each with its reason.

        Raises:
            RecordingError: they cannot be read.
        """
        aside = takes_below(self.folder / DAMAGED, self._within)
        return tuple(Damaged(file.path, reason(file.path, self._within)) for file in aside)

    def _found(self, take: ListedTake) -> ListedTake:
        """The take where it lies now, also if another page or program moved or binned it; else as it was.

        Raises:
            RecordingError: a link that leads out has come into its place.
        """
        require_inside(take.path, self._within, RecordingError)
        if take.path.exists():
            return take
        everywhere = (*takes_below(self.folder, self._within), *takes_below(self.folder / BIN, self._within))
        found = [file for file in everywhere if file.path.stem == take.id and file.version == take.version]
        return _at(take, found[0].path, found[0].companions) if len(found) == 1 else take

    def _moved(self, takes: Sequence[ListedTake], target: Callable[[ListedTake], Path]) -> tuple[ListedTake, ...]:
        takes = [self._found(take) for take in takes]
        now = move_takes([(take.path, target(take)) for take in takes], self._within)
        return self._remembered(_at(take, at.path, at.companions) for take, at in zip(takes, now, strict=True))

    def _remembered(self, moved: Iterable[ListedTake]) -> tuple[ListedTake, ...]:
        takes = tuple(moved)
        self._index.remember([take for take in takes if _version(take.path) == take.version])
        return takes

    def _require_folder(self) -> None:
        with disk_errors(RecordingError, f"The recordings in {self.folder} cannot be read"):
            os.listdir(self.folder)


def fingerprint(stored: Iterable[StoredRecording]) -> str:
    """Of what the recordings say, not of how their files are called or how old they are; in any order."""
    return hashlib.blake2b(b"".join(sorted(map(_digest, stored))), digest_size=16).hexdigest()


def _digest(stored: StoredRecording) -> bytes:
    recording = stored.recording
    words = repr((recording.info.gesture, recording.info.trim, recording.info.disabled))
    digest = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16)
    for values in (recording.time, recording.landmarks, recording.world_landmarks, recording.handedness):
        digest.update(np.ascontiguousarray(values).data)
    return digest.digest()


def _merge(folder: Path, files: Sequence[TakeFile], target: Path, within: Path) -> list[Moved]:
    """A gesture's folder becomes `target`, or what lies in it goes there; where the files lie now."""
    with disk_errors(RecordingError, f"{folder} could not be renamed"):
        if not target.exists() or target.samefile(folder):  # the same: a disk that does not tell “Wave” from “wave”
            folder.rename(target)
            flush_folder(target.parent)
            return [Moved(target / file.path.name, tuple(target / c.name for c in file.companions)) for file in files]
    moved = move_takes([(file.path, target) for file in files], within)
    with suppress(OSError):  # something else lies there too
        folder.rmdir()
    return moved


def _at(take: ListedTake, path: Path, companions: tuple[Path, ...]) -> ListedTake:
    """The same take, lying elsewhere."""
    info = replace(take.info, gesture=gesture_of_folder(path.parent.name))
    return replace(take, id=path.stem, path=path, info=info, companions=companions)


def _version(path: Path) -> FileVersion:
    """That of no file where it is not there: another program has just moved it, and what was done to it is done."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _new_id() -> str:
    """Sorts by time; the rest is long enough that programs writing at the same moment never meet."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}-{secrets.token_hex(4)}"

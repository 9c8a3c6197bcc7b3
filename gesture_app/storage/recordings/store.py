"""All recordings of a workspace, <gesture>/<id>.npz, with folders for discarded and for damaged takes.

The folder of a file names its gesture, not the file, because people rename and move folders by hand.
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
from gesture_app.core.gestures import folder_of, gesture_of_folder, normalised_name, renamed_to
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
from gesture_app.storage.recordings.scanner import Found, Progress, TakeScanner, reason

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
    """A value that must not change, where None has a meaning of its own."""

    UNCHANGED = auto()


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True, eq=False)
class StoredRecording:
    """A recording and its file. Its gesture is that of the folder."""

    id: str
    path: Path
    recording: Recording

    @property
    def info(self) -> RecordingInfo:
        """The information about the recording."""
        return self.recording.info

    @property
    def frames(self) -> int:
        """Number of all frames, with those that are trimmed off."""
        return len(self.recording.time)


@dataclass(frozen=True, slots=True, eq=False)
class LoadedRecordings:
    """The recordings of a folder, by gesture and time."""

    stored: tuple[StoredRecording, ...]
    damaged: tuple[Damaged, ...]


class RecordingStore:
    """The recordings below one folder. Several programs and threads may use it at once.

    Args:
        folder: one folder per gesture lies in it.
        within: links that lead out of this folder are named and left alone; None: out of `folder`.
    """

    def __init__(self, folder: Path, within: Path | None = None) -> None:
        self.folder = folder
        self._within = folder if within is None else within
        self._index = RecordingIndex(folder)
        self._scanner = TakeScanner(folder, self._index, self._within)

    def save(self, recording: Recording, identity: str = "") -> ListedTake:
        """Save a recording to a new file, which is complete on disk when this returns.

        Args:
            recording: the take.
            identity: its id if that is known and free; "" for a new one.

        Raises:
            RecordingError: the gesture's name is invalid, its folder is a link that leads out, or the disk fails;
                the caller still has the recording.
        """
        name = normalised_name(recording.info.gesture)
        recording = replace(recording, info=replace(recording.info, gesture=name))
        folder = self.folder / folder_of(name)
        if not identity or os.path.lexists(folder / f"{identity}{SUFFIX}"):
            identity = take_id(datetime.now(UTC), secrets.token_hex(4))
        path = folder / f"{identity}{SUFFIX}"
        require_inside(path, self._within, RecordingError)
        write_recording(path, recording)
        return ListedTake(identity, path, recording.info, figures_of(recording), _version(path))

    def list_takes(
        self, progress: Progress | None = None, set_damaged_aside: bool = False, found: Found | None = None
    ) -> Listing:
        """List all takes, by gesture and time, and open only files that changed since the last listing.

        The first listing of a large folder takes a while: not for the GUI thread. Damaged files are named and stay
        where they are, unless `set_damaged_aside` is on (see `load_all`). `found` gets takes before all are read.

        Raises:
            RecordingError: the folder itself cannot be read.
        """
        stamp = self.stamp()
        self._require_folder()
        return Listing(*self._scanner.scan(self.folder, progress, set_damaged_aside, found), stamp)

    def load(self, take: ListedTake) -> StoredRecording:
        """Load a take with its landmarks.

        Raises:
            RecordingError: it has gone or become unreadable.
        """
        take = self._found(take)
        recording = read_recording(take.path)
        recording = replace(recording, info=replace(recording.info, gesture=take.gesture))
        return StoredRecording(take.id, take.path, recording)

    def load_all(self, set_damaged_aside: bool = True) -> LoadedRecordings:
        """Load all recordings, by gesture and time, and skip damaged files.

        A damaged file is moved to .damaged/<gesture>/ with its reason beside it, unless `set_damaged_aside` is off,
        as for a folder that is not the user's own. One that is only unreadable here (permission, newer version)
        stays, and so does one that changed within the last minute: it may be on its way here.

        Raises:
            RecordingError: the folder itself cannot be read.
        """
        stored: list[StoredRecording] = []
        self._require_folder()
        below = files_below(self.folder, self._within)
        damaged = self._scanner.left_alone(below.links_out)
        for file in below.takes:
            recording = self._scanner.read(file, damaged, set_damaged_aside)
            if recording is not None:
                stored.append(StoredRecording(file.path.stem, file.path, recording))
        return LoadedRecordings(tuple(stored), tuple(damaged))

    def gestures(self) -> dict[str, int]:
        """Return the number of recordings of each gesture, by name, without reading files.

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
        """Change the trim (None: the whole take), note or mark of a take. What is not given stays the same.

        The file is replaced in one step; its landmarks, and entries that another program put into it, stay the same
        to the bit.

        Raises:
            RecordingError: it has gone or is unreadable, no frame would remain, or the disk fails.
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
        """Move takes to a gesture. A take gets a new id if its own is used there.

        Raises:
            RecordingError: the name is invalid, a take has gone, or the disk fails; those before it are moved.
        """
        folder = self.folder / folder_of(normalised_name(gesture))
        return self._moved(takes, lambda take: folder)

    def rename_gesture(self, old: str, new: str) -> tuple[ListedTake, ...]:
        """Rename a gesture. If there is a gesture `new` already, merge the two.

        If the program is killed meanwhile, each take is in one of both. The bin keeps the old name.

        Raises:
            RecordingError: there is no `old`, it cannot be renamed, `new` is invalid, or the disk fails.
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
        """Move takes to the bin, from which `restore` brings them back. Only `empty_bin` deletes them.

        Raises:
            RecordingError: one has gone, or the disk fails; those before it are in the bin.
        """
        return self._moved(takes, lambda take: self.folder / BIN / take.path.parent.name)

    def restore(self, takes: Sequence[ListedTake]) -> tuple[ListedTake, ...]:
        """Move takes from the bin back to their gestures.

        Raises:
            RecordingError: one has gone, or the disk fails; those before it are restored.
        """
        return self._moved(takes, lambda take: self.folder / take.path.parent.name)

    def binned(self) -> Listing:
        """List the takes in the bin, by gesture and time.

        Raises:
            RecordingError: it cannot be read.
        """
        stamp = self.stamp()
        return Listing(*self._scanner.scan(self.folder / BIN, None, False), stamp)

    def count_binned(self) -> int:
        """Return the number of takes in the bin, without reading files.

        Raises:
            RecordingError: it cannot be read.
        """
        return len(takes_below(self.folder / BIN, self._within))

    def empty_bin(self) -> int:
        """Delete the takes in the bin for good, only on the user's request. Return their number.

        Raises:
            RecordingError: the disk fails; some are deleted.
        """
        files = takes_below(self.folder / BIN, self._within)
        with disk_errors(RecordingError, "The bin could not be emptied"):
            for file in files:
                for path in (*file.companions, file.path):  # the take last, so that no clip stays without it
                    path.unlink(missing_ok=True)
            for folder in gesture_folders(self.folder / BIN, self._within):
                with suppress(OSError):  # something else lies there too
                    folder.rmdir()
        return len(files)

    def stamp(self) -> Stamp:
        """Return the state of the folders now, quickly and without reading files.

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
        """Return True if takes were added, removed or changed since. May be True once more right after a change.

        Raises:
            RecordingError: the folder cannot be read.
        """
        unsure = any(not is_settled(changed_ns, stamp.taken_ns) for _, changed_ns in stamp.folders)
        return unsure or self.stamp().folders != stamp.folders

    def set_aside(self) -> tuple[Damaged, ...]:
        """Return the damaged files that were set aside, each with its reason.

        Raises:
            RecordingError: they cannot be read.
        """
        aside = takes_below(self.folder / DAMAGED, self._within)
        return tuple(Damaged(file.path, reason(file.path, self._within)) for file in aside)

    def _found(self, take: ListedTake) -> ListedTake:
        """Return the take at its present place, also if another program moved it. Return it unchanged if it has gone.

        Raises:
            RecordingError: its path is a link that leads out.
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
    """Return a hash of the content of recordings, independent of file names, ages and order."""
    return hashlib.blake2b(b"".join(sorted(map(_digest, stored))), digest_size=16).hexdigest()


def _digest(stored: StoredRecording) -> bytes:
    recording = stored.recording
    words = repr((recording.info.gesture, recording.info.trim, recording.info.disabled))
    digest = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16)
    for values in (recording.time, recording.landmarks, recording.world_landmarks, recording.handedness):
        digest.update(np.ascontiguousarray(values).data)
    return digest.digest()


def _merge(folder: Path, files: Sequence[TakeFile], target: Path, within: Path) -> list[Moved]:
    """Rename a gesture's folder to `target`, or move its files there. Return their new places."""
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
    """Return the take at another place."""
    info = replace(take.info, gesture=gesture_of_folder(path.parent.name))
    return replace(take, id=path.stem, path=path, info=info, companions=companions)


def _version(path: Path) -> FileVersion:
    """Return the version of a file. That of a missing file, which another program has just moved, is (0, 0)."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def take_id(recorded_at: datetime, distinct: str) -> str:
    """Return an id that sorts by time. `distinct`, eight hex digits, keeps takes of the same moment apart."""
    return f"{recorded_at:%Y%m%d-%H%M%S}-{recorded_at.microsecond // 1000:03d}-{distinct}"

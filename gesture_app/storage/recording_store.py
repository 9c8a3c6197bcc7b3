"""All recordings of a workspace, <gesture>/<id>.npz, with a bin for the discarded and a corner for the damaged.

The folder a file lies in names its gesture, whatever the file says: people rename and move folders by hand.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.gestures import gesture_name, known_name
from gesture_app.core.recording import Recording
from gesture_app.storage.atomic import disk_errors, move_file, write_file
from gesture_app.storage.recording_file import read_recording, write_recording

SUFFIX = ".npz"
_BIN = ".bin"
_DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True, eq=False)
class StoredRecording:
    """A recording and where it lies; its gesture is its folder's name."""

    id: str
    path: Path
    recording: Recording


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file that could not be used, where it lies now, and why, as a sentence."""

    path: Path
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class LoadedRecordings:
    """What a folder holds, by gesture and time."""

    stored: tuple[StoredRecording, ...]
    damaged: tuple[Damaged, ...]


class RecordingStore:
    """The recordings under one folder; any number of programs may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, recording: Recording) -> StoredRecording:
        """A new file of a name of its own, complete on disk when this returns.

        Raises:
            RecordingError: its gesture has no proper name, or the disk refuses; the caller still has the recording.
        """
        name = gesture_name(recording.info.gesture)
        recording = replace(recording, info=replace(recording.info, gesture=name))
        identity = _new_id()
        path = self.folder / name / f"{identity}{SUFFIX}"
        write_recording(path, recording)
        return StoredRecording(identity, path, recording)

    def load_all(self, set_damaged_aside: bool = True) -> LoadedRecordings:
        """Every recording, by gesture and time; a damaged file stops nothing.

        A damaged file is moved to .damaged/<gesture>/ with its reason beside it, unless `set_damaged_aside` is off,
        as for a folder that is not the user's own. One that is only unreadable here (permission, newer version) stays.

        Raises:
            RecordingError: the folder itself cannot be read.
        """
        stored: list[StoredRecording] = []
        damaged: list[Damaged] = []
        for gesture, path in self._files():
            try:
                recording = read_recording(path)
            except DamagedRecordingError as error:
                lies_at = self._set_aside(path, error.sentence) if set_damaged_aside else path
                damaged.append(Damaged(lies_at, error.sentence))
            except RecordingError as error:
                if path.exists():  # else another program discarded it just now
                    damaged.append(Damaged(path, error.sentence))
            else:
                recording = replace(recording, info=replace(recording.info, gesture=gesture))
                stored.append(StoredRecording(path.stem, path, recording))
        return LoadedRecordings(tuple(stored), tuple(damaged))

    def gestures(self) -> dict[str, int]:
        """How many recordings each gesture has, by name; reads no file.

        Raises:
            RecordingError: the folder cannot be read.
        """
        counts: dict[str, int] = {}
        for gesture, _ in self._files():
            counts[gesture] = counts.get(gesture, 0) + 1
        return counts

    def discard(self, stored: StoredRecording) -> StoredRecording:
        """Into the bin, from which `restore` takes it back; the bin is never emptied here.

        Raises:
            RecordingError: it is gone, or the disk refuses.
        """
        return self._moved(stored, self.folder / _BIN)

    def restore(self, discarded: StoredRecording) -> StoredRecording:
        """Back from the bin to its gesture.

        Raises:
            RecordingError: it is gone, or the disk refuses.
        """
        return self._moved(discarded, self.folder)

    def _moved(self, stored: StoredRecording, root: Path) -> StoredRecording:
        target = _free(root / stored.path.parent.name / stored.path.name)
        move_file(stored.path, target, RecordingError)
        return replace(stored, id=target.stem, path=target)

    def _set_aside(self, path: Path, sentence: str) -> Path:
        """Where the file lies now: where it was, if it cannot be moved."""
        target = _free(self.folder / _DAMAGED / path.parent.name / path.name)
        try:
            move_file(path, target, RecordingError)
        except RecordingError:
            return path
        with suppress(RecordingError):
            write_file(target.with_suffix(".reason.txt"), f"{sentence}\n".encode(), RecordingError)
        return target

    def _files(self) -> Iterator[tuple[str, Path]]:
        """Gesture and path of every recording, by gesture and time; names with a leading dot are not recordings."""
        with disk_errors(RecordingError, f"The recordings in {self.folder} cannot be read"):
            folders = [entry for entry in self.folder.iterdir() if _is_seen(entry) and entry.is_dir()]
            files = [
                (known_name(folder.name), file)
                for folder in folders
                for file in folder.iterdir()
                if _is_seen(file) and file.suffix == SUFFIX
            ]
        yield from sorted(files, key=lambda item: (item[0], item[1].name))


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


def _new_id() -> str:
    """Sorts by time; the rest is long enough that programs writing at the same moment never meet."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}-{secrets.token_hex(4)}"


def _is_seen(path: Path) -> bool:
    return not path.name.startswith(".")


def _free(path: Path) -> Path:
    """The path, or one much like it where something lies there already."""
    while path.exists():
        path = path.with_stem(f"{path.stem}-{secrets.token_hex(2)}")
    return path

"""Read and write one recording as one .npz file, which is checked and never unpickled."""

from __future__ import annotations

import errno
import io
import json
import math
import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from gesture_app.core.clock import EARLIEST_S, LATEST_S, check_pace
from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray
from gesture_app.core.plain_text import plain_lines
from gesture_app.core.recording import MAX_FRAMES, RECORDING_FORMAT, Recording, RecordingInfo
from gesture_app.storage.files.atomic import opened_file, read_file, write_file
from gesture_app.storage.files.safe_npz import BROKEN_ARCHIVE, block, row, text
from gesture_app.storage.files.safe_zip import open_zip

_MOST_LETTERS = 1_000_000
_LARGEST_FILE = MAX_FRAMES * 2 * 2 * LANDMARK_COUNT * 3 * 4
"""bytes; even unpacked no recording is much larger"""
_ALWAYS_UNPACKED = 130_000_000
"""bytes that a recording of any size may unpack to: 70 minutes at 30 frames a second"""
_USUAL_SWELLING = 3
"""largest ratio of sizes beyond that; visible hands shrink to a third"""
_LONGEST_LIST = 100_000
"""bytes of the list of entries"""
_LARGEST_PICTURE = 100_000
"""pixels along one side"""


def read_recording(path: Path) -> Recording:
    """The recording in a file.

    Raises:
        DamagedRecordingError: it is not, or no longer, a recording.
        RecordingError: it cannot be read, or a newer version of this program made it.
    """
    with opened_file(path, _LARGEST_FILE, RecordingError) as file:  # of a long take, memory holds the arrays alone
        return _recording(file, Path(*path.parts[-2:]))


def file_of(path: Path) -> bytes:
    """A recording's file as it is, unchecked.

    Raises:
        RecordingError: it cannot be read, or is far too large.
    """
    return read_file(path, _LARGEST_FILE, RecordingError)


def recording_in(data: bytes, name: str | Path) -> Recording:
    """The recording in a file's bytes. `name` is what errors call it. Raises as `read_recording` does."""
    return _recording(io.BytesIO(data), name)


def _recording(file: BinaryIO, name: str | Path) -> Recording:
    try:
        with open_zip(file, _LONGEST_LIST) as archive:
            _check_sizes(archive, file.seek(0, os.SEEK_END))
            meta = json.loads(text(archive, "meta", _MOST_LETTERS))
            if _format(meta) > RECORDING_FORMAT:
                raise RecordingError(f"{name} was made by a newer version of this program.", "Update the program.")
            info = info_from_json(meta)
            time = row(archive, "time", MAX_FRAMES)
            hands = (len(time), 2, LANDMARK_COUNT, 3)
            recording = Recording(
                time.astype(np.float64, copy=False),
                _float32(block(archive, "landmarks", hands)),
                _float32(block(archive, "world_landmarks", hands)),
                _float32(block(archive, "handedness", hands[:2])),
                info,
            )
        check_pace(recording.time)
        return recording
    except DamagedRecordingError as error:
        raise DamagedRecordingError(f"{name} is damaged. {error.sentence}", error.hint) from error
    except BROKEN_ARCHIVE as error:
        raise DamagedRecordingError(f"{name} is damaged. It is not a whole recording.") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # else the archive names a place before its beginning
            raise
        raise DamagedRecordingError(f"{name} is damaged. It is not a whole recording.") from error


def _check_sizes(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse an archive that would fill the memory.

    Raises:
        DamagedRecordingError: it would.
    """
    if sum(entry.file_size for entry in archive.infolist()) > max(_ALWAYS_UNPACKED, _USUAL_SWELLING * packed):
        raise DamagedRecordingError("It is far too large when unpacked.", "Cut it into shorter recordings.")


def _float32(values: npt.NDArray[np.floating]) -> FloatArray:
    """Return the same numbers, also the same array where it can be; what is too large becomes infinite."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(values, np.float32)


def write_recording(path: Path, recording: Recording) -> None:
    """Write the ground truth, and replace an older file.

    Raises:
        RecordingError: the disk is full or read-only, ...
    """
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        time=recording.time.astype(np.float64, copy=False),
        landmarks=recording.landmarks.astype(np.float32, copy=False),
        world_landmarks=recording.world_landmarks.astype(np.float32, copy=False),
        handedness=recording.handedness.astype(np.float32, copy=False),
        meta=np.array(json.dumps(info_to_json(recording.info))),
    )
    write_file(path, buffer.getvalue(), RecordingError)


def rewrite_info(path: Path, changes: Mapping[str, object]) -> Recording:
    """Change fields of a recording's `meta` in one step, and return what the file holds now.

    Everything else in the file stays the same to the bit, also entries that this program does not use.

    Raises:
        RecordingError: it cannot be read, the changes are invalid or trim every frame off, or the disk fails.
    """
    data, name = read_file(path, _LARGEST_FILE, RecordingError), Path(*path.parts[-2:])
    recording = recording_in(data, name)
    buffer = io.BytesIO()
    try:
        with (
            open_zip(io.BytesIO(data), _LONGEST_LIST) as old,
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            meta = {**json.loads(text(old, "meta", _MOST_LETTERS)), **changes}
            recording = replace(recording, info=info_from_json(meta))
            others = [entry for entry in old.NameToInfo.values() if entry.filename != "meta.npy"]
            if sum(entry.file_size for entry in others) > _LARGEST_FILE:
                raise RecordingError(f"{name} is far too large to be rewritten.")
            for entry in others:
                new.writestr(entry.filename, old.read(entry))
            packed = io.BytesIO()
            np.lib.format.write_array(packed, np.array(json.dumps(meta)), version=(1, 0), allow_pickle=False)
            new.writestr("meta.npy", packed.getvalue())
    except (*BROKEN_ARCHIVE, RuntimeError) as error:  # in something besides the recording, which was read
        raise RecordingError(f"{name} holds something that cannot be rewritten.") from error
    trim = recording.info.trim
    if trim is not None and not ((recording.time >= trim[0]) & (recording.time <= trim[1])).any():
        raise RecordingError("The trim would remove every frame of the take.", "Keep at least one frame.")
    write_file(path, buffer.getvalue(), RecordingError)
    return recording


def info_to_json(info: RecordingInfo) -> dict[str, object]:
    """Return the `meta` of a file."""
    return {
        "format": RECORDING_FORMAT,
        "gesture": info.gesture,
        "session": info.session,
        "source": info.source,
        "tracker": info.tracker,
        "frame_size": list(info.frame_size),
        "recorded_at": info.recorded_at,
        "trim": info.trim and list(info.trim),
        "note": info.note,
        "disabled": info.disabled,
    }


def _format(meta: object) -> int:
    version = meta.get("format") if isinstance(meta, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DamagedRecordingError("It has no format number.")
    return version


def info_from_json(meta: Mapping[str, object]) -> RecordingInfo:
    """Return the information in a `meta`.

    Raises:
        DamagedRecordingError: an entry is missing or invalid.
    """
    disabled = meta.get("disabled", False)
    if not isinstance(disabled, bool):
        raise DamagedRecordingError("Its “disabled” is neither true nor false.")
    size = meta.get("frame_size")
    match size:
        case [int(width), int(height)] if 1 <= min(width, height) <= max(width, height) <= _LARGEST_PICTURE:
            pass
        case _:
            raise DamagedRecordingError("Its frame size is invalid.")
    return RecordingInfo(
        gesture=_text(meta, "gesture"),
        session=_text(meta, "session"),
        source=_text(meta, "source"),
        tracker=_text(meta, "tracker"),
        frame_size=(width, height),
        recorded_at=_text(meta, "recorded_at"),
        trim=_trim(meta.get("trim")),
        note=_text({"note": "", **meta}, "note"),
        disabled=disabled,
    )


def _text(meta: Mapping[str, object], name: str) -> str:
    value = meta.get(name)
    if not isinstance(value, str):
        raise DamagedRecordingError(f"It has no {name}.")
    return plain_lines(value)


def _within(second: float) -> float:
    """Limit a time to those that frames can have."""
    return float(min(max(second, EARLIEST_S), LATEST_S))


def _trim(value: object) -> tuple[float, float] | None:
    match value:
        case None:
            return None
        case [int() | float() as start, int() | float() as end] if -math.inf < start <= end < math.inf:
            return _within(start), _within(end)
    raise DamagedRecordingError("Its trim is invalid.")

"""The performances of the starter's gestures, all in one small file beside the starter model.

A training that keeps the starter's gestures learns from them beside the user's takes. The file holds steps at one rate.
Its landmarks are whole numbers: joints from their wrist, and each step from the one before, which packs into half the
space.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from gesture_app.core.clock import HIGHEST_RATE, LOWEST_RATE
from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.gestures import NONE, gesture_name
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray
from gesture_app.core.recording import Recording, RecordingInfo
from gesture_app.core.resampling import Resampler, in_heights
from gesture_app.storage.files.atomic import read_file, write_file
from gesture_app.storage.files.safe_npz import BROKEN_ARCHIVE, integers, text

STARTER_TAKES = "takes.npz"
"""in the folder of the starter model"""
SOURCE = "starter"
"""of the recordings"""
TAKES_FORMAT = 1
TAKES_RATE = 20.0
"""steps a second in a new file, the usual rate of a model"""
SCALE = 2048
"""units in the height of a picture; a palm has some 100 to 800"""
MOST_STEPS, MOST_TAKES = 200_000, 10_000
"""of all takes together"""

_ABSENT = -32768
_FARTHEST = 16_000
"""units; the difference of two such numbers fits in 16 bits"""
_SQUARE = (1000, 1000)
_LARGEST_FILE = 20_000_000
_MOST_LETTERS = 1_000_000
_RECORDED_AT = "2025-01-01T00:00:00+00:00"

Whole = npt.NDArray[np.int16]


class _Take(msgspec.Struct, frozen=True):
    gesture: str
    session: str
    steps: int


class _Meta(msgspec.Struct, frozen=True):
    format: int
    rate: float
    takes: list[_Take]


def read_starter_takes(path: Path) -> list[Recording]:
    """Return all takes in a file, or none if there is no such file.

    Raises:
        RecordingError: it cannot be read, is damaged, or a newer version of this program made it.
    """
    if not path.exists():
        return []
    data = read_file(path, _LARGEST_FILE, RecordingError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            meta = _checked(msgspec.json.decode(text(archive, "meta", _MOST_LETTERS), type=_Meta))
            count = sum(take.steps for take in meta.takes)
            steps = integers(archive, "landmarks", (count, 2, LANDMARK_COUNT, 3))
    except DamagedRecordingError as error:
        raise DamagedRecordingError(f"{path.name} is damaged. {error.sentence}", error.hint) from error
    except (*BROKEN_ARCHIVE, OSError) as error:
        raise DamagedRecordingError(f"{path.name} is damaged: it holds no takes.") from error
    points = _points(steps)
    ends = np.cumsum([take.steps for take in meta.takes])
    return [
        _recording(take, points[end - take.steps : end], meta.rate) for take, end in zip(meta.takes, ends, strict=True)
    ]


def starter_gestures(path: Path) -> tuple[str, ...]:
    """Return the gestures in a file by name. Raises as `read_starter_takes` does."""
    return tuple(sorted({take.info.gesture for take in read_starter_takes(path)}))


def write_starter_takes(path: Path, recordings: Sequence[Recording], rate: float = TAKES_RATE) -> None:
    """Write takes into one file, resampled to `rate` steps a second. Takes that show no hand are left out.

    Raises:
        RecordingError: the disk is full or read-only, or there are too many takes.
    """
    takes, points = [], []
    for recording in recordings:
        used = recording.trimmed()
        steps = Resampler(rate).push(used.time, in_heights(used.landmarks, used.info.frame_size))
        if len(steps.time):
            takes.append(_Take(used.info.gesture, used.info.session, len(steps.time)))
            points.append(steps.points)
    meta = _checked(_Meta(TAKES_FORMAT, rate, takes))
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, landmarks=_whole(np.concatenate(points)), meta=np.array(msgspec.json.encode(meta).decode())
    )
    write_file(path, buffer.getvalue(), RecordingError)


def _checked(meta: _Meta) -> _Meta:
    if meta.format > TAKES_FORMAT:
        raise RecordingError("The starter's takes were made by a newer version of this program.", "Update the program.")
    names = {take.gesture for take in meta.takes}
    sound = (
        meta.format >= 1
        and LOWEST_RATE <= meta.rate <= HIGHEST_RATE
        and 1 <= len(meta.takes) <= MOST_TAKES
        and all(take.steps >= 1 for take in meta.takes)
        and sum(take.steps for take in meta.takes) <= MOST_STEPS
        and NONE not in names
        and all(gesture_name(name) == name for name in names)
    )
    if not sound:
        raise DamagedRecordingError("Its list of takes is invalid.")
    return meta


def _whole(points: FloatArray) -> Whole:
    """Return points [N, 2, 21, 3] in picture heights as differences of whole numbers, which may wrap around."""
    numbers = np.clip(np.nan_to_num(points * SCALE), -_FARTHEST, _FARTHEST).round().astype(np.int16)
    numbers[:, :, 1:] -= numbers[:, :, :1]
    numbers[np.isnan(points)] = _ABSENT
    return np.diff(numbers, axis=0, prepend=np.int16(0))


def _points(steps: Whole) -> FloatArray:
    """Return the points of differences of whole numbers."""
    numbers = np.cumsum(steps, 0, np.int16)
    absent = (numbers == _ABSENT).any((2, 3))
    numbers[:, :, 1:] += numbers[:, :, :1]
    points: FloatArray = numbers.astype(np.float32)
    points /= SCALE
    points[absent] = np.nan
    return points


def _recording(take: _Take, points: FloatArray, rate: float) -> Recording:
    info = RecordingInfo(take.gesture, take.session, SOURCE, SOURCE, _SQUARE, _RECORDED_AT)
    unknown = np.full(points.shape[:2], np.nan, np.float32)
    return Recording(np.arange(len(points)) / rate, points, np.full_like(points, np.nan), unknown, info)

"""The ground truth of a stream in a JSON file beside it: x.npz and x.truth.json."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from gesture_app.core.errors import DamagedRecordingError, RecordingError
from gesture_app.core.ground_truth import Performance
from gesture_app.storage.boundary import leads_out
from gesture_app.storage.files.atomic import disk_errors, read_file, write_file

SUFFIX = ".truth.json"
_LARGEST_FILE = 8_000_000
"""bytes; room for a gesture every second for a day"""
_HINT = 'It looks like this: [{"gesture": "fist", "start": 1.2, "end": 2.9}], in seconds of the stream.'


def truth_beside(stream: Path) -> Path:
    """Return the path of a stream's ground truth, which may be missing."""
    return stream.with_suffix(SUFFIX)


def streams_below(folder: Path) -> tuple[Path, ...]:
    """Return every stream with ground truth below a folder, sorted. Names with a leading dot are ignored.

    A stream is left out if it or its ground truth is a link that leads out of the folder.

    Raises:
        RecordingError: the folder cannot be read.
    """
    with disk_errors(RecordingError, f"The streams in {folder} cannot be read"):
        streams = [truth.with_name(truth.name.removesuffix(SUFFIX) + ".npz") for truth in folder.rglob(f"*{SUFFIX}")]
        seen = [
            stream for stream in streams if not any(part.startswith(".") for part in stream.relative_to(folder).parts)
        ]
        there = [stream for stream in seen if stream.is_file()]
        own = [path for path in there if not any(leads_out(part, folder) for part in (path, truth_beside(path)))]
        return tuple(sorted(own))


def read_truth(path: Path) -> tuple[Performance, ...]:
    """Return the performances in a ground truth file.

    Raises:
        DamagedRecordingError: it is not such a list, or an entry is invalid.
        RecordingError: it cannot be read.
    """
    data = read_file(path, _LARGEST_FILE, RecordingError)
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedRecordingError(f"{path.name} is damaged. It is not JSON.", _HINT) from error
    if not isinstance(values, list):
        raise DamagedRecordingError(f"{path.name} is damaged. It is not a list of performances.", _HINT)
    performances = []
    for number, value in enumerate(values, 1):
        try:
            performances.append(Performance.from_json(value))
        except DamagedRecordingError as error:
            raise DamagedRecordingError(f"{path.name} is damaged. Entry {number}: {error.sentence}", _HINT) from error
    return tuple(performances)


def write_truth(path: Path, truth: Iterable[Performance]) -> None:
    """Write the ground truth, and replace an older file.

    Raises:
        RecordingError: the disk is full or read-only, ...
    """
    text = json.dumps([performance.to_json() for performance in truth])
    write_file(path, text.encode(), RecordingError)

"""A few of the newest takes of every gesture, for comparing; reads no more files than it must."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import Recording
from gesture_app.storage.recordings.folders import takes_below
from gesture_app.storage.recordings.recording_file import read_recording

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

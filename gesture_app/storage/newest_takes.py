"""A few of the newest takes of every gesture, for comparing; reads no more files than it must."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import known_name
from gesture_app.core.recording import Recording
from gesture_app.storage.atomic import disk_errors
from gesture_app.storage.recording_file import read_recording

OF_EACH = 5


def newest_takes(folder: Path, of_each: int = OF_EACH) -> list[Recording]:
    """The last takes by name of each gesture's folder in `folder`; what is disabled or unreadable is left out.

    Raises:
        RecordingError: the folder cannot be read.
    """
    found: list[Recording] = []
    with disk_errors(RecordingError, f"The recordings in {folder} cannot be read"):
        for gesture in sorted(entry for entry in folder.iterdir() if entry.is_dir() and entry.name[0] != "."):
            newest_first = sorted((path for path in gesture.glob("*.npz") if path.name[0] != "."), reverse=True)
            kept: list[Recording] = []
            for path in newest_first[: 2 * of_each]:
                with suppress(RecordingError):
                    recording = read_recording(path)
                    if not recording.info.disabled and len(kept) < of_each:
                        kept.append(replace(recording, info=replace(recording.info, gesture=known_name(gesture.name))))
            found.extend(kept)
    return found

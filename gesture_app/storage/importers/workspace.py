"""Import recordings of this program: another workspace, or any folder of `.npz` recordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import gesture_name, gesture_of_folder
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording
from gesture_app.core.wording import legible
from gesture_app.storage.importers.base import UNKNOWN_GESTURE, FoundTake, Item, below
from gesture_app.storage.importers.key_point_npz import is_foreign_archive
from gesture_app.storage.recordings.recording_file import read_recording

_NO_GESTURES = ("recordings",)
"""folders of a workspace that are not named after a gesture"""


class OwnRecordings:
    """Recordings of this program, whose folders name their gestures."""

    title = "recordings of this program"
    suffixes: tuple[str, ...] = (".npz",)
    without_clock = False
    named_by = "folder"

    def claims(self, file: Path) -> bool:
        """Return True for the names of this layout."""
        return file.suffix.lower() == ".npz" and not is_foreign_archive(file)

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count recordings by folder."""
        counts: Counter[str] = Counter()
        for file in files:
            try:
                counts[_folder_gesture(root, file, options)] += 1
            except RecordingError:
                counts[""] += 1
        return counts

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all recordings that are valid."""
        for file in sorted(files):
            try:
                yield FoundTake(below(root, file), _read(root, file, options))
            except RecordingError as error:
                yield Skipped(below(root, file), error.sentence)


def _folder_gesture(root: Path, file: Path, options: ImportOptions) -> str:
    if file.parent.name.lower() in _NO_GESTURES and not options.gesture:
        return ""
    if options.gesture or file.parent == root:
        return options.gesture
    return gesture_name(gesture_of_folder(legible(file.parent.name)))


def _read(root: Path, file: Path, options: ImportOptions) -> Recording:
    recording = read_recording(file)
    gesture = _folder_gesture(root, file, options) or recording.info.gesture
    if not gesture:
        raise RecordingError(UNKNOWN_GESTURE)
    return replace(recording, info=replace(recording.info, gesture=options.gesture or gesture_name(gesture)))

"""Preview of an import: every gesture with its takes, and the place that its name came from."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from gesture_app.core.gestures import NONE, known_name
from gesture_app.core.import_export import ClipLayout, GestureFound, ImportOptions, ImportPreview, Skipped
from gesture_app.core.wording import legible
from gesture_app.jobs.import_takes import answers_in, with_answers
from gesture_app.storage.importers.base import FoundTake, FoundVideo, below
from gesture_app.storage.importers.layouts import name_in_file
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.recordings.background_file import read_answers


@dataclass(slots=True)
class _Found:
    """The takes of one gesture so far."""

    takes: int = 0
    disabled: int = 0
    seconds: float | None = 0.0
    named_by: dict[str, None] = field(default_factory=dict)

    def add(self, seconds: float | None, named_by: str, disabled: bool = False) -> None:
        self.takes += 1
        self.disabled += disabled
        self.seconds = None if seconds is None or self.seconds is None else self.seconds + seconds
        self.named_by[named_by] = None


def preview_import(path: Path, options: ImportOptions, recordings: Path | None = None) -> ImportPreview:
    """Return what an import would bring. Files are read, and videos are not tracked.

    Args:
        path: of the import.
        options: of the import.
        recordings: folder with the user's answers on what is the background.

    Raises:
        RecordingError: the path is missing, unreadable, or holds nothing that can be imported.
    """
    listed = list_files(path)
    answers = {**(read_answers(recordings) if recordings is not None else {}), **answers_in(options)}
    findings = with_answers(listed.findings(options), answers)
    if findings.question is not None:
        return ImportPreview(findings, (), (), None)
    found: dict[str, _Found] = defaultdict(_Found)
    skipped: list[Skipped] = []
    for item in listed.items(options):
        if isinstance(item, FoundTake):
            info = item.recording.info
            named_by = name_source(listed.root, item.path, info.gesture, options)
            found[NONE if answers.get(info.gesture) else info.gesture].add(
                item.recording.seconds, named_by, info.disabled
            )
        elif isinstance(item, FoundVideo):
            for cut in item.cuts:
                seconds = None if cut.start is None or cut.end is None else cut.end - cut.start
                place = below(listed.root, item.path)
                named_by = name_source(listed.root, place, cut.gesture, options) if seconds is None else "list of times"
                found[NONE if answers.get(cut.gesture) else cut.gesture].add(seconds, named_by)
        elif isinstance(item, Skipped):
            skipped.append(item)
    rows = [
        GestureFound(
            NONE if answers.get(gesture) else gesture, one.takes, tuple(one.named_by), one.seconds, one.disabled
        )
        for gesture, one in sorted(found.items())
    ]
    layout = (options.layout or ClipLayout.FOLDER) if findings.choices else None
    return ImportPreview(findings, tuple(rows), tuple(skipped), layout)


def name_source(root: Path, path: str, gesture: str, options: ImportOptions) -> str:
    """Return the place that the name of a gesture came from, for people.

    Args:
        root: of the import.
        path: of the take below the root, perhaps with a frame behind it.
        gesture: its stored name.
        options: of the import.
    """
    if options.gesture:
        return "your answer"
    parts = path.split(", ")[0].split(os.sep)
    for folder in reversed(parts):
        if known_name(folder) == gesture:
            return f"folder “{folder}”"
    if known_name(name_in_file(PurePath(parts[-1]).stem)) == gesture:
        return "file name"
    return f"folder “{legible(root.name)}”" if known_name(legible(root.name)) == gesture else "the data"

"""Preview of an import: every gesture with its takes, and the place that its name came from."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from gesture_app.core.frame import Image
from gesture_app.core.gestures import NONE, known_name
from gesture_app.core.import_export import (
    PREVIEW_STEP_S,
    ClipLayout,
    Findings,
    GestureFound,
    ImportOptions,
    ImportPreview,
    Skipped,
    TakePreview,
)
from gesture_app.core.wording import legible
from gesture_app.jobs.import_takes import answers_in, small_image, with_answers
from gesture_app.storage.importers.base import Cut, FoundTake, FoundVideo, Layout, NamedByFolders, below
from gesture_app.storage.importers.images import USUAL_RATE
from gesture_app.storage.importers.layouts import Clip, counted_gesture, name_in_file
from gesture_app.storage.importers.registry import FoundItems, list_files
from gesture_app.storage.importers.zip_source import importable_path
from gesture_app.storage.recordings.background_file import read_answers

MOST_BESIDE = 60
"""files beside a clip that are read with it"""
MOST_SEARCHED = 2000
"""items read to find takes of every gesture"""


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
    with importable_path(path) as place:
        return _preview(list_files(place, small_image), options, recordings)


def _preview(listed: FoundItems, options: ImportOptions, recordings: Path | None) -> ImportPreview:
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
                timed = cut.start is not None and cut.end is not None
                seconds = None if cut.start is None or cut.end is None or cut.in_frames else cut.end - cut.start
                place = below(listed.root, item.path)
                named_by = name_source(listed.root, place, cut.gesture, options) if not timed else "list of times"
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


def find_gestures(path: Path, options: ImportOptions, recordings: Path) -> Findings:
    """Return what an import would bring, by names only, with the places of the names.

    Args:
        path: of the import.
        options: of the import.
        recordings: folder with the user's answers on what is the background.

    Raises:
        RecordingError: the path is missing, unreadable, or holds nothing that can be imported.
    """
    with importable_path(path) as place:
        return _found_gestures(list_files(place, small_image), options, recordings)


def _found_gestures(listed: FoundItems, options: ImportOptions, recordings: Path) -> Findings:
    findings = with_answers(listed.findings(options), read_answers(recordings))
    named_by: dict[str, dict[str, None]] = defaultdict(dict)
    for layout, files in listed.by_layout:
        for gesture in layout.count(listed.root, files, options):
            named_by[gesture]["your answer" if options.gesture else layout.named_by] = None
        for clip in layout.clips(listed.root, files, options) if isinstance(layout, NamedByFolders) else ():
            gesture = counted_gesture(listed.root, clip, options)
            named_by[gesture][name_source(listed.root, below(listed.root, clip.path), gesture, options)] = None
    return replace(findings, named_by={gesture: tuple(places) for gesture, places in named_by.items()})


def sample_takes(path: Path, options: ImportOptions, count: int) -> Iterator[TakePreview]:
    """Yield up to `count` takes of each gesture that an import would bring. Only few files are read.

    Raises:
        RecordingError: the path is missing, unreadable, or holds nothing that can be imported.
    """
    with importable_path(path) as place:
        yield from _samples(list_files(place, small_image), options, count)


def _samples(listed: FoundItems, options: ImportOptions, count: int) -> Iterator[TakePreview]:
    shown: Counter[str] = Counter()
    for layout, files in listed.by_layout:
        expected = dict(layout.count(listed.root, files, options))
        if expected:
            yield from _sampled(layout, listed.root, files, options, count, expected, shown)
        if not isinstance(layout, NamedByFolders):
            continue
        by_gesture: dict[str, list[Clip]] = defaultdict(list)
        for clip in layout.clips(listed.root, files, options):
            by_gesture[counted_gesture(listed.root, clip, options)].append(clip)
        by_folder: dict[Path, list[Path]] = defaultdict(list)
        for file in files:
            by_folder[file.parent].append(file)
        for gesture, clips in by_gesture.items():
            few = _files_of(clips[:count], by_folder)
            yield from _sampled(layout, listed.root, few, options, count, {gesture: len(clips)}, shown)


def _files_of(clips: Sequence[Clip], by_folder: Mapping[Path, Sequence[Path]]) -> tuple[Path, ...]:
    """Return the files of clips, with some beside them that show if rows are poses."""
    files: dict[Path, None] = {}
    for clip in clips:
        if clip.by_frame:
            files.update(dict.fromkeys(by_folder[clip.path]))
        else:
            files.update(dict.fromkeys([clip.path, *by_folder[clip.path.parent][:MOST_BESIDE]]))
    return tuple(files)


def _sampled(
    layout: Layout,
    root: Path,
    files: Sequence[Path],
    options: ImportOptions,
    count: int,
    expected: Mapping[str, int],
    shown: Counter[str],
) -> Iterator[TakePreview]:
    """Yield takes of the expected gestures until each has `count`, and count them in `shown`."""
    for number, item in enumerate(layout.items(root, files, options)):
        if number > MOST_SEARCHED or all(shown[name] >= min(count, of) for name, of in expected.items()):
            return
        if isinstance(item, FoundTake):
            gesture = item.recording.info.gesture
            if gesture in expected and shown[gesture] < count:
                shown[gesture] += 1
                yield TakePreview(gesture, item.recording)
        elif isinstance(item, FoundVideo):
            for cut in item.cuts:
                if cut.gesture in expected and shown[cut.gesture] < count:
                    shown[cut.gesture] += 1
                    yield TakePreview(cut.gesture, None, _pictures(item, cut))


def _pictures(video: FoundVideo, cut: Cut) -> tuple[Image, ...]:
    from gesture_app.vision.video_preview import preview_images, preview_pictures  # OpenCV, for videos only

    if video.images:
        return preview_images(video.images, video.rate, PREVIEW_STEP_S)
    if cut.in_frames:
        return preview_pictures(video.path, (cut.start or 0.0) / USUAL_RATE, None, PREVIEW_STEP_S)
    return preview_pictures(video.path, cut.start or 0.0, cut.end, PREVIEW_STEP_S)

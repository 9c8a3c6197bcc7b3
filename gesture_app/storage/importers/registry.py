"""Find the layouts of the files at a path, and yield their items."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import Findings, ImportOptions, Skipped
from gesture_app.core.wording import legible
from gesture_app.storage.boundary import leads_out
from gesture_app.storage.files.atomic import disk_errors
from gesture_app.storage.importers.base import Item, Layout, NamedByFolders, below, in_order
from gesture_app.storage.importers.kairess_npy import FrameStreams
from gesture_app.storage.importers.kazuhito_csv import PoseTables
from gesture_app.storage.importers.layouts import (
    Clip,
    counted_gesture,
    layout_choices,
    question_about,
    spelled_otherwise,
)
from gesture_app.storage.importers.mediapipe_npy import KeyPointTree
from gesture_app.storage.importers.recording_archive import Archives
from gesture_app.storage.importers.videos import Videos
from gesture_app.storage.importers.workspace import OwnRecordings

LAYOUTS: tuple[Layout, ...] = (Archives(), OwnRecordings(), PoseTables(), FrameStreams(), KeyPointTree(), Videos())
"""a file belongs to the first layout that claims it"""
_TITLES = [layout.title for layout in reversed(LAYOUTS)]
IMPORTABLE = f"You can import {', '.join(_TITLES[:-1])} or {_TITLES[-1]}."
"""for a person"""
FILE_SUFFIXES = tuple(dict.fromkeys(suffix for layout in reversed(LAYOUTS) for suffix in layout.suffixes))
HINT = f"{IMPORTABLE} Import a .gesture-model file on the Models page or with `gesture-app models import`."


@dataclass(frozen=True, slots=True)
class FoundItems:
    """The files at a path, by layout."""

    root: Path
    """the folder above all names, or the file's own folder if the path is a file"""
    by_layout: tuple[tuple[Layout, tuple[Path, ...]], ...]
    others: tuple[Path, ...]
    """files of no layout"""
    left_out: tuple[Skipped, ...]
    """empty and unreadable folders, and links that lead out of the root"""

    def findings(self, options: ImportOptions) -> Findings:
        """Return what an import would bring, by names only."""
        takes: Counter[str] = Counter()
        clips: list[Clip] = []  # named by their paths alone
        for layout, files in self.by_layout:
            takes.update(layout.count(self.root, files, options))
            if isinstance(layout, NamedByFolders):
                clips += layout.clips(self.root, files)
        takes.update(counted_gesture(self.root, clip, options) for clip in clips)
        choices = layout_choices(self.root, clips) if clips and not options.gesture else ()
        return Findings(
            tuple(layout.title for layout, _ in self.by_layout),
            dict(sorted(takes.items())),
            any(layout.without_clock for layout, _ in self.by_layout),
            None if options.gesture or options.layout is not None else question_about(self.root, clips),
            spelled_otherwise(self.root, clips, options),
            choices=choices,
        )

    def items(self, options: ImportOptions) -> Iterator[Item]:
        """Yield all items, and what is skipped."""
        for layout, files in self.by_layout:
            yield from layout.items(self.root, files, options)
        yield from self.left_out
        if self.others:
            endings = Counter(file.suffix.lower() or "no ending" for file in self.others).most_common(4)
            words = ", ".join(f"{count} {ending}" for ending, count in endings)
            yield Skipped(legible(self.root.name), f"Files of other kinds were ignored: {words}.")


def list_files(path: Path) -> FoundItems:
    """Find the files at and below a path, without hidden ones, links to folders and links that lead out.

    Raises:
        RecordingError: it is missing, unreadable, or holds nothing that can be imported.
    """
    with disk_errors(RecordingError, f"{path} cannot be imported"):
        path = path.resolve(strict=True)
        left_out: list[Skipped] = []
        found = _walk(path, path, left_out) if path.is_dir() else [path] * path.is_file()
        files = sorted(found, key=lambda file: in_order(str(file)))
    claimed: dict[Layout, list[Path]] = {}
    others: list[Path] = []
    for file in files:
        layout = next((layout for layout in LAYOUTS if layout.claims(file)), None)
        (others if layout is None else claimed.setdefault(layout, [])).append(file)
    root = path if path.is_dir() else path.parent
    by_layout = tuple((layout, tuple(claimed[layout])) for layout in LAYOUTS if layout in claimed)
    if not by_layout:
        raise RecordingError(f"There is nothing in {path} that can be imported.", HINT)
    return FoundItems(root, by_layout, tuple(others), tuple(sorted(left_out, key=lambda one: one.path)))


def _walk(root: Path, folder: Path, left_out: list[Skipped]) -> Iterator[Path]:
    """Yield ordinary files only, because pipes never end and links to folders may form circles.

    Raises OSError: the root itself cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            seen = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        if folder == root:
            raise
        left_out.append(Skipped(below(root, folder), f"The folder cannot be read: {error.strerror}."))
        return
    if not seen:
        left_out.append(Skipped(below(root, folder), "It is an empty folder."))
    for entry in seen:
        if (entry.is_symlink() or os.name == "nt") and leads_out(Path(entry.path), root):
            left_out.append(
                Skipped(below(root, Path(entry.path)), "It is a link that leads out of the folder, and is left alone.")
            )
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(root, Path(entry.path), left_out)
        elif entry.is_file():
            yield Path(entry.path)

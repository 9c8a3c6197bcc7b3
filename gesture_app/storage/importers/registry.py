"""Find the layouts of the files at a path, and yield their items."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import natural_order
from gesture_app.core.import_export import Findings, ImportOptions, Skipped
from gesture_app.core.wording import choose, counted, legible
from gesture_app.storage.boundary import leads_out
from gesture_app.storage.files.atomic import disk_errors
from gesture_app.storage.importers.base import Item, Layout, NamedByFolders, below
from gesture_app.storage.importers.images import SUFFIXES as IMAGE_SUFFIXES
from gesture_app.storage.importers.images import Images, ReadSmall
from gesture_app.storage.importers.kairess_npy import FrameStreams
from gesture_app.storage.importers.kazuhito_csv import PoseTables
from gesture_app.storage.importers.key_point_files import KeyPointFiles
from gesture_app.storage.importers.layouts import (
    Clip,
    counted_gesture,
    layout_choices,
    question_about,
    spelled_otherwise,
)
from gesture_app.storage.importers.mediapipe_npy import KeyPointTree
from gesture_app.storage.importers.own_table import OwnTables
from gesture_app.storage.importers.recording_archive import Archives
from gesture_app.storage.importers.time_lists import LIST_SUFFIXES, list_name_stem, listed_times
from gesture_app.storage.importers.videos import VIDEOS, is_video
from gesture_app.storage.importers.workspace import OwnRecordings
from gesture_app.storage.importers.zip_source import SUFFIX as ZIP

LAYOUTS: tuple[Layout, ...] = (
    *(Archives(), OwnRecordings(), PoseTables(), OwnTables(), FrameStreams(), KeyPointTree(), VIDEOS),
)
"""a file belongs to the first layout that claims it"""
MOST_SENTENCES = 20
"""about parts of one file"""
_TITLES = [*(layout.title for layout in reversed(LAYOUTS)), KeyPointFiles.title, Images.title]
IMPORTABLE = f"You can import {', '.join(_TITLES[:-1])} or {_TITLES[-1]}."
"""for a person"""
_OWN_SUFFIXES = (suffix for layout in reversed(LAYOUTS) for suffix in layout.suffixes)
FILE_SUFFIXES = tuple(dict.fromkeys([*_OWN_SUFFIXES, *KeyPointFiles.suffixes, *IMAGE_SUFFIXES, *LIST_SUFFIXES, ZIP]))
PICKLED = (".pickle", ".pkl", ".p", ".joblib", ".pt", ".pth", ".dill")
FOREIGN = (".h5", ".hdf5", ".hdf", ".mat", ".tfrecord", ".tfrecords", ".feather", ".arrow", ".xlsx", ".xls")
SCRIPT = "Save it as .npz with the script in docs/import_from_python.md."
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
                clips += layout.clips(self.root, files, options)
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
            yield from _few_of_each(layout.items(self.root, files, options))
        yield from self.left_out
        if self.others:
            endings = Counter(file.suffix.lower() or "no ending" for file in self.others).most_common(4)
            words = ", ".join(f"{count} {ending}" for ending, count in endings)
            yield Skipped(legible(self.root.name), f"Files of other kinds were ignored: {words}.")


def _few_of_each(items: Iterator[Item]) -> Iterator[Item]:
    """Yield items, of the parts skipped of one file only the first, and how many more there were."""
    whole, skipped = "", 0
    for item in chain(items, [None]):
        part_of = item.part_of if isinstance(item, Skipped) else whole
        if item is None or part_of != whole:
            if skipped > MOST_SENTENCES:
                yield Skipped(whole, f"{skipped - MOST_SENTENCES} more of its parts were left out.")
            whole, skipped = part_of, 0
        if isinstance(item, Skipped) and item.part_of:
            skipped += 1
        if item is not None and (not isinstance(item, Skipped) or not item.part_of or skipped <= MOST_SENTENCES):
            yield item


def list_files(path: Path, read_small: ReadSmall = lambda _: None) -> FoundItems:
    """Find the files at and below a path, without hidden ones, links to folders and links that lead out.

    Args:
        path: a folder or a file.
        read_small: returns an image as a few grey numbers, which show if images follow each other.

    Raises:
        RecordingError: it is missing, unreadable, or holds nothing that can be imported.
    """
    with disk_errors(RecordingError, f"{path} cannot be imported"):
        path = path.resolve(strict=True)
        left_out: list[Skipped] = []
        found = _walk(path, path, left_out) if path.is_dir() else [path] * path.is_file()
        files = sorted(found, key=lambda file: natural_order(str(file)))
    claimed: dict[Layout, list[Path]] = {}
    others: list[Path] = []
    for file in files:
        layout = next((layout for layout in LAYOUTS if layout.claims(file)), None)
        (others if layout is None else claimed.setdefault(layout, [])).append(file)
    root = path if path.is_dir() else path.parent
    others = _claim_lists(root, path, claimed, others, left_out)
    images = Images(read_small)
    others = _claim_images(root, images, claimed, others)
    tables = KeyPointFiles()
    for file in [file for file in others if tables.claims(file)]:
        claimed.setdefault(tables, []).append(file)
        others.remove(file)
    others = _refuse(root, others, left_out)
    layouts = (*LAYOUTS, tables, images)
    by_layout = tuple((layout, tuple(claimed[layout])) for layout in layouts if layout in claimed)
    if not by_layout and left_out and left_out[-1].reason.endswith(SCRIPT):
        raise RecordingError(f"{left_out[-1].path}: {left_out[-1].reason}", HINT)
    if not by_layout:
        raise RecordingError(f"There is nothing in {path} that can be imported.", HINT)
    return FoundItems(root, by_layout, tuple(others), tuple(sorted(left_out, key=lambda one: one.path)))


def _claim_lists(
    root: Path, path: Path, claimed: dict[Layout, list[Path]], others: list[Path], left_out: list[Skipped]
) -> list[Path]:
    """Give the videos their lists of times, and return the other files.

    A single video has the lists beside it, and a single list the videos.
    """
    if path.is_file() and (is_video(path) or path.suffix.lower() in LIST_SUFFIXES):
        beside = [file for file in _near(root) if file != path]
        if is_video(path):
            others = [file for file in beside if file.parent == root]
        else:
            videos = [file for file in beside if is_video(file)]
            named = listed_times(root, videos, others).lists
            if named:
                claimed[VIDEOS] = sorted(named, key=lambda file: natural_order(str(file)))
    videos = claimed.get(VIDEOS, [])
    candidates = [file for file in others if file.suffix.lower() in LIST_SUFFIXES] if videos else []
    used = frozenset(listed_times(root, videos, candidates).lists.values())
    claimed.setdefault(VIDEOS, []).extend(used) if used else None
    names = {(video.parent, video.stem.casefold()) for video in videos}
    lonely = [
        file for file in candidates if file not in used and (file.parent, list_name_stem(file).casefold()) in names
    ]
    if lonely and path.is_dir():
        rest = counted(len(lonely) - 1, "more file")
        more = f" So {choose(len(lonely) - 1, 'is', 'are')} {rest} beside videos." if len(lonely) > 1 else ""
        left_out.append(Skipped(below(root, lonely[0]), f"It is no list of times, and is left alone.{more}"))
    gone = used.union(lonely)
    return [] if path.is_file() and is_video(path) else [file for file in others if file not in gone]


def _refuse(root: Path, others: list[Path], left_out: list[Skipped]) -> list[Path]:
    """Say once for each ending what to do with files that this program does not read, and return the other files."""
    refused: dict[str, list[Path]] = {}
    for file in others:
        if file.suffix.lower() in (*PICKLED, *FOREIGN, ZIP):
            refused.setdefault(file.suffix.lower(), []).append(file)
    for ending, files in refused.items():
        more = f" ({counted(len(files) - 1, 'more file')} like it)" if len(files) > 1 else ""
        why = "To read it could run code that it holds." if ending in PICKLED else "Its format is not read."
        reason = "It is an archive. Import it by itself, or unpack it." if ending == ZIP else f"{why} {SCRIPT}"
        left_out.append(Skipped(f"{below(root, files[0])}{more}", reason))
    gone = {file for files in refused.values() for file in files}
    return [file for file in others if file not in gone]


def _near(root: Path) -> Iterator[Path]:
    """Yield the ordinary files of a folder and of its folders, and none that a link leads out to."""
    for pattern in ("*", "*/*"):
        yield from (
            file
            for file in root.glob(pattern)
            if file.is_file() and not file.name.startswith(".") and not leads_out(file, root)
        )


def _claim_images(root: Path, images: Images, claimed: dict[Layout, list[Path]], others: list[Path]) -> list[Path]:
    """Give images their layout unless other takes lie beside them, and return the other files."""
    taken = {file.parent for files in claimed.values() for file in files}
    own = [file for file in others if images.claims(file) and file.parent not in taken]
    if len({file.parent for file in own}) > 1:  # a picture beside folders of images shows something about them
        own = [file for file in own if file.parent != root]
    if own:
        claimed[images] = own
    gone = frozenset(own)
    return [file for file in others if file not in gone]


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

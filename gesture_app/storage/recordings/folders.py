"""The files of takes below a folder, <gesture>/<id>.npz, each with the companions that lie beside it.

A companion has its take's name and another ending, such as <id>.clip.mp4; it goes wherever its take goes and is
never a take itself. Names with a leading dot are ignored, and so are links that lead out of the folder `within`
(`boundary.py`), which is the folder looked through where none is named.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import gesture_of_folder
from gesture_app.storage.boundary import leads_out, require_inside
from gesture_app.storage.files.atomic import disk_errors, flush_folder, write_file
from gesture_app.storage.recordings.listing import FileVersion

SUFFIX = ".npz"
CLIP_ENDING = ".clip.mp4"
"""in the place of the take's .npz"""
BIN = ".bin"
"""beside the gestures' folders: discarded takes, by gesture"""
DAMAGED = ".damaged"
"""the same for files that cannot be used"""


@dataclass(frozen=True, slots=True)
class TakeFile:
    """A file that should be a take and has not been opened."""

    gesture: str
    """of its folder"""
    path: Path
    version: FileVersion
    companions: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FilesBelow:
    """The files in the gestures' folders."""

    takes: tuple[TakeFile, ...]
    """by gesture and name"""
    links_out: tuple[Path, ...]
    """folders and takes that are links and lead out, and are not opened"""


@dataclass(frozen=True, slots=True)
class Moved:
    """The present places of a take and its companions."""

    path: Path
    companions: tuple[Path, ...]


def takes_below(root: Path, within: Path | None = None) -> list[TakeFile]:
    """Return every file that should be a take, by gesture and name, or none if `root` is missing.

    Raises:
        RecordingError: a folder cannot be read.
    """
    return list(files_below(root, within).takes)


def files_below(root: Path, within: Path | None = None) -> FilesBelow:
    """Return the takes, and the links that lead out of the folder `within`.

    Raises:
        RecordingError: a folder cannot be read.
    """
    within = root if within is None else within
    found: list[TakeFile] = []
    links: list[Path] = []
    with disk_errors(RecordingError, f"The recordings in {root} cannot be read"):
        for folder in _folders(root, within, links):
            with suppress(FileNotFoundError):  # another program has just renamed the gesture
                found += _takes_in(folder, within, links)
    return FilesBelow(tuple(sorted(found, key=lambda file: (file.gesture, file.path.name))), tuple(sorted(links)))


def gesture_folders(root: Path, within: Path | None = None) -> list[Path]:
    """Return the folders that may hold takes, or none if `root` is missing. Raises OSError."""
    return _folders(root, root if within is None else within, [])


def orphans_in(folder: Path, within: Path) -> list[Path]:
    """Return companions whose takes are not in this folder. Raises OSError."""
    names = [name for name in os.listdir(folder) if _is_seen(name)]
    stems = _stems(names)
    orphans = [folder / name for name in names if _is_companion_name(name) and owner_of(name, stems) is None]
    return [orphan for orphan in orphans if not leads_out(orphan, within)]


def move_takes(moves: Sequence[tuple[Path, Path]], within: Path) -> list[Moved]:
    """Move each take (a path) with its companions into a folder, without replacing any take.

    A program that is killed meanwhile has moved some of the takes. The companions of at most one lie where it
    was going, from where `startup_check.py` brings them back.

    Raises:
        RecordingError: a folder leads out of `within`: nothing is moved. One take has gone, or the disk fails: those
            before it are moved.
    """
    for folder in {folder for path, target in moves for folder in (path.parent, target)}:
        require_inside(folder, within, RecordingError)
    beside = {folder: _companions_in(folder, within) for folder in {path.parent for path, _ in moves}}
    taken: dict[Path, set[str]] = {folder: _names_in(folder) for folder in {folder for _, folder in moves}}
    moved: list[Moved] = []
    try:
        for path, folder in moves:
            endings = [name[len(path.stem) :] for name in beside[path.parent].get(path.stem, ())]
            moved.append(_move(path, folder, endings, taken[folder]))
    finally:
        for folder in {*beside, *taken}:
            flush_folder(folder)
    return moved


def write_clip(take: Path, clip: bytes) -> None:
    """Write the clip of a take, an MP4, beside it.

    Raises:
        RecordingError: the disk fails.
    """
    write_file(take.with_suffix(CLIP_ENDING), clip, RecordingError)


def _move(path: Path, folder: Path, endings: Sequence[str], taken: set[str]) -> Moved:
    """Move one take. `taken` are the names in the folder, to which the new ones are added."""
    if path.parent == folder:
        return Moved(path, tuple(path.with_name(path.stem + ending) for ending in endings))
    stem = path.stem
    while any(stem + ending in taken for ending in (SUFFIX, *endings)):
        stem = f"{path.stem}-{secrets.token_hex(2)}"
    target = folder / f"{stem}{SUFFIX}"
    companions: list[Path] = []
    with disk_errors(RecordingError, f"{path} could not be moved"):
        folder.mkdir(parents=True, exist_ok=True)
        for ending in endings:
            companion = folder / f"{stem}{ending}"
            with suppress(FileNotFoundError):  # taken away a moment ago
                path.with_name(path.stem + ending).replace(companion)
                companions.append(companion)
        path.replace(target)  # last: companions find their take again wherever it is
    taken.update(file.name for file in (target, *companions))
    return Moved(target, tuple(companions))


def _folders(root: Path, within: Path, links: list[Path]) -> list[Path]:
    """Return the folders below `root`, and append links that lead out to `links`. Raises OSError."""
    if leads_out(root, within):
        links.append(root)
        return []
    try:
        with os.scandir(root) as entries:
            seen = _without_links_out([entry for entry in entries if _is_seen(entry.name)], within, links)
            return [Path(entry.path) for entry in seen if entry.is_dir()]
    except FileNotFoundError:
        return []


def _without_links_out(entries: Sequence[os.DirEntry[str]], within: Path, links: list[Path]) -> list[os.DirEntry[str]]:
    """Return the entries that stay inside. Only links, and on Windows junctions, can lead out."""
    maybe = [entry for entry in entries if os.name == "nt" or entry.is_symlink()]
    out = {entry.name for entry in maybe if leads_out(Path(entry.path), within)}
    links += [Path(entry.path) for entry in maybe if entry.name in out]
    return [entry for entry in entries if entry.name not in out]


def _takes_in(folder: Path, within: Path, links: list[Path]) -> list[TakeFile]:
    gesture = gesture_of_folder(folder.name)
    with os.scandir(folder) as entries:
        seen = _without_links_out([entry for entry in entries if _is_seen(entry.name)], within, links)
    beside = _companions(entry.name for entry in seen)
    takes = []
    for entry in seen:
        if entry.name.endswith(SUFFIX):
            with suppress(FileNotFoundError):
                status = entry.stat()
                companions = tuple(folder / name for name in beside.get(entry.name.removesuffix(SUFFIX), ()))
                version = (status.st_mtime_ns, status.st_size)
                takes.append(TakeFile(gesture, folder / entry.name, version, companions))
    return takes


def _companions_in(folder: Path, within: Path) -> dict[str, list[str]]:
    """Return the companions of each take, without links that lead out, which stay where they are."""
    names = _names_in(folder)
    links = {name for name in names if os.path.islink(folder / name) and leads_out(folder / name, within)}
    return {take: [name for name in found if name not in links] for take, found in _companions(names).items()}


def _names_in(folder: Path) -> set[str]:
    """Return the names in a folder, or none if it is missing."""
    with disk_errors(RecordingError, f"The folder {folder} cannot be read"):
        try:
            return set(os.listdir(folder))
        except FileNotFoundError:
            return set()


def _companions(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the companions of each take that has some, by its name without ending."""
    names = sorted(filter(_is_seen, names))
    stems = _stems(names)
    beside: dict[str, list[str]] = {}
    for name in filter(_is_companion_name, names):
        owner = owner_of(name, stems)
        if owner is not None:
            beside.setdefault(owner, []).append(name)
    return beside


def _stems(names: Iterable[str]) -> set[str]:
    return {name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)}


def _is_companion_name(name: str) -> bool:
    return "." in name and not name.endswith(SUFFIX)


def owner_of(name: str, takes: Container[str]) -> str | None:
    """Return the take (a name without ending) to which this companion belongs. The longest name wins."""
    while "." in name:
        name = name.rpartition(".")[0]
        if name in takes:
            return name
    return None


def _is_seen(name: str) -> bool:
    return not name.startswith(".")

"""The items of an importer: takes, videos to track, models, and what it skipped."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording
from gesture_app.core.wording import legible
from gesture_app.storage.importers.layouts import Clip

UNKNOWN_GESTURE = "Its gesture is unknown. Put it in a folder named after the gesture, or name the gesture yourself."


@dataclass(frozen=True, slots=True, eq=False)
class FoundTake:
    """A take, ready to be saved."""

    path: str
    """its source, for messages"""
    recording: Recording


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a video that is one take."""

    gesture: str
    start: float | None = None
    """seconds of the video; None: its beginning"""
    end: float | None = None
    """seconds; None: its end"""
    in_frames: bool = False
    """True if start and end are numbers of frames from 0 instead of seconds"""


@dataclass(frozen=True, slots=True)
class FoundVideo:
    """A video whose hands are not tracked yet, or images in its place."""

    path: Path
    """the file, or the folder of frames"""
    cuts: tuple[Cut, ...]
    images: tuple[Path, ...] = ()
    """frames in order, or one pose; empty: a video file"""
    rate: float = 0.0
    """frames a second of `images`; 0: a pose"""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that came with the takes: its card as JSON, and its weights."""

    path: str
    id: str
    card: Mapping[str, object]
    weights: bytes


Item = FoundTake | FoundVideo | FoundModel | Skipped


class Layout(Protocol):
    """A layout of files that can be imported."""

    title: str
    """for a list, such as "videos" """
    suffixes: tuple[str, ...]
    """of its files, for a file dialog"""
    without_clock: bool
    """its files hold no times"""
    named_by: str
    """place of the gestures that `count` counts, for people"""

    def claims(self, file: Path) -> bool:
        """Return True if a file belongs to this layout."""

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Return the number of takes of each gesture, by names only and without its clips (`NamedByFolders`)."""

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Everything in them, one after the other, or nothing stops it."""


@runtime_checkable
class NamedByFolders(Protocol):
    """A layout of clips whose paths name their gestures."""

    def clips(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Sequence[Clip]:
        """Return every clip that only its path names."""


def below(root: Path, path: Path) -> str:
    """Return the path below the root of the import, for messages."""
    return legible(str(path.relative_to(root)) if path != root and path.is_relative_to(root) else path.name)


def import_session(root: Path) -> str:
    """Return the session of all takes below a folder, which is the same at every import."""
    return f"import {legible(root.name)} {zlib.crc32(str(root).encode('utf-8', 'surrogatepass')):08x}"


def modified(path: Path) -> str:
    """Return the modification time of a file (ISO 8601, UTC), which stands in for the time of recording."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    except (OSError, OverflowError, ValueError):
        return datetime.now(UTC).isoformat(timespec="seconds")

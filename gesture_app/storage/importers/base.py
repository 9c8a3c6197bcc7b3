"""What an importer gives: takes as recordings, videos that are still to be tracked, and what it left out."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.core.recording import Recording
from gesture_app.storage.importers.layouts import Clip

UNKNOWN_GESTURE = (
    "Nothing says which gesture it shows. Put it in a folder named after the gesture, or name it yourself."
)


@dataclass(frozen=True, slots=True, eq=False)
class FoundTake:
    """A take as it will be saved."""

    path: str
    """where it comes from"""
    recording: Recording


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a video that is one take."""

    gesture: str
    start: float | None = None
    """seconds of the video; None: its beginning"""
    end: float | None = None
    """seconds; None: its end"""


@dataclass(frozen=True, slots=True)
class FoundVideo:
    """A video of which the hands are still to be tracked."""

    path: Path
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that came with the takes: its card as JSON has it, and its weights."""

    path: str
    id: str
    card: Mapping[str, object]
    weights: bytes


Item = FoundTake | FoundVideo | FoundModel | Skipped


class Layout(Protocol):
    """One way in which people keep recordings."""

    title: str
    """for a list, such as "videos" """
    suffixes: tuple[str, ...]
    """of its files, for a file dialog"""
    without_clock: bool
    """its files hold no times"""

    def claims(self, file: Path) -> bool:
        """Whether a file of this name is this layout's business."""

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """How many takes of each gesture these seem to be."""

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Everything in them, one after the other; nothing stops it."""


@runtime_checkable
class NamedByFolders(Protocol):
    """A layout of clips whose gestures are told by where they lie."""

    def clips(self, root: Path, files: Sequence[Path]) -> Sequence[Clip]:
        """Return every clip that nothing but its place names."""


def below(root: Path, path: Path) -> str:
    """The path as the user knows it: from where the import began."""
    return str(path.relative_to(root)) if path != root and path.is_relative_to(root) else path.name


def import_session(root: Path) -> str:
    """The session of all takes below a folder, whose sittings nobody wrote down; the same at every import."""
    return f"import {root.name} {zlib.crc32(str(root).encode('utf-8', 'surrogatepass')):08x}"


def modified(path: Path) -> str:
    """When the file was last written, ISO 8601, UTC: the nearest to when it was recorded that is known."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    except (OSError, OverflowError, ValueError):
        return datetime.now(UTC).isoformat(timespec="seconds")


def in_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts 2 before 10."""
    parts = re.split(r"(\d+)", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)

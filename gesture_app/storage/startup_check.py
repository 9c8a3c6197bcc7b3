"""The check of a workspace at the start: repair what a killed program left, and name unusable files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.wording import counted
from gesture_app.storage.boundary import leads_out
from gesture_app.storage.files.atomic import disk_errors
from gesture_app.storage.recordings.folders import (
    BIN,
    CLIP_ENDING,
    DAMAGED,
    gesture_folders,
    orphans_in,
    owner_of,
    takes_below,
)
from gesture_app.storage.recordings.listing import Damaged
from gesture_app.storage.recordings.store import Progress, RecordingStore
from gesture_app.storage.workspace import Workspace

_NAMED = 3
"""file names in a sentence; more are counted"""
_NAMED_LINKS = 20
"""names of links in a sentence, which somebody made on purpose"""


@dataclass(frozen=True, slots=True)
class WorkspaceCheck:
    """The result of the check."""

    takes: int
    gestures: int
    half_written: int
    """number of unfinished files of killed programs, which were deleted because they were never reported as saved"""
    set_aside: tuple[Damaged, ...]
    """damaged files that were moved to recordings/.damaged"""
    unusable: tuple[Damaged, ...]
    """files left in place: of a newer version, unreadable, or perhaps still being copied"""
    rejoined: int
    """number of clips that were moved back beside their takes (without `repair`: that would be)"""
    links_out: tuple[Path, ...]
    """links that lead out of the recordings or models, left alone"""
    clips_without_take: tuple[Path, ...]
    """clips without a take, left in place"""
    binned: int
    """number of takes in the bin"""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return sentences for the user, or none if nothing was found. Takes in the bin alone are no reason for one."""
        sentences = []
        if self.half_written:
            sentences.append(half_written_sentence(self.half_written))
        if self.rejoined:
            sentences.append(f"Brought back beside their takes: {counted(self.rejoined, 'clip')}.")
        if self.set_aside:
            names = _names([damaged.path for damaged in self.set_aside])
            sentences.append(f"Set aside in recordings/.damaged: {counted(len(self.set_aside), 'file')} ({names}).")
        if self.unusable:
            sentences.append(_few([damaged.sentence for damaged in self.unusable], " "))
        if self.links_out:
            sentences.append(links_out_sentence(self.links_out))
        if self.clips_without_take:
            sentences.append(
                f"Without a take: {counted(len(self.clips_without_take), 'clip')} ({_names(self.clips_without_take)})."
            )
        if sentences and self.binned:
            sentences.append(f"In the bin, where they can be restored: {counted(self.binned, 'take')}.")
        return tuple(sentences)


def check_workspace(workspace: Workspace, repair: bool = True, progress: Progress | None = None) -> WorkspaceCheck:
    """Check all recordings, which is slow if many are new. With `repair`, also repair what can be repaired.

    Raises:
        RecordingError: the recordings cannot be read.
    """
    store = RecordingStore(workspace.recordings)
    rejoined, lonely = _rejoin_companions(workspace.recordings, repair)
    listing = store.list_takes(progress, set_damaged_aside=repair)
    aside = tuple(damaged for damaged in listing.damaged if damaged.path.is_relative_to(workspace.recordings / DAMAGED))
    return WorkspaceCheck(
        takes=len(listing.takes),
        gestures=len({take.gesture for take in listing.takes}),
        half_written=workspace.swept,
        set_aside=aside,
        unusable=tuple(damaged for damaged in listing.damaged if damaged not in aside and not damaged.left_alone),
        rejoined=rejoined,
        links_out=workspace.links_out(),
        clips_without_take=tuple(path for path in lonely if path.name.endswith(CLIP_ENDING)),
        binned=store.count_binned(),
    )


def half_written_sentence(files: int) -> str:
    """Return the sentence on half-written files that were deleted."""
    return f"Removed half-written files of a program that was killed: {counted(files, 'file')}."


def links_out_sentence(links: Sequence[Path]) -> str:
    """Return the sentence that names links that lead out of the recordings or models."""
    names = _names(links, _NAMED_LINKS)
    return f"Left alone, because they lead out of the workspace: {counted(len(links), 'link')} ({names})."


def _rejoin_companions(folder: Path, repair: bool) -> tuple[int, list[Path]]:
    """Move companions to their takes after an interrupted move. Return their number, and those without a take."""
    rejoined, lonely = 0, []
    with disk_errors(RecordingError, f"The recordings in {folder} cannot be read"):
        roots = (folder, folder / BIN)
        orphans: list[Path] = []
        for gesture in (gesture for root in roots for gesture in gesture_folders(root, folder)):
            with suppress(FileNotFoundError):  # another program has just renamed the gesture
                orphans += orphans_in(gesture, folder)
    homes: dict[str, list[Path]] = {}
    for file in (file for root in roots for file in takes_below(root, folder) if orphans):
        homes.setdefault(file.path.stem, []).append(file.path.parent)
    for orphan in orphans:
        home = homes.get(owner_of(orphan.name, homes) or "", [])
        target = home[0] / orphan.name if len(home) == 1 else orphan
        if os.path.lexists(target) or leads_out(target, folder):
            lonely.append(orphan)
            continue
        with disk_errors(RecordingError, f"{orphan} could not be moved"), suppress(FileNotFoundError):
            if repair:
                orphan.replace(target)  # unless it was on its way in another program, and has arrived
            rejoined += 1
    return rejoined, lonely


def _names(paths: Sequence[Path], most: int = _NAMED) -> str:
    return _few([f"{path.parent.name}/{path.name}" for path in paths], ", ", most)


def _few(words: Sequence[str], between: str, most: int = _NAMED) -> str:
    more = f"{between}and {len(words) - most} more" if len(words) > most else ""
    return between.join(words[:most]) + more

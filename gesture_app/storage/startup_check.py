"""What a program finds in a workspace when it starts: traces of one that was killed, and what cannot be used."""

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
"""more files than this are counted, not named"""
_NAMED_LINKS = 20
"""the same of links, which somebody has made on purpose"""


@dataclass(frozen=True, slots=True)
class StartReport:
    """What was found, and what was done about it."""

    takes: int
    gestures: int
    half_written: int
    """files that a killed program had not finished; deleted, for nobody was told that they were saved"""
    set_aside: tuple[Damaged, ...]
    """moved just now to recordings/.damaged"""
    unusable: tuple[Damaged, ...]
    """left where they are: of a newer version, not to be read, or perhaps still being copied"""
    reunited: int
    """clips that lay apart from their takes, and lie beside them again (without `mend`: would)"""
    links_out: tuple[Path, ...]
    """links that lead out of the recordings or models; left alone"""
    lonely_clips: tuple[Path, ...]
    """pictures whose take is nowhere; left where they are"""
    binned: int
    """takes in the bin"""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the user should know, each a sentence; none where all is as it should be. The bin alone is no news."""
        said = []
        if self.half_written:
            said.append(half_written_sentence(self.half_written))
        if self.reunited:
            said.append(f"Brought back beside their takes: {counted(self.reunited, 'clip')}.")
        if self.set_aside:
            names = _names([damaged.path for damaged in self.set_aside])
            said.append(f"Set aside in recordings/.damaged: {counted(len(self.set_aside), 'file')} ({names}).")
        if self.unusable:
            said.append(_few([damaged.sentence for damaged in self.unusable], " "))
        if self.links_out:
            said.append(links_out_sentence(self.links_out))
        if self.lonely_clips:
            said.append(f"Without a take: {counted(len(self.lonely_clips), 'clip')} ({_names(self.lonely_clips)}).")
        if said and self.binned:
            said.append(f"In the bin, where they can be restored: {counted(self.binned, 'take')}.")
        return tuple(said)


def look_round(workspace: Workspace, mend: bool = True, progress: Progress | None = None) -> StartReport:
    """Look at all recordings, and mend what can be (`mend` off: change nothing). Slow where many are new.

    Raises:
        RecordingError: the recordings cannot be read.
    """
    store = RecordingStore(workspace.recordings)
    reunited, lonely = _reunite(workspace.recordings, mend)
    listing = store.list_takes(progress, set_damaged_aside=mend)
    aside = tuple(damaged for damaged in listing.damaged if damaged.path.is_relative_to(workspace.recordings / DAMAGED))
    return StartReport(
        takes=len(listing.takes),
        gestures=len({take.gesture for take in listing.takes}),
        half_written=workspace.swept,
        set_aside=aside,
        unusable=tuple(damaged for damaged in listing.damaged if damaged not in aside and not damaged.left_alone),
        reunited=reunited,
        links_out=workspace.links_out(),
        lonely_clips=tuple(path for path in lonely if path.name.endswith(CLIP_ENDING)),
        binned=store.binned_count(),
    )


def half_written_sentence(files: int) -> str:
    """How a user is told of them."""
    return f"Left half-written by a program that was ended, and removed: {counted(files, 'file')}."


def links_out_sentence(links: Sequence[Path]) -> str:
    """Return the sentence that names links that lead out of the recordings or models."""
    names = _names(links, _NAMED_LINKS)
    return f"Left alone, because they lead out of the workspace: {counted(len(links), 'link')} ({names})."


def _reunite(folder: Path, mend: bool) -> tuple[int, list[Path]]:
    """Bring companions to their takes, where a move was cut short; how many, and those whose take is nowhere."""
    reunited, lonely = 0, []
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
            if mend:
                orphan.replace(target)  # unless it was on its way in another program, and has arrived
            reunited += 1
    return reunited, lonely


def _names(paths: Sequence[Path], most: int = _NAMED) -> str:
    return _few([f"{path.parent.name}/{path.name}" for path in paths], ", ", most)


def _few(words: Sequence[str], between: str, most: int = _NAMED) -> str:
    more = f"{between}and {len(words) - most} more" if len(words) > most else ""
    return between.join(words[:most]) + more

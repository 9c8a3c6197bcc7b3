"""Takes as the library lists them, without their landmarks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.quality.take_stats import TakeStats
from gesture_app.core.recording import RecordingInfo

FileVersion = tuple[int, int]
"""modification time in nanoseconds and size in bytes, which tell files of the same name apart"""


@dataclass(frozen=True, slots=True, eq=False)
class ListedTake:
    """A take without its landmarks. `path` identifies it, because two gestures may have takes of the same `id`."""

    id: str
    path: Path
    info: RecordingInfo
    """the gesture is that of the folder"""
    figures: TakeStats
    version: FileVersion
    """version of the file that was read"""
    companions: tuple[Path, ...] = ()
    """files beside it that belong to it, such as <id>.clip.mp4"""

    @property
    def gesture(self) -> str:
        """The gesture of its folder."""
        return self.info.gesture

    @property
    def seconds(self) -> float:
        """Length of the whole take, with the parts that are trimmed off."""
        return self.figures.seconds

    @property
    def frames(self) -> int:
        """Number of all frames, with those that are trimmed off."""
        return self.figures.frames

    @property
    def hand_share(self) -> float:
        """Share of the untrimmed frames that show a hand, 0 to 1."""
        return self.figures.hand_share


@dataclass(frozen=True, slots=True)
class Damaged:
    """An unusable file at its present place, with the reason as a sentence."""

    path: Path
    sentence: str
    left_alone: bool = False
    """True for a link that leads out of the folder, which is no file of this program"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The state of the folders at one moment, for `RecordingStore.changed_since`."""

    folders: tuple[tuple[str, int], ...]
    """names and modification times in nanoseconds"""
    taken_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """All takes, by gesture and time, and the files among them that are none."""

    takes: tuple[ListedTake, ...]
    damaged: tuple[Damaged, ...]
    """unusable files: damaged, of a newer version, or unreadable"""
    stamp: Stamp
    """of the moment before the takes were read"""

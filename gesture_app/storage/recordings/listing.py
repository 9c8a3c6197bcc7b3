"""A take as the library lists it, without its landmarks; and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.quality.take_stats import TakeStats
from gesture_app.core.recording import RecordingInfo

FileVersion = tuple[int, int]
"""time of change in nanoseconds and size in bytes: another file of the same name has another"""


@dataclass(frozen=True, slots=True, eq=False)
class ListedTake:
    """What is known of a take without opening its file; `path` tells takes apart, an `id` may occur in two gestures."""

    id: str
    path: Path
    info: RecordingInfo
    """its gesture is the folder's name"""
    figures: TakeStats
    version: FileVersion
    """of the file when this was read from it"""
    companions: tuple[Path, ...] = ()
    """files that belong to it and lie beside it, such as <id>.clip.mp4"""

    @property
    def gesture(self) -> str:
        """What it shows: its folder's name."""
        return self.info.gesture

    @property
    def seconds(self) -> float:
        """From the first frame to the last, trimmed or not."""
        return self.figures.seconds

    @property
    def frames(self) -> int:
        """How many, trimmed or not."""
        return self.figures.frames

    @property
    def hand_share(self) -> float:
        """The part of the frames that count which show any hand, 0 to 1."""
        return self.figures.hand_share


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file that could not be used, where it lies now, and why, as a sentence."""

    path: Path
    sentence: str
    left_alone: bool = False
    """True for a link that leads out of the folder: it is no file of ours"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The state of the folders at one moment, to be compared with `RecordingStore.changed_since`."""

    folders: tuple[tuple[str, int], ...]
    """names and times of change in nanoseconds"""
    taken_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Every take, by gesture and time, and what lies between them and is none."""

    takes: tuple[ListedTake, ...]
    damaged: tuple[Damaged, ...]
    """files that cannot be used: damaged, of a newer version, or not to be read"""
    stamp: Stamp
    """of the moment before the takes were looked at"""

"""What an import and an export say while they run; each ends with exactly one `…Done` or `…Failed`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not imported, and why."""

    path: str
    """the file, folder or row, so that a person finds it"""
    reason: str
    """a sentence"""
    already_here: bool = False
    """it was imported, or recorded, before: nothing is missing"""


class ClipLayout(StrEnum):
    """Where a clip lies below the folder, or file, that is named after its gesture; as the command line calls it."""

    FOLDER = "gesture/clip"
    PERSON = "gesture/person/clip"
    NUMBER = "gesture/number/clip"
    INNER = "gesture/videos/clip"
    FILE = "gesture_number"


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """What an import would bring if the clips lay so."""

    layout: ClipLayout
    takes: dict[str, int]
    """by gesture; "" where nothing names the gesture"""


@dataclass(frozen=True, slots=True)
class LayoutQuestion:
    """What the user has to say before anything is imported, because the folders cannot be gestures."""

    sentence: str
    choices: tuple[LayoutChoice, ...]
    """the likely ones first"""


@dataclass(frozen=True, slots=True)
class Findings:
    """What lies at a path and could be imported; nothing has been imported yet."""

    layouts: tuple[str, ...]
    """in words"""
    takes: dict[str, int]
    """by gesture; "" where nothing names the gesture"""
    without_clock: bool
    """whether some of it says nothing of time, so that a frame rate is assumed"""
    question: LayoutQuestion | None = None
    """to be answered first, by `ImportOptions.layout` or `gesture`"""
    remarks: tuple[str, ...] = ()
    """sentences on names that become one gesture"""

    @property
    def count(self) -> int:
        """How many takes, as far as names tell."""
        return sum(self.takes.values())


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user knows about the data and the data does not say."""

    gesture: str = ""
    """of all takes; "": as folders and files name it"""
    rate: float | None = None
    """frames a second where no times are stored; None: as is usual for the layout"""
    mirrored: bool = False
    """the pictures were mirrored before hands were looked for"""
    processes: int = 0
    """that track videos; 0: one a processor"""
    layout: ClipLayout | None = None
    """what names the gesture; None: the folder, unless it cannot be a gesture, which is asked about"""


@dataclass(frozen=True, slots=True)
class ImportStarted:
    """The files are listed; importing begins."""

    findings: Findings


@dataclass(frozen=True, slots=True)
class TakeImported:
    """A take is complete on disk."""

    path: str
    gesture: str


@dataclass(frozen=True, slots=True)
class ModelImported:
    """A model is complete on disk; it is not put to use."""

    id: str


@dataclass(frozen=True, slots=True)
class TakeSkipped:
    """Something was left out."""

    skipped: Skipped


@dataclass(frozen=True, slots=True)
class VideoWatched:
    """How far a video is tracked."""

    path: str
    frames: int


@dataclass(frozen=True, slots=True)
class ImportDone:
    """Everything was looked at."""

    imported: int
    """takes"""
    models: int
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class ImportFailed:
    """It did not begin or did not finish; what was imported before stays."""

    error: str
    hint: str = ""
    question: LayoutQuestion | None = None
    """whose answer is missing"""


ImportProgress = ImportStarted | TakeImported | ModelImported | TakeSkipped | VideoWatched | ImportDone | ImportFailed


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What goes where."""

    out: Path
    format: str
    """ "parquet", "csv", "archive" or, for a model instead of takes, "onnx" """
    gesture: str = ""
    """ "": all gestures"""
    with_model: bool = False
    """an archive also holds the model in use"""
    model: str = ""
    """which one becomes ONNX; "": the one in use"""


@dataclass(frozen=True, slots=True)
class TakeExported:
    """One more take is in the file, which is not complete yet."""

    done: int
    takes: int


@dataclass(frozen=True, slots=True)
class ExportDone:
    """The file is complete."""

    out: Path
    takes: int
    rows: int
    """of the table; 0 for an archive"""
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class ModelExportDone:
    """The model and its card are complete."""

    model: str
    """its id"""
    out: Path
    card: Path


@dataclass(frozen=True, slots=True)
class ExportFailed:
    """There is no file, or the one that was there before."""

    error: str
    hint: str = ""


ExportProgress = TakeExported | ExportDone | ModelExportDone | ExportFailed

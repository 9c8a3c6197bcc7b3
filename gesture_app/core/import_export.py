"""Options and messages of imports and exports. Each ends with exactly one `…Done` or `…Failed` message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gesture_app.core.frame import Image
    from gesture_app.core.recording import Recording

PREVIEW_STEP_S = 0.12
"""seconds between the pictures of a video in a preview"""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that was not imported, and why."""

    path: str
    """the file, folder or row"""
    reason: str
    """a sentence"""
    already_here: bool = False
    """True if it was imported or recorded before"""
    part_of: str = ""
    """the file or take of which this is a row, frame or entry; "": it is none"""


class ClipLayout(StrEnum):
    """Places of a clip below the folder or file with the gesture's name, as named on the command line."""

    FOLDER = "gesture/clip"
    PERSON = "gesture/person/clip"
    NUMBER = "gesture/number/clip"
    INNER = "gesture/videos/clip"
    FILE = "gesture_number"


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """The result of an import with one layout."""

    layout: ClipLayout
    takes: dict[str, int]
    """number by gesture; "" for takes without a gesture's name"""


@dataclass(frozen=True, slots=True)
class LayoutQuestion:
    """A question to the user before the import, because the folders cannot be gestures."""

    sentence: str
    choices: tuple[LayoutChoice, ...]
    """the likeliest first"""


@dataclass(frozen=True, slots=True)
class Findings:
    """The importable data at a path, before the import."""

    layouts: tuple[str, ...]
    """names for people"""
    takes: dict[str, int]
    """number by gesture; "" for takes without a gesture's name"""
    without_clock: bool
    """True if some takes have no times, so that a frame rate is assumed"""
    question: LayoutQuestion | None = None
    """answered by `ImportOptions.layout` or `gesture`"""
    remarks: tuple[str, ...] = ()
    """sentences on names that become one gesture"""
    like_background: tuple[str, ...] = ()
    """gestures whose names usually stand for no gesture, without the user's answer"""
    choices: tuple[LayoutChoice, ...] = ()
    """every layout that names gestures, with its result"""
    named_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """places of each gesture's name, for people; empty if they were not asked for"""

    @property
    def count(self) -> int:
        """Number of takes, counted by names."""
        return sum(self.takes.values())


@dataclass(frozen=True, slots=True)
class GestureFound:
    """A row of the preview: what an import would bring of one gesture."""

    gesture: str
    takes: int
    named_by: tuple[str, ...]
    """the places that its name came from, for people"""
    seconds: float | None
    """of all its takes; None: unknown before videos are tracked"""
    disabled: int = 0
    """takes that no training uses"""


@dataclass(frozen=True, slots=True, eq=False)
class TakePreview:
    """A take to look at before the import."""

    gesture: str
    recording: Recording | None
    """None: a video, whose hands are not tracked yet"""
    pictures: tuple[Image, ...] = ()
    """of a video, small, `PREVIEW_STEP_S` apart"""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would bring. Nothing is imported."""

    findings: Findings
    gestures: tuple[GestureFound, ...]
    """none while `findings.question` waits for an answer"""
    skipped: tuple[Skipped, ...]
    layout: ClipLayout | None
    """the layout in use; None: the paths name no gestures"""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The user's information that is not in the data."""

    gesture: str = ""
    """of all takes; "": from folder and file names"""
    rate: float | None = None
    """frames per second of takes without times; None: the default of the layout"""
    mirrored: bool = False
    """True if the videos are mirrored"""
    processes: int = 0
    """processes that track videos; 0: one per processor"""
    scheduler: str = ""
    """address of a Dask scheduler whose workers track the videos; "": this computer does"""
    layout: ClipLayout | None = None
    """None: the folder names the gesture, or the user is asked if it cannot"""
    poses: bool | None = None
    """True if each row of key points is a pose by itself, False if rows follow in time; None: seen from the data"""
    background: tuple[str, ...] = ()
    """gestures that become the background, `none`"""
    kept: tuple[str, ...] = ()
    """gestures that stay gestures though their names usually stand for none"""
    picture: tuple[int, int] | None = None
    """(width, height) of the pictures of key points, in any unit; None: the usual shape"""


@dataclass(frozen=True, slots=True)
class ImportStarted:
    """The files are listed, and importing begins."""

    findings: Findings


@dataclass(frozen=True, slots=True)
class TakeImported:
    """A take is complete on disk."""

    path: str
    gesture: str


@dataclass(frozen=True, slots=True)
class ModelImported:
    """A model is complete on disk, and not in use."""

    id: str


@dataclass(frozen=True, slots=True)
class TakeSkipped:
    """An item was skipped."""

    skipped: Skipped


@dataclass(frozen=True, slots=True)
class VideoWatched:
    """Progress of tracking a video."""

    path: str
    frames: int
    """tracked so far"""


@dataclass(frozen=True, slots=True)
class ImportDone:
    """The import is complete."""

    imported: int
    """number of takes"""
    models: int
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class ImportFailed:
    """The import did not begin or did not finish. Takes imported so far stay."""

    error: str
    hint: str = ""
    question: LayoutQuestion | None = None
    """the question without an answer"""


ImportProgress = ImportStarted | TakeImported | ModelImported | TakeSkipped | VideoWatched | ImportDone | ImportFailed


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What to export, and where to."""

    out: Path
    format: str
    """ "parquet", "csv", "archive" or, for a model instead of takes, "onnx" """
    gesture: str = ""
    """ "" exports all gestures"""
    with_model: bool = False
    """True to add the model in use to an archive"""
    model: str = ""
    """id of the model to export as ONNX; "": the one in use"""


@dataclass(frozen=True, slots=True)
class TakeExported:
    """One more take is in the file, which is not yet complete."""

    done: int
    takes: int


@dataclass(frozen=True, slots=True)
class ExportDone:
    """The file is complete."""

    out: Path
    takes: int
    rows: int
    """rows of the table; 0 for an archive"""
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
    """The export failed. An earlier file stays as it was."""

    error: str
    hint: str = ""


ExportProgress = TakeExported | ExportDone | ModelExportDone | ExportFailed

"""Find the folder or file that names the gesture of a clip, and ask the user if folders are ambiguous.

A clip is a file that is a take, or a folder with a file for each frame. Its own folder names its gesture unless the
user says otherwise. Folders that only hold or number clips (videos, train, 0, 1, person 2) would mix gestures, or part
them, so the import asks first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import gesture_name, spoken_name
from gesture_app.core.import_export import ClipLayout, ImportOptions, LayoutChoice, LayoutQuestion
from gesture_app.core.wording import legible

MOST_TOLD = 5
"""largest number of folders in the question"""
_HOLDING_WORDS = """
    archive attempt avi backup batch bilder camera clip data dataset daten dev download eval example file fold
    footage frame gesture image imagen img input keypoint landmark media mov movie mp4 npy output photo
    picture processed raw recording rep repetition rgb sample seq sequence session split take temp test
    testing tmp train training trial untitled val valid validation version vid video webcam
    actor participant people person signer speaker subject user
"""
"""for what holds clips, and for who is seen, without the s of many"""
_FILLING_WORDS = "all and my new of our the cropped cut final original"
"""may stand beside them"""
_HOLDING, _FILLING = frozenset(_HOLDING_WORDS.split()), frozenset(_FILLING_WORDS.split())
_BETWEEN = re.compile(r"[\W_]+")
_CODE = re.compile(r"[a-z]{1,3}[\W_]?\d+", re.IGNORECASE)
"""such as P01 for a person; beside each other they may be gestures, under several gestures they are not"""
_PARTS = re.compile(r"([\s_.-]+|(?=\(\d+\)$))")
"""of a file's name, and what stands between them"""


@dataclass(frozen=True, slots=True)
class Clip:
    """The file or folder of one take, not read yet."""

    path: Path
    """its file, or the folder with a file for each frame"""
    named_by: Path | None
    """the folder that names its gesture by default; None: no folder does"""
    by_frame: bool = False
    """a folder with a file for each frame: usually `<gesture>/<n>/<frame>`"""
    many: bool = False
    """True for a file with many takes or poses, which names their gesture if no folder does"""

    @property
    def words(self) -> str:
        """The name of its file or folder without the ending."""
        return self.path.name if self.by_frame else self.path.stem


def clip_gesture(root: Path, clip: Clip, options: ImportOptions) -> str:
    """Return the gesture of a clip below the root, or "" if nothing names it.

    Raises:
        RecordingError: its name is invalid.
    """
    if options.gesture:
        return gesture_name(options.gesture)
    words = _words(root, clip, options.layout or ClipLayout.FOLDER)
    return gesture_name(words) if words else ""


def counted_gesture(root: Path, clip: Clip, options: ImportOptions) -> str:
    """Return the gesture of a clip, or "" if nothing names it or its name is invalid."""
    try:
        return clip_gesture(root, clip, options)
    except RecordingError:
        return ""


def question_about(root: Path, clips: Sequence[Clip]) -> LayoutQuestion | None:
    """Return the question for the user before an import, or None if the folders name gestures."""
    named = [clip for clip in clips if clip.named_by is not None]
    if named and not _doubtful(root, named):
        return None
    choices = layout_choices(root, clips)
    if named:
        folders = sorted({legible(clip.named_by.name) for clip in named if clip.named_by is not None}, key=str.casefold)
        more = f" and {len(folders) - MOST_TOLD} more" if len(folders) > MOST_TOLD else ""
        told = ", ".join(f"“{folder}”" for folder in folders[:MOST_TOLD])
        return LayoutQuestion(
            f"The gestures of these clips are not clear. Their folders are called {told}{more}.", choices
        )
    if len(clips) > 1 and len(choices) == 1 and "" not in choices[0].takes:
        return LayoutQuestion("The gestures of these clips are not clear. No folder names them.", choices)
    return None


def spelled_otherwise(root: Path, clips: Iterable[Clip], options: ImportOptions) -> tuple[str, ...]:
    """Return a sentence for each gesture whose name the folders or files spell in several ways."""
    if options.gesture:
        return ()
    spellings: dict[str, set[str]] = defaultdict(set)
    for clip in clips:
        words = _words(root, clip, options.layout or ClipLayout.FOLDER)
        with suppress(RecordingError):
            spellings[gesture_name(words)].add(words)
    return tuple(
        f"{' and '.join(f'“{words}”' for words in sorted(ways))} are one gesture: {spoken_name(gesture)}."
        for gesture, ways in sorted(spellings.items())
        if len(ways) > 1
    )


def can_be_gesture(name: str) -> bool:
    """Return True if a folder of this name may be named after a gesture."""
    return not _is_number(name) and not _only_holds(name)


def name_in_file(words: str) -> str:
    """Return a file's name without its number ("hello_1", "hello (3)" → "hello"), or "" if nothing is left."""
    parts = [part for part in _PARTS.split(words) if part is not None]
    while len(parts) > 1 and not can_be_gesture(parts[-1]):
        del parts[-2:]
    while len(parts) > 1 and not can_be_gesture(parts[0]):
        del parts[:2]
    name = "".join(parts)
    if name == words:
        name = words.rstrip("0123456789")
    return "" if _is_number(name) else name.strip(" _.-")


def _words(root: Path, clip: Clip, layout: ClipLayout) -> str:
    name = legible(_named_part(root, clip, layout))
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in name)


def _named_part(root: Path, clip: Clip, layout: ClipLayout) -> str:
    above = list(_folders_above(root, clip.path))
    match layout:
        case ClipLayout.FOLDER:
            if clip.named_by is None:
                return name_in_file(clip.words) if clip.many else ""
            return clip.named_by.name
        case ClipLayout.PERSON:
            return above[1] if len(above) > 1 else ""
        case ClipLayout.NUMBER:
            return next((name for name in above if not _is_number(name)), "")
        case ClipLayout.INNER:
            return next(filter(can_be_gesture, above), "")
        case ClipLayout.FILE:
            return name_in_file(clip.words)


def _folders_above(root: Path, path: Path) -> Iterator[str]:
    """Yield the names of the folders above a clip, the nearest first, without the root."""
    for folder in path.parents:
        if folder == root:
            return
        yield folder.name


def _doubtful(root: Path, clips: Iterable[Clip]) -> bool:
    """Return True if anywhere all folders beside each other only hold or number clips."""
    names: dict[Path, set[str]] = defaultdict(set)
    by_frame: dict[Path, bool] = defaultdict(lambda: True)
    for clip in clips:
        if clip.named_by is not None and clip.named_by != root:
            names[clip.named_by.parent].add(clip.named_by.name)
            by_frame[clip.named_by.parent] &= clip.by_frame
    only_under_several = 0
    for parent, beside in names.items():
        if any(can_be_gesture(name) and not _CODE.fullmatch(name) for name in beside):
            continue
        numbers = by_frame[parent] and all(map(_is_number, beside))  # a tutorial's tree of signs for digits
        if not numbers and not any(map(can_be_gesture, beside)):
            return True
        only_under_several += parent != root and can_be_gesture(parent.name)
    return only_under_several > 1


def layout_choices(root: Path, clips: Sequence[Clip]) -> tuple[LayoutChoice, ...]:
    """Return the layouts that name gestures, each result once, the default layout last."""
    order = (ClipLayout.FOLDER, ClipLayout.NUMBER, ClipLayout.INNER, ClipLayout.PERSON, ClipLayout.FILE)
    found: list[LayoutChoice] = []
    for layout in order:
        takes = dict(
            sorted(Counter(counted_gesture(root, clip, ImportOptions(layout=layout)) for clip in clips).items())
        )
        names = [name for name in takes if name]
        sensible = layout is ClipLayout.FOLDER or any(map(can_be_gesture, names))
        if names and sensible and all(choice.takes != takes for choice in found):
            found.append(LayoutChoice(layout, takes))
    return tuple(sorted(found, key=lambda choice: choice.layout is ClipLayout.FOLDER))


def _is_number(name: str) -> bool:
    """Return True for 1, 007, (3) and 2024-01-31."""
    return any(map(str.isdigit, name)) and not any(map(str.isalpha, name))


def _only_holds(name: str) -> bool:
    """Return True for videos, Train_2 and “my raw clips”."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    words = [word for part in _BETWEEN.split(plain) if (word := part.rstrip("0123456789"))]
    singular = [word if word in _HOLDING or word in _FILLING else word.removesuffix("s") for word in words]
    if singular == ["gesture"]:
        return plain.strip(" _-") in ("gesture", "gestures")
    holding = [word in _HOLDING for word in singular]
    return any(holding) and all(holds or word in _FILLING for holds, word in zip(holding, singular, strict=True))

"""Find the lists of times of videos, beside them or one for several, and the parts that they name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import Skipped
from gesture_app.core.wording import counted
from gesture_app.storage.files.atomic import read_file
from gesture_app.storage.importers.base import Cut, below
from gesture_app.storage.importers.time_list_entry import TimeEntry
from gesture_app.storage.importers.time_list_json import entries_of_json
from gesture_app.storage.importers.time_list_tables import Faults, entries_of_table

LARGEST_LIST = 3_000_000
"""bytes; as JSON it takes up to 24 times as much in memory"""
LIST_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl")
BESIDE = (".csv", ".json", ".truth.json", ".tsv", ".txt", ".jsonl")
"""endings of a list that is named after its video, the first counts"""
_UPLOADED = re.compile(r"[0-9a-f]{8}-(?=.)")
"""before the names of files in Label Studio"""


@dataclass(frozen=True, slots=True)
class TimeList:
    """The entries of one list."""

    entries: tuple[TimeEntry, ...]
    faults: Faults
    """number of the line or entry from 1, and a sentence"""


@dataclass(slots=True)
class ListedTimes:
    """The parts of videos that lists name, and what is wrong with these lists."""

    cuts: dict[Path, list[Cut]] = field(default_factory=dict)
    """by video; a video of which a list names nothing has none"""
    lists: dict[Path, Path] = field(default_factory=dict)
    """the list of each video"""
    skipped: list[Skipped] = field(default_factory=list)


def read_times(path: Path) -> TimeList | None:
    """Return a list of times, or None if the file is something else.

    Raises:
        RecordingError: it is unreadable.
    """
    text = decoded(read_file(path, LARGEST_LIST, RecordingError))
    found = entries_of_json(text) if path.suffix.lower() in (".json", ".jsonl") else entries_of_table(text)
    if found is None:
        return None
    entries, faults = found
    return TimeList(tuple(sorted(entries, key=lambda entry: entry.cut.start or 0.0)), faults)


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or, if it is neither, in Western European."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    zeros = data[:400].count(0)
    if zeros > len(data[:400]) // 4:
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def list_name_stem(file: Path) -> str:
    """Return the name of a list without its ending, which may be that of a video: "x" of x.csv and x.truth.json."""
    ending = next(
        (ending for ending in sorted(BESIDE, key=len, reverse=True) if file.name.lower().endswith(ending)), ""
    )
    return file.name[: len(file.name) - len(ending)] if ending else ""


def listed_times(root: Path, videos: Sequence[Path], candidates: Sequence[Path]) -> ListedTimes:
    """Return what lists among the candidates name of these videos. What is no list is passed over."""
    listed = ListedTimes()
    by_name: dict[str, list[Path]] = defaultdict(list)
    for video in videos:
        for name in {video.name.casefold(), video.stem.casefold()}:
            by_name[name].append(video)
    beside = {
        file: [video for video in by_name.get(list_name_stem(file).casefold(), ()) if video.parent == file.parent]
        for file in candidates
    }
    order = {ending: number for number, ending in enumerate(BESIDE)}
    ranked = sorted(
        candidates, key=lambda file: (not beside[file], order.get("".join(file.suffixes[-2:]).lower(), 9), str(file))
    )
    for file in ranked:
        try:
            times = read_times(file)
        except RecordingError as error:
            if beside[file]:
                listed.skipped.append(Skipped(below(root, file), error.sentence))
            continue
        if times is not None:
            _add(listed, root, file, times, beside[file], by_name)
    return listed


def _add(
    listed: ListedTimes,
    root: Path,
    file: Path,
    times: TimeList,
    beside: Sequence[Path],
    by_name: dict[str, list[Path]],
) -> None:
    """Add the parts that one list names. The first list of a video counts."""
    cuts: dict[Path, list[Cut]] = {video: [] for video in beside[:1]}
    faults = list(times.faults)
    names = {entry.video for entry in times.entries}
    for entry in times.entries:
        found = _videos_called(entry.video, file, by_name) if entry.video else list(beside)
        if not found and len(names) == 1:
            found = list(beside)  # the list still has the name that the video had before
        if len(found) == 1:
            cuts.setdefault(found[0], []).append(entry.cut)
        elif entry.video:
            trouble = "There are several videos" if found else "There is no video"
            faults.append((entry.number, f"{trouble} called “{entry.video}”."))
    if not cuts:
        return  # it belongs to nothing here
    new = {video: of_video for video, of_video in cuts.items() if video not in listed.lists}
    for video, of_video in new.items():
        listed.cuts[video] = sorted(dict.fromkeys(of_video), key=lambda cut: cut.start or 0.0)
        listed.lists[video] = file
    if faults and new:
        (number, sentence), more = min(faults), len(faults) - 1
        rest = f" {counted(more, 'more entry', plural='more entries').capitalize()} cannot be read." if more else ""
        where = "entry" if file.suffix.lower() == ".json" else "line"
        listed.skipped.append(Skipped(f"{below(root, file)}, {where} {number}", f"{sentence}{rest}"))


def _videos_called(name: str, file: Path, by_name: dict[str, list[Path]]) -> list[Path]:
    """Return the videos that a list may mean by a name or path, the best ones only."""
    path = PurePosixPath(name.replace("\\", "/").split("?")[0])
    found = by_name.get(path.name.casefold(), [])
    if not found:
        found = by_name.get(_UPLOADED.sub("", path.name.casefold(), count=1), [])
    if len(found) > 1:
        exact = [video for video in found if video.as_posix().casefold().endswith(f"/{path}".casefold())]
        near = [video for video in exact or found if video.parent == file.parent]
        under = [video for video in exact or found if video.is_relative_to(file.parent)]
        found = near or under or exact or found
    return found

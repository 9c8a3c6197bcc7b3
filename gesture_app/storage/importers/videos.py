"""Import videos: a folder of them per gesture, a single one, or videos of which lists name the parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.gestures import natural_order
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.storage.importers.base import UNKNOWN_GESTURE, Cut, FoundVideo, Item, below
from gesture_app.storage.importers.layouts import Clip, clip_gesture
from gesture_app.storage.importers.time_lists import ListedTimes, listed_times

SUFFIXES = (
    *(".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".gif", ".3gp", ".3g2", ".wmv", ".asf", ".mpg", ".mpeg"),
    *(".ts", ".mts", ".m2ts", ".vob", ".flv", ".f4v", ".ogv"),
)
_STREAMS = (".ts", ".mts", ".m2ts")
"""of packets, whose endings programs in TypeScript have as well"""
_SYNC = 0x47
ANIMATED = ".webp"
"""pictures that may move"""
_WEBP_HEAD = 21
"""bytes up to the flags"""
_MOVES = 0x02


class Videos:
    """Video files in folders named after their gestures."""

    title = "videos"
    suffixes: tuple[str, ...] = (*SUFFIXES, ANIMATED)
    without_clock = False
    named_by = "list of times"

    def claims(self, file: Path) -> bool:
        """Return True for videos. Lists of times are claimed by what they hold (`listed_times`)."""
        ending = file.suffix.lower()
        if ending in _STREAMS:
            return _is_stream(file)
        return ending in SUFFIXES or (ending == ANIMATED and _is_animated(file))

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count a take for each entry of the lists of times."""
        counts: Counter[str] = Counter()
        listed = _listed(root, files)
        for video in listed.cuts:
            cuts = _wanted(listed.cuts[video], options)
            counts.update([cut.gesture for cut in cuts] or [""])
        return counts

    def clips(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Sequence[Clip]:
        """Return the videos without a list of times."""
        listed = _listed(root, files)
        return [_clip(root, video) for video in _videos(files) if video not in listed.cuts]

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all videos with their gestures."""
        listed = _listed(root, files)
        yield from listed.skipped
        for video in _videos(files):
            if video in listed.cuts:
                cuts = _wanted(listed.cuts[video], options)
                reason = f"{listed.lists[video].name} names no part of the video."
            else:
                try:
                    gesture = clip_gesture(root, _clip(root, video), options)
                except RecordingError as error:
                    yield Skipped(below(root, video), error.sentence)
                    continue
                cuts, reason = [Cut(gesture)] if gesture else [], UNKNOWN_GESTURE
            yield FoundVideo(video, tuple(cuts)) if cuts else Skipped(below(root, video), reason)


def is_video(file: Path) -> bool:
    """Return True for a file that the names or the first bytes show as a video."""
    return VIDEOS.claims(file)


VIDEOS = Videos()


def _listed(root: Path, files: Sequence[Path]) -> ListedTimes:
    videos = _videos(files)
    own = frozenset(videos)
    return listed_times(root, videos, [file for file in files if file not in own])


def _wanted(cuts: Sequence[Cut], options: ImportOptions) -> list[Cut]:
    """Return the parts of the gesture that the user named, or all."""
    return [cut for cut in cuts if not options.gesture or cut.gesture == options.gesture]


def _videos(files: Sequence[Path]) -> list[Path]:
    return sorted((file for file in files if is_video(file)), key=lambda file: natural_order(str(file)))


def _clip(root: Path, video: Path) -> Clip:
    return Clip(video, video.parent if video.parent != root else None)


def _is_stream(file: Path) -> bool:
    """Return True for a stream of packets, each of which begins with the same byte."""
    return _SYNC in (*_first_bytes(file)[:1], *_first_bytes(file)[4:5])


def _first_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_WEBP_HEAD)
    except OSError:
        return b""


def _is_animated(file: Path) -> bool:
    """Return True for a WebP picture that moves."""
    head = _first_bytes(file)
    return len(head) == _WEBP_HEAD and head[8:16] == b"WEBPVP8X" and bool(head[-1] & _MOVES)

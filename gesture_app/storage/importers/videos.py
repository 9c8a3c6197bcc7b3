"""Import videos: a folder of them per gesture, a single one, or one with a list of times beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gesture_app.core.errors import RecordingError
from gesture_app.core.import_export import ImportOptions, Skipped
from gesture_app.storage.importers.base import UNKNOWN_GESTURE, Cut, FoundVideo, Item, below, in_order
from gesture_app.storage.importers.layouts import Clip, clip_gesture
from gesture_app.storage.importers.video_cut_list import ENDINGS, list_beside, read_times

SUFFIXES = (".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v")


class Videos:
    """Video files in folders named after their gestures."""

    title = "videos"
    suffixes: tuple[str, ...] = SUFFIXES
    without_clock = False
    named_by = "list of times"

    def claims(self, file: Path) -> bool:
        """Return True for videos and their lists of times."""
        if file.suffix.lower() in SUFFIXES:
            return True
        stem = next((file.name.removesuffix(ending) for ending in reversed(ENDINGS) if file.name.endswith(ending)), "")
        return bool(stem) and any(file.with_name(f"{stem}{suffix}").is_file() for suffix in SUFFIXES)

    def count(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Counter[str]:
        """Count a take for each line of the lists of times."""
        counts: Counter[str] = Counter()
        for video in _videos(files):
            if list_beside(video, root) is None:
                continue
            item, _ = _found(root, video, options)
            counts.update([cut.gesture for cut in item.cuts] if isinstance(item, FoundVideo) else [""])
        return counts

    def clips(self, root: Path, files: Sequence[Path]) -> Sequence[Clip]:
        """Return the videos without a list of times."""
        return [_clip(root, video) for video in _videos(files) if list_beside(video, root) is None]

    def items(self, root: Path, files: Sequence[Path], options: ImportOptions) -> Iterator[Item]:
        """Yield all videos with their gestures."""
        for video in _videos(files):
            item, wrong = _found(root, video, options)
            yield from wrong
            yield item


def _videos(files: Sequence[Path]) -> list[Path]:
    return sorted((file for file in files if file.suffix.lower() in SUFFIXES), key=lambda file: in_order(str(file)))


def _clip(root: Path, video: Path) -> Clip:
    return Clip(video, video.parent if video.parent != root else None)


def _found(root: Path, video: Path, options: ImportOptions) -> tuple[FoundVideo | Skipped, list[Skipped]]:
    """Return the video with its cuts, or why it is skipped, and the invalid entries of its list of times."""
    times = list_beside(video, root)
    try:
        if times is None:
            gesture = clip_gesture(root, _clip(root, video), options)
            return (FoundVideo(video, (Cut(gesture),)) if gesture else Skipped(below(root, video), UNKNOWN_GESTURE)), []
        cuts, wrong = read_times(times)
        if options.gesture:
            cuts = [cut for cut in cuts if cut.gesture == options.gesture]
    except RecordingError as error:
        return Skipped(below(root, times or video), error.sentence), []
    skipped = [Skipped(f"{below(root, times)}, entry {number}", sentence) for number, sentence in wrong]
    if not cuts:
        return Skipped(below(root, video), f"{times.name} names no part of the video."), skipped
    return FoundVideo(video, tuple(cuts)), skipped

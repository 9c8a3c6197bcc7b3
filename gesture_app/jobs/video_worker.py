"""Track the hands of one video, or of images in its place, in whichever process does it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.clock import HINT, LATEST_S, NONSENSE
from gesture_app.core.errors import CameraError
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.wording import counted
from gesture_app.storage.workspace import HAND_MODEL, shipped_models_folder

if TYPE_CHECKING:
    from gesture_app.core.frame import Frame
    from gesture_app.vision.hand_tracker import MediaPipeHandTracker
    from gesture_app.vision.image_clip import AnimatedImage, ImageClip
    from gesture_app.vision.video_file import DamagedSpot, VideoFile

TELL_EVERY_S = 0.2
HELD_S, HELD_RATE = 1.0, 15.0
"""seconds for which a single pose is held, and its frames a second"""
MOST_SPOTS = 3
"""damaged spots that are described"""


@dataclass(frozen=True, slots=True)
class VideoPart:
    """A part of a video in seconds or frames, where None is its beginning or end."""

    start: float | None
    end: float | None
    in_frames: bool = False


@dataclass(frozen=True, slots=True)
class VideoTask:
    """A video to track."""

    path: Path
    """the file, or the folder of frames"""
    parts: tuple[VideoPart, ...]
    images: tuple[Path, ...] = ()
    """frames in order, or one pose; empty: a video file"""
    rate: float = 0.0
    """frames a second of `images`; 0: a pose"""


@dataclass(frozen=True, slots=True, eq=False)
class TrackedVideo:
    """The hands of a video."""

    parts: tuple[tuple[TrackedFrame, ...], ...]
    """frames of each part of the task, or none if the video ends before it"""
    tracker: str
    remarks: tuple[str, ...] = ()
    """sentences on damaged spots"""


class VideoTracker:
    """Keeps a hand tracker for one video after the other."""

    def __init__(self) -> None:
        self._tracker: MediaPipeHandTracker | None = None

    def track(self, task: VideoTask, tell: Callable[[int], None]) -> TrackedVideo:
        """Return the hands of a video.

        Args:
            task: the video and its parts.
            tell: called from time to time with the number of frames until then.

        Raises:
            CameraError: it cannot be read, or its times make no sense.
        """
        from gesture_app.vision.hand_tracker import MediaPipeHandTracker  # slow to import, and only needed here

        if self._tracker is None:
            self._tracker = MediaPipeHandTracker(shipped_models_folder() / HAND_MODEL, hands=2)
        self._tracker.reset()
        if task.images and not task.rate:
            return self._track_pose(task, self._tracker)
        return _track_clip(task, self._tracker, tell)

    def _track_pose(self, task: VideoTask, tracker: MediaPipeHandTracker) -> TrackedVideo:
        from gesture_app.core.frame import Frame
        from gesture_app.vision.image_clip import read_image

        image = read_image(task.images[0])
        if image is None:
            raise CameraError(f'"{task.path.name}" cannot be read as an image.', "Choose a JPEG or PNG file.")
        tracked = tracker.track(Frame(image, 0.0, time.perf_counter()))
        held = tuple(replace(tracked, time=number / HELD_RATE) for number in range(round(HELD_S * HELD_RATE) + 1))
        return TrackedVideo((held,) * len(task.parts), tracker.name)


def _track_clip(task: VideoTask, tracker: MediaPipeHandTracker, tell: Callable[[int], None]) -> TrackedVideo:
    frames: list[list[TrackedFrame]] = [[] for _ in task.parts]
    clip = _opened(task)
    try:
        read, told = 0, time.monotonic()
        while (frame := clip.read()) is not None:
            if not frame.time <= LATEST_S:
                raise CameraError(NONSENSE, HINT)
            if all(_is_after(frame, clip.index, part) for part in task.parts):
                break
            read += 1
            inside = [n for n, part in enumerate(task.parts) if _is_inside(frame, clip.index, part)]
            if inside:
                tracked = tracker.track(frame)
                for part in inside:
                    frames[part].append(tracked)
            if time.monotonic() - told > TELL_EVERY_S:
                told = time.monotonic()
                tell(read)
        remarks = _remarks(clip.damaged_spots, clip.seconds_missing)
    finally:
        clip.close()
    if not read:
        raise CameraError(f'"{task.path.name}" has no frames.', "")
    return TrackedVideo(tuple(map(tuple, frames)), tracker.name, remarks)


def _opened(task: VideoTask) -> VideoFile | ImageClip | AnimatedImage:
    from gesture_app.vision.image_clip import AnimatedImage, ImageClip
    from gesture_app.vision.video_file import VideoFile

    clip: VideoFile | ImageClip | AnimatedImage
    if task.images:
        clip = ImageClip(task.path.name, task.images, task.rate)
    else:
        clip = AnimatedImage(task.path) if task.path.suffix.lower() == ".webp" else VideoFile(task.path)
    clip.open()
    return clip


def _remarks(spots: Sequence[DamagedSpot], missing_s: float) -> tuple[str, ...]:
    """Return sentences on the frames that cannot be read."""
    sentences = [
        f"{counted(spot.frames, 'frame').capitalize()} cannot be read, from {spot.start:.1f} to {spot.end:.1f} s."
        for spot in spots[:MOST_SPOTS]
    ]
    more = spots[MOST_SPOTS:]
    if more:
        frames = counted(sum(spot.frames for spot in more), "more frame").capitalize()
        sentences.append(f"{frames} cannot be read, in {counted(len(more), 'other spot')} until {more[-1].end:.1f} s.")
    if missing_s:
        sentences.append(f"The file is cut short: its last {missing_s:.1f} s are missing.")
    return tuple(sentences)


def _place(frame: Frame, index: int, part: VideoPart) -> float:
    return float(index) if part.in_frames else frame.time


def _is_after(frame: Frame, index: int, part: VideoPart) -> bool:
    return part.end is not None and _place(frame, index, part) > part.end


def _is_inside(frame: Frame, index: int, part: VideoPart) -> bool:
    place = _place(frame, index, part)
    return (part.start is None or place >= part.start) and (part.end is None or place <= part.end)

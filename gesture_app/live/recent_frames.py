"""Keeps the last ten seconds of tracked frames, always, and small pictures where the user wants them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gesture_app.core.frame import Frame, Image
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import StreamInfo
from gesture_app.core.ring_buffer import Picture, RollingBuffer
from gesture_app.live.take import Take

if TYPE_CHECKING:
    from gesture_app.core.retrospective_take import RetrospectiveTake

SECONDS = 10.0
MOST_FRAMES = 1200
"""ten seconds at 120 frames a second"""
PICTURES_S = 75.0
"""the longest take of a series, and some room"""
PICTURE_EVERY_S = 1 / 15
JITTER_S = 0.005
"""so that a camera of 30 frames a second gives every other one"""
MOST_PICTURES = round(PICTURES_S / PICTURE_EVERY_S)
NO_STREAM = StreamInfo("", "", "")


@dataclass(frozen=True, slots=True, eq=False)
class StreamHistory:
    """The last seconds of one stream: frames and pictures never belong to two sources."""

    stream: StreamInfo
    frames: tuple[TrackedFrame, ...]
    """oldest first"""
    pictures: tuple[Picture, ...]
    """in seconds of the stream"""

    def take(self, cut: RetrospectiveTake, gesture: str = "") -> Take:
        """Return these frames of the history as a take, with the pictures of their time."""
        info = self.stream.take_info(gesture, cut.frames, cut.trim)
        return Take(cut.frames, info, pictures=self.pictures_of(cut.frames))

    def pictures_of(self, frames: Sequence[TrackedFrame]) -> tuple[Picture, ...]:
        """Return the pictures of these frames' time, in seconds since the first of them."""
        begin, end = frames[0].time, frames[-1].time
        return tuple(Picture(one.time - begin, one.jpeg) for one in self.pictures if begin <= one.time <= end)


class RecentFrames:
    """The live thread feeds it. Any thread may read it."""

    def __init__(self, shrink: Callable[[Image], bytes] | None = None) -> None:
        """`shrink` makes a small JPEG of a camera picture. Without it no pictures are kept."""
        self._shrink = shrink
        self._keeps_pictures = False
        self._stream = NO_STREAM
        self._frames: RollingBuffer[TrackedFrame] = RollingBuffer(lambda frame: frame.time, SECONDS, MOST_FRAMES)
        self._pictures: RollingBuffer[Picture] = RollingBuffer(lambda one: one.time, PICTURES_S, MOST_PICTURES)
        self._picture_due = 0.0
        self._changing_stream = threading.Lock()

    def keep_pictures(self, wanted: bool) -> None:
        """Keep pictures from now on, or drop them all. The live thread."""
        if wanted != self._keeps_pictures:
            self._keeps_pictures = wanted
            self._drop_pictures()

    def begin(self, stream: StreamInfo) -> None:
        """Forget everything. The frames that follow belong to this stream. The live thread."""
        with self._changing_stream:
            self._stream = stream
            self._frames.clear()
            self._drop_pictures()

    def push(self, frame: Frame, tracked: TrackedFrame) -> None:
        """Keep one frame. The live thread."""
        self._frames.put(tracked)
        if self._shrink is not None and self._keeps_pictures and frame.time >= self._picture_due:
            self._picture_due = frame.time + PICTURE_EVERY_S - JITTER_S
            self._pictures.put(Picture(frame.time, self._shrink(frame.image)))

    def frames(self, since: float = float("-inf")) -> tuple[TrackedFrame, ...]:
        """Return the last ten seconds, oldest first. Any thread."""
        return self._frames.since(since)

    def history(self) -> StreamHistory:
        """Return frames, pictures and the stream that they belong to. Any thread."""
        with self._changing_stream:
            everything = float("-inf")
            return StreamHistory(self._stream, self._frames.since(everything), self._pictures.since(everything))

    def _drop_pictures(self) -> None:
        self._pictures.clear()
        self._picture_due = 0.0

"""What the live session remembers of late, always: ten seconds of hands, and small pictures where these are wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gesture_app.core.frame import Frame, Image
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.ring_buffer import Picture, RollingBuffer

SECONDS = 10.0
MOST_FRAMES = 1200
"""ten seconds at 120 frames a second"""
PICTURES_S = 75.0
"""the longest take of a series, and some room"""
PICTURE_EVERY_S = 1 / 15
JITTER_S = 0.005
"""so that a camera of 30 frames a second gives every other one"""
MOST_PICTURES = round(PICTURES_S / PICTURE_EVERY_S)


class RecentFrames:
    """Fed by the live thread; any thread may look."""

    def __init__(self, shrink: Callable[[Image], bytes] | None = None) -> None:
        """`shrink` makes a small JPEG of a picture; without it none are kept."""
        self._shrink = shrink
        self._keeps_pictures = False
        self._frames: RollingBuffer[TrackedFrame] = RollingBuffer(lambda frame: frame.time, SECONDS, MOST_FRAMES)
        self._pictures: RollingBuffer[Picture] = RollingBuffer(lambda one: one.time, PICTURES_S, MOST_PICTURES)
        self._picture_due = 0.0

    def keep_pictures(self, wanted: bool) -> None:
        """From now on, or no longer; then those that are there are forgotten. The live thread."""
        if wanted != self._keeps_pictures:
            self._keeps_pictures = wanted
            self._forget_pictures()

    def see(self, frame: Frame, tracked: TrackedFrame) -> None:
        """Remember one frame. The live thread."""
        self._frames.put(tracked)
        if self._shrink is not None and self._keeps_pictures and frame.time >= self._picture_due:
            self._picture_due = frame.time + PICTURE_EVERY_S - JITTER_S
            self._pictures.put(Picture(frame.time, self._shrink(frame.image)))

    def forget(self) -> None:
        """The source has changed. The live thread."""
        self._frames.clear()
        self._forget_pictures()

    def frames(self, since: float = float("-inf")) -> tuple[TrackedFrame, ...]:
        """The last ten seconds, oldest first. Any thread."""
        return self._frames.since(since)

    def pictures_of(self, frames: Sequence[TrackedFrame]) -> tuple[Picture, ...]:
        """Those of these frames' time, counted from the first of them. Any thread."""
        begin, end = frames[0].time, frames[-1].time
        return tuple(Picture(one.time - begin, one.jpeg) for one in self._pictures.since(begin) if one.time <= end)

    def _forget_pictures(self) -> None:
        self._pictures.clear()
        self._picture_due = 0.0

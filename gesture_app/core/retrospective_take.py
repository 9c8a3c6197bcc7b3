"""Cuts takes out of the last seconds of a stream, with a margin around the trimmed part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gesture_app.core.hands import TrackedFrame
from gesture_app.core.prediction import Event
from gesture_app.core.segmentation import TakeSegmenter

ROOM_S = 0.75
"""seconds kept before and after the trimmed part"""
BEFORE_EVENT_S = 1.5
"""seconds from the beginning of a movement to the rise of its score"""
AFTER_EVENT_S = 0.6
"""seconds from an event to the end of its movement"""
LONGEST_RISE_S = 3.0
"""seconds; after a longer rise the beginning of the movement is unknown"""
UNCUT_S = 3.0
"""seconds; length of the take if no movement was found"""


@dataclass(frozen=True, slots=True, eq=False)
class RetrospectiveTake:
    """Frames with a trim."""

    frames: tuple[TrackedFrame, ...]
    trim: tuple[float, float]
    """seconds since the first frame"""


def retrospective_takes(frames: Sequence[TrackedFrame]) -> list[RetrospectiveTake]:
    """Return the movements and held poses in some seconds of a stream, the newest first."""
    shown = [frame for frame in frames if any(frame.present)]
    if not shown:
        return []
    segmenter = TakeSegmenter()
    cuts = [*(segmenter.push(frame) for frame in frames), segmenter.finish()]
    found = [_with_room(frames, cut[0].time, cut[-1].time) for cut in cuts if cut is not None]
    return found[::-1] or [_with_room(frames, shown[-1].time - UNCUT_S, shown[-1].time)]


def around_event(frames: Sequence[TrackedFrame], event: Event) -> RetrospectiveTake | None:
    """Return the take around an event, or None if these frames do not show it."""
    begin = max(event.start, event.time - LONGEST_RISE_S) - BEFORE_EVENT_S
    end = event.time + AFTER_EVENT_S
    inside = any(begin <= frame.time <= end and any(frame.present) for frame in frames)
    return _with_room(frames, begin, end) if inside else None


def _with_room(frames: Sequence[TrackedFrame], begin: float, end: float) -> RetrospectiveTake:
    kept = tuple(frame for frame in frames if begin - ROOM_S <= frame.time <= end + ROOM_S)
    first, last = kept[0].time, kept[-1].time
    return RetrospectiveTake(kept, (max(0.0, begin - first), min(last, end) - first))

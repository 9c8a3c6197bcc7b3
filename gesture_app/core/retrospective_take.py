"""Takes made after the fact: what the last seconds show, cut out with some room and a trim around what counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gesture_app.core.hands import TrackedFrame
from gesture_app.core.prediction import Event
from gesture_app.core.segmentation import TakeSegmenter

ROOM_S = 0.75
"""kept before and after the part that counts"""
BEFORE_EVENT_S = 1.5
"""what led to an event began about this long before its score rose"""
AFTER_EVENT_S = 0.6
LONGEST_RISE_S = 3.0
"""a score that has been up for longer does not tell when the movement began"""
UNCUT_S = 3.0
"""where no movement can be told from another, so much of the end is taken"""


@dataclass(frozen=True, slots=True, eq=False)
class LateTake:
    """Some frames, and the part of them that counts."""

    frames: tuple[TrackedFrame, ...]
    trim: tuple[float, float]
    """seconds since the first frame"""


def late_takes(frames: Sequence[TrackedFrame]) -> list[LateTake]:
    """The movements and held poses in some seconds of a stream, the newest first; none where no hand is seen."""
    shown = [frame for frame in frames if any(frame.present)]
    if not shown:
        return []
    cutter = TakeSegmenter()
    cuts = [*(cutter.push(frame) for frame in frames), cutter.finish()]
    found = [_with_room(frames, cut[0].time, cut[-1].time) for cut in cuts if cut is not None]
    return found[::-1] or [_with_room(frames, shown[-1].time - UNCUT_S, shown[-1].time)]


def around_event(frames: Sequence[TrackedFrame], event: Event) -> LateTake | None:
    """The moment in which an event fired; None where these frames do not show it."""
    begin = max(event.start, event.time - LONGEST_RISE_S) - BEFORE_EVENT_S
    end = event.time + AFTER_EVENT_S
    inside = any(begin <= frame.time <= end and any(frame.present) for frame in frames)
    return _with_room(frames, begin, end) if inside else None


def _with_room(frames: Sequence[TrackedFrame], begin: float, end: float) -> LateTake:
    kept = tuple(frame for frame in frames if begin - ROOM_S <= frame.time <= end + ROOM_S)
    first, last = kept[0].time, kept[-1].time
    return LateTake(kept, (max(0.0, begin - first), min(last, end) - first))

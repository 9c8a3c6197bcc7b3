"""Where one take ends and the next begins in a stream: at the pauses between movements or holds.

A pause is a stretch without a hand, or with a still hand at rest: where it rested before, or well below where it
has just been. A still hand anywhere else is holding a pose, which belongs to the take.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.features import palm_size
from gesture_app.core.hands import FloatArray, TrackedFrame
from gesture_app.core.resampling import in_heights

GONE_S = 0.4
"""over this time it is judged whether hands are there: at the edge of the picture trackers flicker"""
GONE_SHARE, THERE_SHARE = 0.35, 0.5
"""of the frames of that time; fewer with a hand: a pause; more: a take may begin"""
STILL_S = 0.35
"""at rest for this long: a pause"""
MOMENT_S = 0.12
"""how far a hand has come in this time tells whether it moves"""
STILL_SPEED = 0.5
"""palm sizes a second: slower is still"""
LOWERED = 0.7
"""palm sizes below the highest place of the take: the hand has been taken down"""
NEAR_REST = 0.8
"""palm sizes from where the hand rested before"""
LEAD_S = 0.25
"""kept before the movement and after it"""
SHORTEST_S = 0.25
LONGEST_S = 8.0
FEWEST_SHOWN = 4
"""frames with a hand, at least"""


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    frame: TrackedFrame
    points: FloatArray  # [2, 21, 3] in picture heights
    still: bool | None  # None: not watched for long enough to say


class TakeCutter:
    """Fed every frame in order of time; used by one thread."""

    def __init__(self, fixed_s: float | None = None) -> None:
        """`fixed_s`: every take lasts this long from the first movement on; None: until the next pause."""
        self._fixed_s = fixed_s
        self._recent: deque[_Moment] = deque()
        self._lead: deque[_Moment] = deque()
        self._take: list[_Moment] = []
        self._rests: list[FloatArray] = []
        self._pause_since: float | None = None
        self._begun = False

    def push(self, frame: TrackedFrame) -> tuple[TrackedFrame, ...] | None:
        """The take this frame completes, if any."""
        points = in_heights(frame.landmarks, frame.frame_size)
        moment = _Moment(frame, points, self._is_still(frame.time, points))
        self._recent.append(moment)
        while frame.time - self._recent[0].frame.time > GONE_S:
            self._recent.popleft()
        if not self._take:
            self._wait(moment)
            return None
        self._take.append(moment)
        if self._fixed_s is not None:
            return self._finish(frame.time) if frame.time - self._take[0].frame.time >= self._fixed_s else None
        if self._seen_share() < GONE_SHARE:
            return self._finish(frame.time - GONE_S)
        if any(frame.present):
            self._pause_since = (self._pause_since or frame.time) if self._rests_now(moment) else None
        if self._pause_since is not None and frame.time - self._pause_since >= STILL_S:
            self._rests.append(moment.points)
            return self._finish(self._pause_since)
        return self._finish(frame.time) if frame.time - self._take[0].frame.time >= LONGEST_S else None

    def finish(self) -> tuple[TrackedFrame, ...] | None:
        """The take that the end of the stream completes, if any."""
        return self._finish(self._take[-1].frame.time) if self._take else None

    def _wait(self, moment: _Moment) -> None:
        """In a pause: a take begins when a hand moves that was not just resting."""
        self._lead.append(moment)
        while moment.frame.time - self._lead[0].frame.time > LEAD_S:
            self._lead.popleft()
        if not any(moment.frame.present):
            self._begun = True
            return
        if moment.still is None or self._seen_share() < THERE_SHARE:
            return
        if moment.still and (not self._begun or self._near_rest(moment.points)):
            if not self._begun:
                self._rests, self._begun = [moment.points], True
            return
        self._begun = True
        self._take = list(self._lead)
        self._pause_since = None

    def _finish(self, end: float) -> tuple[TrackedFrame, ...] | None:
        kept = [moment for moment in self._take if moment.frame.time <= end + LEAD_S]
        frames = tuple(moment.frame for moment in kept)
        self._take, self._lead, self._pause_since = [], deque(kept[-1:]), None
        shown = sum(any(frame.present) for frame in frames)
        return frames if shown >= FEWEST_SHOWN and frames[-1].time - frames[0].time >= SHORTEST_S else None

    def _is_still(self, time: float, points: FloatArray) -> bool | None:
        """Whether the hands have hardly moved since about a seventh of a second ago."""
        before = next((moment for moment in reversed(self._recent) if time - moment.frame.time >= MOMENT_S), None)
        if before is None:
            return None
        ways = _apart(points, before.points) / (time - before.frame.time)  # [2]
        seen = ways[np.isfinite(ways)]
        return bool(len(seen) and seen.max() < STILL_SPEED)

    def _seen_share(self) -> float:
        """How many of the recent frames show a hand."""
        return sum(any(moment.frame.present) for moment in self._recent) / len(self._recent)

    def _rests_now(self, moment: _Moment) -> bool:
        return moment.still is True and (self._near_rest(moment.points) or self._lowered(moment.points))

    def _near_rest(self, points: FloatArray) -> bool:
        distances = [_apart(points, rest) for rest in self._rests[-6:]]
        return any(bool(np.nan_to_num(apart, nan=np.inf).min() < NEAR_REST) for apart in distances)

    def _lowered(self, points: FloatArray) -> bool:
        """Every hand now seen lies well below the highest place of this take."""
        heights = np.stack([moment.points[:, 0, 1] for moment in self._take])  # [K, 2]; y grows downwards
        for side in range(2):
            if np.isfinite(points[side, 0, 1]):
                highest = np.nanmin(heights[:, side])
                if points[side, 0, 1] - highest < LOWERED * float(palm_size(points[side])):
                    return False
        return True


def _apart(points: FloatArray, others: FloatArray) -> npt.NDArray[np.floating]:
    """Mean way between the landmarks of two poses [2, 21, 3], in palm sizes, by hand [2]; NaN where one is absent."""
    ways: npt.NDArray[np.floating] = np.linalg.norm(points[..., :2] - others[..., :2], axis=-1).mean(-1)
    return ways / palm_size(points)

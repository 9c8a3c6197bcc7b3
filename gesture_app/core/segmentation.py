"""Cuts a stream into takes at the pauses between movements.

In a pause there is no hand, or a still hand at rest. A hand rests where it rested before, or well below its highest
place. A still hand anywhere else holds a pose, which is part of the take. With `held_s` a pose can also end a take.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gesture_app.core.clock import LONGEST_TAKE_S
from gesture_app.core.errors import RecordingError
from gesture_app.core.features import palm_size
from gesture_app.core.hands import FloatArray, TrackedFrame
from gesture_app.core.resampling import in_heights

GONE_S = 0.4
"""seconds over which the share of frames with a hand is measured"""
GONE_SHARE, THERE_SHARE = 0.35, 0.5
"""shares of those frames that show a hand: below the first a pause begins, above the second a take may begin"""
STILL_S = 0.35
"""seconds at rest that make a pause"""
MOMENT_S = 0.12
"""seconds over which the speed of a hand is measured"""
STILL_SPEED = 0.5
"""palm sizes per second; a slower hand is still"""
LOWERED = 0.7
"""palm sizes below the highest place of the take; there the hand is lowered"""
NEAR_REST = 0.8
"""palm sizes from an earlier place of rest"""
LIKE_REST = 0.45
"""palm sizes between the shapes of a hand and of the resting hand; a fist where the open hand rested is a pose"""
LEAD_S = 0.25
"""seconds kept before and after the movement"""
SHORTEST_S = 0.25
LONGEST_S = 8.0
"""seconds; a longer take is cut here"""
FEWEST_SHOWN = 4
"""frames with a hand that a take needs"""


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    frame: TrackedFrame
    points: FloatArray  # [2, 21, 3] in picture heights
    still: bool | None  # None: the speed is not yet known


class TakeSegmenter:
    """Receives every frame in order of time, from one thread, and returns takes."""

    def __init__(self, fixed_s: float | None = None, held_s: float | None = None) -> None:
        """Set what ends a take, apart from a pause.

        Args:
            fixed_s: the length of every take in seconds; pauses do not end it.
            held_s: seconds for which a still pose ends a take.

        Raises:
            RecordingError: `fixed_s` is not in the range of takes.
        """
        if fixed_s is not None and not 0 < fixed_s <= LONGEST_TAKE_S:
            raise RecordingError(
                f"A take cannot last {fixed_s:g} s.", f"Choose a length of up to {LONGEST_TAKE_S:.0f} s."
            )
        self._fixed_s, self._held_s = fixed_s, held_s
        self._recent: deque[_Moment] = deque()
        self._lead: deque[_Moment] = deque()
        self._take: list[_Moment] = []
        self._rests: list[FloatArray] = []
        self._pause_since: float | None = None
        self._still_since: float | None = None
        self._held: FloatArray | None = None
        self._left_over = False
        self._begun = False

    @property
    def began_at(self) -> float | None:
        """Stream time of the first frame of the current take, or None in a pause."""
        return self._take[0].frame.time if self._take else None

    def restart(self) -> None:
        """Begin to look for a take now. A pose that is already held counts."""
        if self._still_since is not None:
            latest = self._take[-1].frame.time
            self._lead = deque(moment for moment in self._take if latest - moment.frame.time <= LEAD_S)
            self._held = self._take[-1].points if self._left_over else None
            self._take, self._pause_since, self._still_since = [], None, None

    def push(self, frame: TrackedFrame) -> tuple[TrackedFrame, ...] | None:
        """Return the take that this frame completes, if any."""
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
            self._still_since = (self._still_since or frame.time) if moment.still else None
        if self._pause_since is not None and frame.time - self._pause_since >= STILL_S:
            self._rests.append(moment.points)
            return self._finish(self._pause_since)
        if self._held_for(frame.time) >= (self._held_s or np.inf):
            self._held, self._left_over = points, False
            return self._finish(frame.time)
        return self._finish(frame.time) if frame.time - self._take[0].frame.time >= LONGEST_S else None

    def finish(self) -> tuple[TrackedFrame, ...] | None:
        """Return the take that the end of the stream completes, if any."""
        return self._finish(self._take[-1].frame.time) if self._take else None

    def _wait(self, moment: _Moment) -> None:
        """Begin a take when a hand moves or leaves its rest."""
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
        self._left_over = bool(moment.still) and self._held is not None and _rests_like(moment.points, self._held)
        self._held = None
        self._take = list(self._lead)
        self._pause_since = self._still_since = None

    def _finish(self, end: float) -> tuple[TrackedFrame, ...] | None:
        """Return the take up to `end`, or None if it is too short or only leads down from a finished pose."""
        kept = [moment for moment in self._take if moment.frame.time <= end + LEAD_S]
        frames = tuple(moment.frame for moment in kept)
        self._take, self._lead, self._pause_since, self._still_since = [], deque(kept[-1:]), None, None
        shown = sum(any(frame.present) for frame in frames)
        long_enough = shown >= FEWEST_SHOWN and frames[-1].time - frames[0].time >= SHORTEST_S
        return frames if long_enough and not self._left_over else None

    def _is_still(self, time: float, points: FloatArray) -> bool | None:
        """Return True if the hands hardly moved in the last `MOMENT_S`, or None if that is unknown."""
        before = next((moment for moment in reversed(self._recent) if time - moment.frame.time >= MOMENT_S), None)
        if before is None:
            return None
        ways = _apart(points, before.points) / (time - before.frame.time)  # [2]
        seen = ways[np.isfinite(ways)]
        return bool(len(seen) and seen.max() < STILL_SPEED)

    def _held_for(self, time: float) -> float:
        return 0.0 if self._still_since is None else time - self._still_since

    def _seen_share(self) -> float:
        """Return the share of the recent frames that show a hand."""
        return sum(any(moment.frame.present) for moment in self._recent) / len(self._recent)

    def _rests_now(self, moment: _Moment) -> bool:
        return moment.still is True and (self._near_rest(moment.points) or self._lowered(moment.points))

    def _near_rest(self, points: FloatArray) -> bool:
        return any(_rests_like(points, rest) for rest in self._rests[-6:])

    def _lowered(self, points: FloatArray) -> bool:
        """Return True if every visible hand lies well below its highest place in this take."""
        heights = np.stack([moment.points[:, 0, 1] for moment in self._take])  # [K, 2]; y grows downwards
        for side in range(2):
            if np.isfinite(points[side, 0, 1]):
                highest = np.nanmin(heights[:, side])
                if points[side, 0, 1] - highest < LOWERED * float(palm_size(points[side])):
                    return False
        return True


def _rests_like(points: FloatArray, rest: FloatArray) -> bool:
    """Return True if a hand is near an earlier place of rest and has the shape that it had there."""
    near = np.nan_to_num(_apart(points, rest), nan=np.inf) < NEAR_REST  # [2]
    moved_there = points - points[:, :1] + rest[:, :1]
    alike = np.nan_to_num(_apart(moved_there, rest), nan=np.inf) < LIKE_REST
    return bool((near & alike).any())


def _apart(points: FloatArray, others: FloatArray) -> npt.NDArray[np.floating]:
    """Return the mean distance of two poses' landmarks [2, 21, 3] in palm sizes [2], NaN for an absent hand."""
    ways: npt.NDArray[np.floating] = np.linalg.norm(points[..., :2] - others[..., :2], axis=-1).mean(-1)
    return ways / palm_size(points)

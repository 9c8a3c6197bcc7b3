"""Corrects what a source says of its time: behind this, stream time is finite, rises and never leaps."""

from __future__ import annotations

from dataclasses import replace

from gesture_app.core.clock import EARLIEST_S, LATEST_S, LONGEST_PAUSE_S, SHORTEST_LIVE_STEP_S
from gesture_app.core.frame import Frame

USUAL_STEP_S = 1 / 30
"""from one frame of a file to the next, where its stamps do not say it"""


class SteadyStamps:
    """Used by one thread for one opening of a source, fed every frame.

    Stamps that rise by no more than `LONGEST_PAUSE_S` stay as they are. Where one does not (it repeats, goes back,
    leaps or is no number), the stream goes on by the time that has passed on this computer's clock, and the stamps
    that follow count from there. Where the source can wait, that clock says nothing, and the stream goes on by one
    usual frame.
    """

    def __init__(self, live: bool) -> None:
        self._live = live
        self._stamp: float | None = None
        self._captured_at = 0.0
        self._moment = 0.0
        self._from_stamp = self._from_moment = 0.0

    def steady(self, frame: Frame) -> Frame:
        """Return the frame with a stream time that can be relied on; the same frame where its stamp is sound."""
        moment = self._moment_of(frame)
        self._stamp, self._captured_at, self._moment = frame.time, frame.captured_at, moment
        hands = frame.hands
        if moment == frame.time and (hands is None or hands.time == moment):
            return frame
        return replace(frame, time=moment, hands=hands and replace(hands, time=moment))

    def _moment_of(self, frame: Frame) -> float:
        stamp = frame.time
        if self._stamp is None:
            if EARLIEST_S <= stamp <= LATEST_S:  # untrue of NaN, as below
                return stamp
            moment = 0.0
        else:
            moment = self._from_moment + (stamp - self._from_stamp)
            if 0 < stamp - self._stamp <= LONGEST_PAUSE_S and moment > self._moment:
                return moment
            moment = self._moment + (self._passed(frame) if self._live else USUAL_STEP_S)
        self._from_stamp, self._from_moment = stamp, moment
        return moment

    def _passed(self, frame: Frame) -> float:
        return min(max(SHORTEST_LIVE_STEP_S, frame.captured_at - self._captured_at), LONGEST_PAUSE_S)

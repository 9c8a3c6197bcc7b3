"""Corrects the time stamps of a source, so that stream time is finite, rises and never leaps."""

from __future__ import annotations

from dataclasses import replace

from gesture_app.core.clock import EARLIEST_S, LATEST_S, LONGEST_PAUSE_S, SHORTEST_LIVE_STEP_S
from gesture_app.core.frame import Frame

USUAL_STEP_S = 1 / 30
"""between two frames of a file without usable stamps"""


class TimestampCorrector:
    """Corrects every frame of one opening of a source. Used by one thread.

    Stamps that rise by no more than `LONGEST_PAUSE_S` stay as they are. If a stamp repeats, goes back, leaps or is no
    number, stream time moves on by the time that passed on this computer's clock, and later stamps count from there.
    For a source that can wait, that clock means nothing, and stream time moves on by one usual frame.
    """

    def __init__(self, live: bool) -> None:
        self._live = live
        self._stamp: float | None = None
        self._captured_at = 0.0
        self._moment = 0.0
        self._from_stamp = self._from_moment = 0.0

    def correct(self, frame: Frame) -> Frame:
        """Return the frame with a reliable stream time, or the same frame if its stamp is reliable."""
        moment = self._moment_of(frame)
        self._stamp, self._captured_at, self._moment = frame.time, frame.captured_at, moment
        hands = frame.hands
        if moment == frame.time and (hands is None or hands.time == moment):
            return frame
        return replace(frame, time=moment, hands=hands and replace(hands, time=moment))

    def _moment_of(self, frame: Frame) -> float:
        stamp = frame.time
        if self._stamp is None:
            if EARLIEST_S <= stamp <= LATEST_S:  # false for NaN, as below
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

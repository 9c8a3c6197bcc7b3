"""A hands-free series of takes: countdown, take, rest, "3 of 10". Runs on the frames' own clock, in the live thread.

A take lasts a fixed time, or as long as the movement or the held pose it waits for. In the second case more than that
is kept, with a trim around it, so that it can be trimmed otherwise later.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import StreamInfo
from gesture_app.core.segmentation import LONGEST_S, TakeSegmenter
from gesture_app.live.take import Take

HELD_S = 1.0
"""a pose held still for this long is a whole take"""
EARLY_S = 0.6
"""how long before its time a movement may begin and still be the take; what began before is the end of the last one"""
KEPT_BEFORE_S = 1.0
"""kept before the part that counts"""


class Phase(StrEnum):
    """What the user should do now."""

    OFF = "off"
    COUNTDOWN = "countdown"
    TAKE = "take"
    REST = "rest"
    PAUSED = "paused"


class Awaited(StrEnum):
    """What a take that has not begun yet waits for."""

    NOTHING = ""
    MOVEMENT = "movement"
    HAND = "hand"
    """no hand is in the picture"""


@dataclass(frozen=True, slots=True)
class Series:
    """What is to be recorded."""

    gesture: str
    takes: int
    countdown_s: float
    take_s: float | None
    """None: each take begins and ends by itself around the movement"""
    rest_s: float
    prompts: tuple[str, ...] = ()
    """what to do in each take, where a name does not say it, as many as takes, or none; each is counted down to"""


@dataclass(frozen=True, slots=True)
class RecorderStatus:
    """Where a series stands, for those who show it."""

    phase: Phase = Phase.OFF
    gesture: str = ""
    take: int = 0
    """the take that runs or comes next, from 1"""
    takes: int = 0
    seconds_left: float = 0.0
    """of this phase; 0 for a take that ends by itself"""
    prompt: str = ""
    """what to do in this take, where the gesture does not say it"""
    awaited: Awaited = Awaited.NOTHING
    waited_s: float = 0.0
    """for what is awaited"""
    by_itself: bool = False
    """whether takes begin and end by themselves"""


class Recorder:
    """The series' state machine; used by one thread, fed every frame."""

    def __init__(self) -> None:
        self._series: Series | None = None
        self._began: float | None = None
        self._number = 0
        self._forget()
        self._enter(Phase.OFF, 0.0)

    @property
    def running(self) -> bool:
        """Whether a series is under way, paused or not."""
        return self._series is not None

    def start(self, series: Series) -> None:
        """Begin with the countdown at the next frame."""
        self._series, self._number = series, 1
        self._forget()
        self._enter(Phase.COUNTDOWN, series.countdown_s)

    def stop(self) -> None:
        """End the series; a take that has not finished is dropped."""
        self._series = None
        self._forget()
        self._enter(Phase.OFF, 0.0)

    def pause(self, paused: bool) -> None:
        """Hold the series, or go on with the countdown of the same take."""
        if self._series is None:
            return
        self._frames.clear()
        if paused:
            self._enter(Phase.PAUSED, 0.0)
        elif self._phase is Phase.PAUSED:
            self._enter(Phase.COUNTDOWN, self._series.countdown_s)

    def start_take_again(self) -> None:
        """Begin the take under way, or the one that comes next, again with its countdown; times may start again."""
        if self._series is not None and self._phase is not Phase.PAUSED:
            self._enter(Phase.COUNTDOWN, self._series.countdown_s)
        self._forget()

    def count_back(self) -> None:
        """The last take was thrown away: the series makes it once more."""
        self._number = max(1, self._number - 1)

    def push(self, tracked: TrackedFrame, clock: float, stream: StreamInfo) -> Take | None:
        """Process one frame of this stream at `clock` (seconds, any steady clock); return the take it finishes."""
        series = self._series
        if series is None or self._phase is Phase.PAUSED:
            return None
        self._clock = clock
        if self._began is None:
            self._began, self._began_in_stream = clock, tracked.time
        take = (
            self._push_by_itself(series, tracked, stream)
            if series.take_s is None
            else self._push_timed(series, tracked, stream)
        )
        if take is None:
            if self._phase is not Phase.TAKE and clock - self._began >= self._lasts:
                self._enter(Phase.TAKE, series.take_s or 0.0)
                self._cutter.restart()
            return None
        self._frames.clear()
        self._number += 1
        if self._number > series.takes:
            self.stop()
        else:
            self._enter(Phase.COUNTDOWN if series.prompts else Phase.REST, series.rest_s)
        return take

    def status(self) -> RecorderStatus:
        """Where the series stands."""
        series = self._series
        if series is None:
            return RecorderStatus()
        passed = 0.0 if self._began is None else self._clock - self._began
        by_itself = series.take_s is None
        awaited = self._awaited() if by_itself and self._phase is Phase.TAKE else Awaited.NOTHING
        return RecorderStatus(
            self._phase,
            series.gesture,
            self._number,
            series.takes,
            max(0.0, self._lasts - passed),
            series.prompts[self._number - 1] if series.prompts else "",
            awaited,
            passed if awaited else 0.0,
            by_itself,
        )

    def _push_timed(self, series: Series, tracked: TrackedFrame, stream: StreamInfo) -> Take | None:
        if self._phase is not Phase.TAKE or self._began is None:
            return None
        self._frames.append(tracked)
        if self._clock - self._began < self._lasts:
            return None
        frames = tuple(self._frames)
        return Take(frames, stream.take_info(series.gesture, frames), self._number, series.takes)

    def _push_by_itself(self, series: Series, tracked: TrackedFrame, stream: StreamInfo) -> Take | None:
        """Also what happens between takes is watched: it shows where the hand rests."""
        self._frames.append(tracked)
        while tracked.time - self._frames[0].time > LONGEST_S + KEPT_BEFORE_S:
            self._frames.popleft()
        cut = self._cutter.push(tracked)
        if cut is None or self._phase is not Phase.TAKE or cut[0].time < self._began_in_stream - EARLY_S:
            return None
        frames = tuple(frame for frame in self._frames if frame.time >= cut[0].time - KEPT_BEFORE_S)
        first = frames[0].time
        trim = (cut[0].time - first, cut[-1].time - first)
        return Take(frames, stream.take_info(series.gesture, frames, trim), self._number, series.takes)

    def _awaited(self) -> Awaited:
        began_at = self._cutter.began_at
        if began_at is not None and began_at >= self._began_in_stream - EARLY_S:
            return Awaited.NOTHING
        return Awaited.MOVEMENT if self._frames and any(self._frames[-1].present) else Awaited.HAND

    def _forget(self) -> None:
        """Nothing seen before belongs to what comes."""
        self._frames: deque[TrackedFrame] = deque()
        self._cutter = TakeSegmenter(held_s=HELD_S)

    def _enter(self, phase: Phase, lasts: float) -> None:
        self._phase, self._lasts = phase, lasts
        self._began = None
        self._began_in_stream = 0.0
        self._clock = 0.0


PROMPTS = (
    "rest your hands",
    "talk, as to a friend",
    "type, and use the mouse",
    "drink something",
    "scratch your head, touch your face",
    "leave the picture and come back",
)
TAKE_S = 7.0
COUNTDOWN_S = 3.0
"""to read what comes next and to get there"""


def none_session() -> Series:
    """A series of as many takes as there are prompts."""
    return Series(NONE, len(PROMPTS), COUNTDOWN_S, TAKE_S, COUNTDOWN_S, PROMPTS)

"""Records a hands-free series of takes: countdown, take, rest, on the clock of the frames, in the live thread.

A take lasts a fixed time, or as long as the movement or the held pose that it waits for. In the second case the
recorder keeps some more and sets a trim, so that the user can trim the take differently later.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from gesture_app.core.gestures import NONE
from gesture_app.core.hands import TrackedFrame
from gesture_app.core.recording import StreamInfo
from gesture_app.live.take import Take

HELD_S = 1.0
"""a pose held still for this long is a whole take"""
EARLY_S = 0.6
"""a movement that began up to this long before the take phase is the take; an earlier one ends the take before"""
KEPT_BEFORE_S = 1.0
"""kept before the trimmed part"""


class Phase(StrEnum):
    """The phases of a series."""

    OFF = "off"
    COUNTDOWN = "countdown"
    TAKE = "take"
    REST = "rest"
    PAUSED = "paused"


class Awaited(StrEnum):
    """The reasons why a take has not begun."""

    NOTHING = ""
    MOVEMENT = "movement"
    HAND = "hand"
    """no hand is visible"""


@dataclass(frozen=True, slots=True)
class Series:
    """The takes to record."""

    gesture: str
    takes: int
    countdown_s: float
    take_s: float | None
    """None: takes start and stop automatically around the movement"""
    rest_s: float
    prompts: tuple[str, ...] = ()
    """what to do in each take, with a countdown before it; as many as takes, or none"""
    performance: str = ""
    """the gesture of the drawn hand that stands for this one; "": the one of the same name"""


@dataclass(frozen=True, slots=True)
class RecorderStatus:
    """The state of a series."""

    phase: Phase = Phase.OFF
    gesture: str = ""
    take: int = 0
    """the current or the next take, from 1"""
    takes: int = 0
    seconds_left: float = 0.0
    """of this phase; 0 for a take that stops automatically"""
    prompt: str = ""
    """what to do in this take; "": show the gesture"""
    awaited: Awaited = Awaited.NOTHING
    waited_s: float = 0.0
    """seconds spent waiting for it"""
    automatic: bool = False
    """True if takes start and stop automatically"""


class Recorder:
    """The state machine of a series. One thread pushes every frame."""

    def __init__(self) -> None:
        self._series: Series | None = None
        self._phase_start: float | None = None
        self._number = 0
        self._frames: deque[TrackedFrame] = deque()
        self._enter(Phase.OFF, 0.0)

    @property
    def running(self) -> bool:
        """True while a series runs or is paused."""
        return self._series is not None

    @property
    def cue(self) -> str | None:
        """The gesture that a drawn hand should perform now, "" to rest, or None while no series runs."""
        series = self._series
        if series is None:
            return None
        if series.gesture == NONE:
            return NONE
        return (series.performance or series.gesture) if self._phase is Phase.TAKE else ""

    def start(self, series: Series) -> None:
        """Start a series with its countdown, at the next frame."""
        self._series, self._number = series, 1
        self._forget()
        self._enter(Phase.COUNTDOWN, series.countdown_s)

    def stop(self) -> None:
        """End the series and drop a take that is not finished."""
        if self._series is None:
            return
        self._series = None
        self._forget()
        self._enter(Phase.OFF, 0.0)

    def pause(self, paused: bool) -> None:
        """Pause the series, or continue it with the countdown of the same take."""
        if self._series is None:
            return
        self._frames.clear()
        if paused:
            self._enter(Phase.PAUSED, 0.0)
        elif self._phase is Phase.PAUSED:
            self._enter(Phase.COUNTDOWN, self._series.countdown_s)

    def start_take_again(self) -> None:
        """Restart the current or the next take with its countdown. The times of frames may restart too."""
        if self._series is None:
            return
        if self._phase is not Phase.PAUSED:
            self._enter(Phase.COUNTDOWN, self._series.countdown_s)
        self._forget()

    def count_back(self) -> None:
        """Record the last take again, because the user discarded it."""
        self._number = max(1, self._number - 1)

    def push(self, tracked: TrackedFrame, clock: float, stream: StreamInfo) -> Take | None:
        """Process one frame of this stream at `clock` (seconds, any steady clock). Return the take it finishes."""
        series = self._series
        if series is None or self._phase is Phase.PAUSED:
            return None
        self._clock = clock
        if self._phase_start is None:
            self._phase_start, self._phase_stream_time = clock, tracked.time
        take = (
            self._push_automatic(series, tracked, stream)
            if series.take_s is None
            else self._push_timed(series, tracked, stream)
        )
        if take is None:
            if self._phase is not Phase.TAKE and clock - self._phase_start >= self._phase_s:
                self._enter(Phase.TAKE, series.take_s or 0.0)
                self._segmenter.restart()
            return None
        self._frames.clear()
        self._number += 1
        if self._number > series.takes:
            self.stop()
        else:
            self._enter(Phase.COUNTDOWN if series.prompts else Phase.REST, series.rest_s)
        return take

    def status(self) -> RecorderStatus:
        """Return the state of the series."""
        series = self._series
        if series is None:
            return RecorderStatus()
        elapsed = 0.0 if self._phase_start is None else self._clock - self._phase_start
        automatic = series.take_s is None
        awaited = self._awaited() if automatic and self._phase is Phase.TAKE else Awaited.NOTHING
        return RecorderStatus(
            self._phase,
            series.gesture,
            self._number,
            series.takes,
            max(0.0, self._phase_s - elapsed),
            series.prompts[self._number - 1] if series.prompts else "",
            awaited,
            elapsed if awaited else 0.0,
            automatic,
        )

    def _push_timed(self, series: Series, tracked: TrackedFrame, stream: StreamInfo) -> Take | None:
        if self._phase is not Phase.TAKE or self._phase_start is None:
            return None
        self._frames.append(tracked)
        if self._clock - self._phase_start < self._phase_s:
            return None
        frames = tuple(self._frames)
        return Take(frames, stream.take_info(series.gesture, frames), self._number, series.takes)

    def _push_automatic(self, series: Series, tracked: TrackedFrame, stream: StreamInfo) -> Take | None:
        """Cut automatic takes. Frames between takes are pushed too, because they show where the hand rests."""
        from gesture_app.core.segmentation import LONGEST_S

        self._frames.append(tracked)
        while tracked.time - self._frames[0].time > LONGEST_S + KEPT_BEFORE_S:
            self._frames.popleft()
        cut = self._segmenter.push(tracked)
        if cut is None or self._phase is not Phase.TAKE or cut[0].time < self._phase_stream_time - EARLY_S:
            return None
        frames = tuple(frame for frame in self._frames if frame.time >= cut[0].time - KEPT_BEFORE_S)
        first = frames[0].time
        trim = (cut[0].time - first, cut[-1].time - first)
        return Take(frames, stream.take_info(series.gesture, frames, trim), self._number, series.takes)

    def _awaited(self) -> Awaited:
        began_at = self._segmenter.began_at
        if began_at is not None and began_at >= self._phase_stream_time - EARLY_S:
            return Awaited.NOTHING
        return Awaited.MOVEMENT if self._frames and any(self._frames[-1].present) else Awaited.HAND

    def _forget(self) -> None:
        """Drop the frames seen so far."""
        from gesture_app.core.segmentation import TakeSegmenter  # here, because the first picture does without

        self._frames = deque()
        self._segmenter = TakeSegmenter(held_s=HELD_S)

    def _enter(self, phase: Phase, seconds: float) -> None:
        self._phase, self._phase_s = phase, seconds
        self._phase_start = None
        self._phase_stream_time = 0.0
        self._clock = 0.0


PROMPTS = (
    "lower your hands",
    "talk as you would to a friend",
    "type, and use the mouse",
    "drink something",
    "scratch your head, touch your face",
    "leave the camera's view and come back",
)
TAKE_S = 7.0
COUNTDOWN_S = 3.0
"""time to read the next prompt"""


def background_series() -> Series:
    """Return the guided series of background takes, one for each prompt."""
    return Series(NONE, len(PROMPTS), COUNTDOWN_S, TAKE_S, COUNTDOWN_S, PROMPTS)

"""A hands-free series of takes: countdown, take, rest, "3 of 10". Runs on the frames' own clock, in the live thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gesture_app.core.hands import TrackedFrame


class Phase(StrEnum):
    """What the user should do now."""

    OFF = "off"
    COUNTDOWN = "countdown"
    TAKE = "take"
    REST = "rest"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Series:
    """What is to be recorded."""

    gesture: str
    takes: int
    countdown_s: float
    take_s: float
    rest_s: float


@dataclass(frozen=True, slots=True)
class RecorderStatus:
    """Where a series stands, for those who show it."""

    phase: Phase = Phase.OFF
    gesture: str = ""
    take: int = 0
    """the take that runs or comes next, from 1"""
    takes: int = 0
    seconds_left: float = 0.0
    """of this phase"""


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """The frames of one finished take."""

    gesture: str
    frames: tuple[TrackedFrame, ...]
    number: int
    """from 1"""
    takes: int


class Recorder:
    """The series' state machine; used by one thread, fed every frame."""

    def __init__(self) -> None:
        self._series: Series | None = None
        self._began: float | None = None
        self._number = 0
        self._frames: list[TrackedFrame] = []
        self._enter(Phase.OFF, 0.0)

    @property
    def running(self) -> bool:
        """Whether a series is under way, paused or not."""
        return self._series is not None

    def start(self, series: Series) -> None:
        """Begin with the countdown at the next frame."""
        self._series, self._number, self._frames = series, 1, []
        self._enter(Phase.COUNTDOWN, series.countdown_s)

    def stop(self) -> None:
        """End the series; a take that has not finished is dropped."""
        self._series, self._frames = None, []
        self._enter(Phase.OFF, 0.0)

    def pause(self, paused: bool) -> None:
        """Hold the series, or go on with the countdown of the same take."""
        if self._series is None:
            return
        self._frames = []
        if paused:
            self._enter(Phase.PAUSED, 0.0)
        elif self._phase is Phase.PAUSED:
            self._enter(Phase.COUNTDOWN, self._series.countdown_s)

    def start_take_again(self) -> None:
        """Begin the take under way, or the one that comes next, again with its countdown."""
        if self._series is not None and self._phase is not Phase.PAUSED:
            self._frames = []
            self._enter(Phase.COUNTDOWN, self._series.countdown_s)

    def push(self, tracked: TrackedFrame, clock: float) -> Take | None:
        """One frame at `clock` seconds of any steady clock; the take it finishes, if any."""
        series = self._series
        if series is None or self._phase is Phase.PAUSED:
            return None
        self._clock = clock
        if self._began is None:
            self._began = clock
        if self._phase is Phase.TAKE:
            self._frames.append(tracked)
        if clock - self._began < self._lasts:
            return None
        if self._phase is not Phase.TAKE:
            self._enter(Phase.TAKE, series.take_s)
            return None
        take = Take(series.gesture, tuple(self._frames), self._number, series.takes)
        self._frames = []
        self._number += 1
        if self._number > series.takes:
            self.stop()
        else:
            self._enter(Phase.REST, series.rest_s)
        return take

    def status(self) -> RecorderStatus:
        """Where the series stands."""
        series = self._series
        if series is None:
            return RecorderStatus()
        passed = 0.0 if self._began is None else self._clock - self._began
        left = max(0.0, self._lasts - passed)
        return RecorderStatus(self._phase, series.gesture, self._number, series.takes, left)

    def _enter(self, phase: Phase, lasts: float) -> None:
        self._phase, self._lasts = phase, lasts
        self._began = None
        self._clock = 0.0

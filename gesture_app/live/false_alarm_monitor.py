"""Collects false alarms: while the user works at something else, every event is wrong."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from gesture_app.core.gestures import NONE
from gesture_app.core.prediction import Event
from gesture_app.live.recent_frames import RecentFrames
from gesture_app.live.take import Take

MOST_WAITING = 60
"""found and not fetched; more drop the oldest"""
LEAST_WATCHED_S = 60.0
"""the shortest time from which a rate per hour is estimated"""
LONGEST_GAP_S = 1.0
"""a longer gap between frames does not count as watched"""


@dataclass(frozen=True, slots=True, eq=False)
class FalseAlarm:
    """An event while no gesture was meant."""

    event: Event
    at: datetime
    """local time"""
    take: Take
    """the seconds around it, as background"""


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """The state of the watch for false alarms."""

    on: bool = False
    seconds: float = 0.0
    """watched since the start"""
    fired: int = 0
    """events since then"""

    @property
    def per_hour(self) -> float | None:
        """Events per hour, or None before `LEAST_WATCHED_S`."""
        return 3600 * self.fired / self.seconds if self.seconds >= LEAST_WATCHED_S else None


class FalseAlarmMonitor:
    """The live thread feeds it every frame's events. It takes the seconds around them from `recent`."""

    def __init__(self, recent: RecentFrames) -> None:
        self._recent = recent
        self._due: deque[Event] = deque()
        self._last_time: float | None = None
        self.status = WatchStatus()
        self.found: deque[FalseAlarm] = deque(maxlen=MOST_WAITING)
        """finished moments; readers take them from the left"""

    def switch(self, on: bool) -> None:
        """Start to watch with all counts at 0, or stop. The moments found stay."""
        if on != self.status.on:
            self._finish_all()
            self.status = WatchStatus(True) if on else WatchStatus(False, self.status.seconds, self.status.fired)
            self._last_time = None

    def push(self, time: float, events: tuple[Event, ...]) -> None:
        """Add a frame, at `time` seconds of the stream, and its events."""
        if not self.status.on:
            return
        passed = 0.0 if self._last_time is None else time - self._last_time
        self._last_time = time
        seconds = self.status.seconds + (passed if 0 < passed <= LONGEST_GAP_S else 0.0)
        self.status = WatchStatus(True, seconds, self.status.fired + len(events))
        self._due.extend(events)
        from gesture_app.core.retrospective_take import AFTER_EVENT_S, ROOM_S

        while self._due and time >= self._due[0].time + AFTER_EVENT_S + ROOM_S:
            self._finish(self._due.popleft())

    def interrupt(self) -> None:
        """Finish all moments, because the stream ends here."""
        self._finish_all()
        self._last_time = None

    def _finish_all(self) -> None:
        while self._due:
            self._finish(self._due.popleft())

    def _finish(self, event: Event) -> None:
        history = self._recent.history()
        from gesture_app.core.retrospective_take import around_event  # here, because the first picture does without

        cut = around_event(history.frames, event)
        if cut is not None:
            self.found.append(FalseAlarm(event, datetime.now(), history.take(cut, NONE)))

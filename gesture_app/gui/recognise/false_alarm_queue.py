"""The false alarms that wait for the user's word, the newest first, never more than so many."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.recording import Recording
from gesture_app.live.false_alarm_monitor import FalseAlarm
from gesture_app.live.take import Take

MOST = 60
"""in memory; the oldest make room"""


@dataclass(frozen=True, slots=True, eq=False)
class CapturedMoment:
    """A take made after the fact, and its recording, to be shown."""

    take: Take
    recording: Recording


@dataclass(frozen=True, slots=True, eq=False)
class Alarm:
    """A false alarm with its moment."""

    found: FalseAlarm
    moment: CapturedMoment


class FalseAlarmQueue:
    """Knows which one is looked at; used on the GUI thread."""

    def __init__(self) -> None:
        self._alarms: list[Alarm] = []
        self.place = 0
        """of the one that is looked at, from 0"""
        self.lost = 0
        """how many had to make room"""

    def __len__(self) -> int:
        return len(self._alarms)

    @property
    def now(self) -> Alarm | None:
        """The one that is looked at."""
        return self._alarms[self.place] if self._alarms else None

    def put(self, alarm: Alarm) -> None:
        """A new one; whoever looks at an older one goes on doing so."""
        self._alarms.insert(0, alarm)
        self.lost += max(0, len(self._alarms) - MOST)
        del self._alarms[MOST:]
        self.step(1 if self.place else 0)

    def bring_back(self, alarm: Alarm) -> None:
        """Look at this one again."""
        self._alarms.insert(self.place, alarm)

    def take(self) -> Alarm | None:
        """The one that is looked at, out of the tray; the next one takes its place."""
        if not self._alarms:
            return None
        alarm = self._alarms.pop(self.place)
        self.step(0)
        return alarm

    def step(self, way: int) -> None:
        """Look at an older one (1) or a newer one (-1)."""
        self.place = max(0, min(len(self._alarms) - 1, self.place + way))

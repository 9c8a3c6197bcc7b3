"""Keeps the false alarms that wait for the user's decision, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.recording import Recording
from gesture_app.live.false_alarm_monitor import FalseAlarm
from gesture_app.live.take import Take

MAX_ALARMS = 60
"""in memory; more drop the oldest"""


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
    """A bounded list with a current alarm. Used on the GUI thread."""

    def __init__(self) -> None:
        self._alarms: list[Alarm] = []
        self.index = 0
        """of the current alarm, from 0"""
        self.dropped = 0
        """how many were dropped for newer ones"""

    def __len__(self) -> int:
        return len(self._alarms)

    @property
    def current(self) -> Alarm | None:
        """The alarm that the user looks at."""
        return self._alarms[self.index] if self._alarms else None

    def add(self, alarm: Alarm) -> None:
        """Add a new alarm. An older current alarm stays current."""
        self._alarms.insert(0, alarm)
        self.dropped += max(0, len(self._alarms) - MAX_ALARMS)
        del self._alarms[MAX_ALARMS:]
        self.step(1 if self.index else 0)

    def put_back(self, alarm: Alarm) -> None:
        """Insert an alarm that was taken out and make it current."""
        self._alarms.insert(self.index, alarm)

    def take(self) -> Alarm | None:
        """Remove and return the current alarm. The next one becomes current."""
        if not self._alarms:
            return None
        alarm = self._alarms.pop(self.index)
        self.step(0)
        return alarm

    def step(self, steps: int) -> None:
        """Make an older alarm current (1) or a newer one (-1)."""
        self.index = max(0, min(len(self._alarms) - 1, self.index + steps))

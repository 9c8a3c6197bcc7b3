"""Lists what the live session publishes: the state of the source, a snapshot of each frame, and all that is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gesture_app.core.errors import GestureAppError
    from gesture_app.core.frame import Frame
    from gesture_app.core.hands import TrackedFrame
    from gesture_app.core.model.card import ModelCard
    from gesture_app.core.prediction import Event, GestureEnd, Prediction
    from gesture_app.live.false_alarm_monitor import FalseAlarm
    from gesture_app.live.recorder import RecorderStatus
    from gesture_app.live.take import Take


class SourceState(StrEnum):
    """The state of the source."""

    OPENING = "opening"
    RUNNING = "running"
    LOST = "lost"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """The source, its state and its trouble, if any."""

    source: str
    """as the session was asked for it"""
    name: str
    """as a person calls it"""
    state: SourceState
    trouble: GestureAppError | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LiveSnapshot:
    """Everything that a window shows of one frame."""

    frame: Frame
    tracked: TrackedFrame
    card: ModelCard | None
    """the model in use when this frame was processed"""
    tracker: str
    """name and version of the tracker that found the hands"""
    fps: float
    delay_ms: float
    """from the camera's frame to this snapshot"""
    frames: int
    dropped: int
    stages_ms: Mapping[str, float]
    """recent milliseconds per frame, by stage"""
    hint: str = ""
    """what makes recognition hard in front of the camera, and what to do; "": nothing"""


@dataclass(frozen=True, slots=True, eq=False)
class LiveUpdate:
    """Everything that is new since the last update. A snapshot may be left out, an event or a take never."""

    source: SourceStatus | None
    """now; None before a source was asked for"""
    predictions: tuple[Prediction, ...]
    """in order of time; of those that are waiting, the newest"""
    events: tuple[Event, ...]
    ends: tuple[GestureEnd, ...]
    takes: tuple[Take, ...]
    false_alarms: tuple[FalseAlarm, ...]
    snapshot: LiveSnapshot | None
    """the newest; None before the first frame"""
    recorder: RecorderStatus
    """now, also while no frames come; every take that it counts is in an update by now"""
    failure: GestureAppError | None
    """why the live thread has ended by itself; None while it runs"""

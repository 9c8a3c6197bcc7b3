"""What every page is made with, given to it whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from gesture_app.core.recording import RecordingInfo
from gesture_app.gui.state.context import Collaborators
from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.tasks import TaskRunner
from gesture_app.live.recorder import Take


@dataclass(frozen=True, slots=True)
class PageParts:
    """The program below the window and the window's ways to it."""

    collaborators: Collaborators
    poller: LiveUpdates
    background: TaskRunner
    messages: Notifications
    settings: CurrentSettings

    def info_of(self, take: Take) -> RecordingInfo:
        """What is known of a take that has just been made."""
        status, snapshot = self.poller.status, self.poller.newest
        return RecordingInfo(
            gesture=take.gesture,
            session=self.collaborators.session_name,
            source=status.name if status is not None else "",
            tracker=snapshot.tracker if snapshot is not None else "",
            frame_size=take.frames[0].frame_size if take.frames else (0, 0),
            recorded_at=datetime.now(UTC).isoformat(timespec="seconds"),
            trim=take.trim,
        )

"""Lists what the window and its pages share. `app.py` makes each part once and passes it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gesture_app.gui.state.active_model import ActiveModel
    from gesture_app.gui.state.current_settings import CurrentSettings
    from gesture_app.gui.state.gesture_actions import GestureActions
    from gesture_app.gui.state.live_updates import LiveUpdates
    from gesture_app.gui.state.model_library import ModelLibrary
    from gesture_app.gui.state.notifications import Notifications
    from gesture_app.gui.state.recording_library import RecordingLibrary
    from gesture_app.gui.state.running_work import RunningWork
    from gesture_app.gui.state.session_takes import SessionTakes
    from gesture_app.gui.state.tasks import TaskRunner
    from gesture_app.live.session import LiveSession
    from gesture_app.storage.models.store import ModelStore
    from gesture_app.storage.recordings.store import RecordingStore
    from gesture_app.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WindowContext:
    """What the window needs before its pages: little, because the first camera picture waits for it."""

    session: LiveSession
    updates: LiveUpdates
    tasks: TaskRunner
    notifications: Notifications
    settings: CurrentSettings
    work: RunningWork


@dataclass(frozen=True, slots=True)
class AppContext(WindowContext):
    """The program below the window, and the state that pages share."""

    workspace: Workspace
    recordings: RecordingStore
    models: ModelStore
    library: RecordingLibrary
    model_library: ModelLibrary
    active_model: ActiveModel
    session_takes: SessionTakes
    gesture_actions: GestureActions

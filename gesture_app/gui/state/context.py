"""What the window and its pages work with: given to them when they are made, never looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.errors import ModelError

if TYPE_CHECKING:  # the window appears before the slow ones are imported
    from gesture_app.core.interfaces import Recogniser
    from gesture_app.core.recording import Recording
    from gesture_app.core.ring_buffer import Picture
    from gesture_app.core.training.options import TrainingOptions
    from gesture_app.jobs.launch import TrainingJob
    from gesture_app.live.session import LiveSession
    from gesture_app.storage.models.store import ModelStore
    from gesture_app.storage.recordings.store import RecordingStore

from gesture_app.gui.state.current_settings import CurrentSettings
from gesture_app.gui.state.live_updates import LiveUpdates
from gesture_app.gui.state.notifications import Notifications
from gesture_app.gui.state.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source the user can pick by name."""

    source: str
    """as the session is asked for it"""
    name: str
    """as a person calls it"""


def _no_report(model: str, path: Path) -> object:
    raise ModelError("This report cannot be saved.")


@dataclass(frozen=True, slots=True)
class Collaborators:
    """The program below the window."""

    session: LiveSession
    recordings: RecordingStore
    models: ModelStore
    list_sources: Callable[[], Sequence[SourceChoice]]
    """the webcams that are plugged in; slow, not for the GUI thread"""
    load_recogniser: Callable[[str], Recogniser]
    """model id → that model running; slow, not for the GUI thread"""
    make_training_job: Callable[[TrainingOptions], TrainingJob]
    write_clip: Callable[[Path, Sequence[Picture], float], None] | None = None
    """a recording's path, the pictures of its time, its length in seconds → a small clip beside it; slow"""
    some_takes: Callable[[], Sequence[Recording]] = tuple
    """a few of the newest takes of every gesture; slow"""
    save_report: Callable[[str, Path], object] = _no_report
    """a model's id, a file → the report on it as one HTML page; slow"""


@dataclass(frozen=True, slots=True)
class PageParts:
    """The program below the window and the window's ways to it."""

    collaborators: Collaborators
    updates: LiveUpdates
    tasks: TaskRunner
    notifications: Notifications
    settings: CurrentSettings

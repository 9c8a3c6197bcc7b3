"""Makes what the window asks for. Slow libraries are imported where they are first used, off the GUI thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.source_names import SourceChoice, camera_source, comparable_name
from gesture_app.live.session import LiveSession
from gesture_app.storage.workspace import Workspace, shipped_models_folder, sweep_workspace

if TYPE_CHECKING:
    from gesture_app.core.frame import Image
    from gesture_app.core.import_export import (
        ExportOptions,
        ExportProgress,
        Findings,
        ImportOptions,
        ImportProgress,
        TakePreview,
    )
    from gesture_app.core.inspection.gradient_reach import ReachMessage
    from gesture_app.core.inspection.trace import Trace
    from gesture_app.core.interfaces import Camera, HandTracker, Recogniser
    from gesture_app.core.model.lookalike import Lookalike
    from gesture_app.core.quality.cross_validation import CheckProgress
    from gesture_app.core.recording import Recording
    from gesture_app.core.ring_buffer import Picture
    from gesture_app.core.training.options import TrainingOptions
    from gesture_app.core.training.progress import TrainingProgress
    from gesture_app.gui.inspect.interfaces import InspectServices
    from gesture_app.gui.state.context import AppContext, WindowContext
    from gesture_app.gui.train.starter_services import StarterServices
    from gesture_app.gui.train.stopped_controller import StoppedServices
    from gesture_app.jobs.inspection import ModelLooker
    from gesture_app.jobs.process import JobProcess
    from gesture_app.storage.models.store import ModelStore
    from gesture_app.storage.recordings.store import RecordingStore
    from gesture_app.storage.startup_check import WorkspaceCheck
    from gesture_app.vision.webcam import WebcamInfo

EXAMPLE_GESTURES, EXAMPLE_SEED = ("thumb_up", "swipe_left"), 34
"""performed by the drawn hand in the tour of the Inspect page: a pose and a movement, and who performs them"""


def make_session(rotation: int = 0) -> LiveSession:
    """Make the live session of the window, named after this moment. It is not started.

    `rotation` is the number of degrees by which camera pictures are turned clockwise.
    """
    name = f"{datetime.now():%Y-%m-%d %H.%M.%S}"
    return LiveSession(_open_camera, _make_tracker, name, shrink=_small_jpeg, turned=_turned, rotation=rotation)


def make_context(workspace: Workspace, live: WindowContext) -> AppContext:
    """Make what the pages share."""
    from gesture_app.gui.state.active_model import ActiveModel
    from gesture_app.gui.state.context import AppContext
    from gesture_app.gui.state.gesture_actions import GestureActions
    from gesture_app.gui.state.model_library import ModelLibrary
    from gesture_app.gui.state.recording_library import RecordingLibrary
    from gesture_app.gui.state.session_takes import SessionTakes
    from gesture_app.gui.widgets.open_question import waits_for_answer
    from gesture_app.jobs.action_store import ActionStore
    from gesture_app.storage.action_files import ActionFiles
    from gesture_app.storage.models.store import ModelStore
    from gesture_app.storage.recordings.review_store import ReviewStore
    from gesture_app.storage.recordings.store import RecordingStore

    recordings = RecordingStore(workspace.recordings)
    models = ModelStore(workspace.models, shipped_models_folder())
    load = partial(load_recogniser, models)
    return AppContext(
        session=live.session,
        updates=live.updates,
        tasks=live.tasks,
        notifications=live.notifications,
        settings=live.settings,
        work=live.work,
        workspace=workspace,
        recordings=recordings,
        models=models,
        library=RecordingLibrary(recordings, ReviewStore(workspace.recordings), live.tasks),
        model_library=ModelLibrary(models, live.tasks),
        active_model=ActiveModel(live.session, models, load, live.updates, live.tasks, live.notifications),
        session_takes=SessionTakes(recordings, live.tasks, write_take_clip),
        gesture_actions=GestureActions(live, ActionStore(ActionFiles.of(workspace.root)), waits_for_answer),
    )


class _ProgramEndsError(Exception):
    """Ends a background task because the window closes."""


def check_at_start(workspace: Workspace, ending: Callable[[], bool]) -> WorkspaceCheck | None:
    """Check the workspace (slow). Return None if the program ends first."""
    from gesture_app.storage.startup_check import check_workspace

    def progress(read: int, total: int) -> None:
        if ending():
            raise _ProgramEndsError

    try:
        return check_workspace(sweep_workspace(workspace), progress=progress)
    except _ProgramEndsError:
        return None


def make_cross_validation_job(workspace: Workspace) -> JobProcess[CheckProgress]:
    """Make the job that checks takes with models that did not see them."""
    from gesture_app.jobs.launch import cross_validation_job

    return cross_validation_job(workspace)


def find_importable(workspace: Workspace, path: Path, options: ImportOptions) -> Findings:
    """Return what an import of this path would bring, by names only (slow).

    Raises:
        GestureAppError: there is nothing to import, or no gesture can have this name.
    """
    from gesture_app.core.gestures import gesture_name
    from gesture_app.jobs.import_preview import find_gestures

    named = replace(options, gesture=gesture_name(options.gesture) if options.gesture else "")
    return find_gestures(path, named, workspace.recordings)


def sample_importable(path: Path, options: ImportOptions, count: int) -> Iterator[TakePreview]:
    """Yield some takes of each gesture that an import would bring. Each step is slow."""
    from gesture_app.core.gestures import gesture_name
    from gesture_app.jobs.import_preview import sample_takes

    named = replace(options, gesture=gesture_name(options.gesture) if options.gesture else "")
    yield from sample_takes(path, named, count)


def make_import_job(workspace: Workspace, path: Path, options: ImportOptions) -> JobProcess[ImportProgress]:
    """Make the job that imports takes."""
    from gesture_app.jobs.launch import import_job

    return import_job(workspace, path, options)


def make_export_job(workspace: Workspace, options: ExportOptions) -> JobProcess[ExportProgress]:
    """Make the job that writes takes into one file."""
    from gesture_app.jobs.launch import export_job

    return export_job(workspace, options)


def import_model(models: ModelStore, file: Path) -> str:
    """Check and save the model in a file and return its id here (slow).

    Raises:
        ModelError: the file holds no model that can be used.
    """
    from gesture_app.learning.torch_import import import_torch

    import_torch()
    from gesture_app.jobs.model_exchange import import_model

    return import_model(models, file)


def make_inspect_services(workspace: Workspace, models: ModelStore, recordings: RecordingStore) -> InspectServices:
    """Return what the Inspect page analyses models with."""
    from gesture_app.gui.inspect.interfaces import InspectServices
    from gesture_app.storage.models.shipped_reach import REACH_FILE, read_shipped_reach
    from gesture_app.storage.models.store import SHIPPED_MODEL

    return InspectServices(
        open_model=lambda model: _open_model(models, recordings, model),
        write_table=_write_table,
        make_reach_job=lambda: _make_reach_job(workspace),
        read_shipped_reach=lambda: read_shipped_reach(shipped_models_folder() / REACH_FILE),
        make_example=_make_example,
        shipped_model=SHIPPED_MODEL,
    )


def webcam_choices(webcams: Sequence[WebcamInfo]) -> list[SourceChoice]:
    """Return a choice for each camera: by name, which outlives replugging, or by number where a name occurs twice."""
    names = Counter(comparable_name(webcam.name) for webcam in webcams)
    return [
        SourceChoice(camera_source(webcam.name), webcam.name)
        if names[comparable_name(webcam.name)] == 1
        else SourceChoice(f"{webcam.number}", f"{webcam.name} (camera {webcam.number})")
        for webcam in webcams
    ]


def make_training_job(workspace: Workspace, options: TrainingOptions) -> JobProcess[TrainingProgress]:
    """Make the job that trains a model."""
    from gesture_app.jobs.launch import training_job

    return training_job(workspace, options)


def save_report(workspace: Workspace, models: ModelStore, model: str, out: Path) -> Path:
    """Write the report on a model, by its id, into an HTML file (slow)."""
    from gesture_app.jobs.report_export import export_report

    return export_report(workspace, models, model, out)


def make_starter_services(workspace: Workspace) -> StarterServices:
    """Return what the Train page needs of the starter."""
    from gesture_app.gui.train.starter_services import StarterServices
    from gesture_app.storage.models.starter_choice_file import read_starter_choice, write_starter_choice
    from gesture_app.storage.models.starter_takes import STARTER_TAKES, starter_gestures
    from gesture_app.storage.models.store import SHIPPED_MODEL

    return StarterServices(
        gestures=partial(starter_gestures, shipped_models_folder() / SHIPPED_MODEL / STARTER_TAKES),
        read_choice=partial(read_starter_choice, workspace.models),
        write_choice=partial(write_starter_choice, workspace.models),
        find_lookalikes=_find_lookalikes,
    )


def make_stopped_services(workspace: Workspace) -> StoppedServices:
    """Return what the Train page needs of a training that was stopped."""
    from gesture_app.gui.train.stopped_controller import StoppedServices
    from gesture_app.jobs.launch import training_job
    from gesture_app.storage.models.checkpoint_file import delete_checkpoint, read_stopped

    return StoppedServices(
        read=partial(read_stopped, workspace.models),
        delete=partial(delete_checkpoint, workspace.models),
        make_job=lambda resume: training_job(workspace, resume=resume),
    )


def _find_lookalikes(takes: Sequence[tuple[str, Path]]) -> Sequence[Lookalike]:
    from gesture_app.learning.torch_import import import_torch

    import_torch()
    from gesture_app.jobs.starter import find_lookalikes

    return find_lookalikes(takes)


def _open_camera(source: str) -> Camera:
    from gesture_app.sources import open_source

    return open_source(source, paced=True)


def _turned(camera: Camera, degrees: int) -> Camera:
    from gesture_app.vision.turned_camera import turned

    return turned(camera, degrees)


def _make_tracker() -> HandTracker:
    from gesture_app.sources import hand_tracker

    return hand_tracker()


def list_webcam_choices() -> Sequence[SourceChoice]:
    """Return a choice for each webcam that is plugged in (slow)."""
    from gesture_app.vision.webcam import list_webcams

    return webcam_choices(list_webcams())


def _open_model(models: ModelStore, recordings: RecordingStore, model: str) -> ModelLooker:
    from gesture_app.learning.torch_import import import_torch

    import_torch()
    from gesture_app.jobs.inspection import ModelLooker
    from gesture_app.learning.recogniser import recogniser_of

    stored = models.load_as_chosen(model)
    recogniser = recogniser_of(stored.card, stored.weights)  # one of its own: the live thread's is never touched
    return ModelLooker(stored.card, recogniser.network, recordings)


def _write_table(out: Path, trace: Trace) -> None:
    from gesture_app.storage.exporters.trace_table import write_traces

    write_traces(out, [trace])


def _make_example() -> Recording:
    from gesture_app.vision.demo.takes import drawn_stream

    return drawn_stream(EXAMPLE_GESTURES, EXAMPLE_SEED)


def _make_reach_job(workspace: Workspace) -> JobProcess[ReachMessage]:
    from gesture_app.jobs.launch import gradient_reach_job

    return gradient_reach_job(workspace)


def load_recogniser(models: ModelStore, model: str) -> Recogniser:
    """Load a model, by its id, ready to run (slow)."""
    from gesture_app.learning.torch_import import import_torch

    import_torch()
    from gesture_app.learning.recogniser import recogniser_of

    stored = models.load_as_chosen(model)
    return recogniser_of(stored.card, stored.weights)


def _small_jpeg(image: Image) -> bytes:
    from gesture_app.vision.clip import small_jpeg

    return small_jpeg(image)


def write_take_clip(recording: Path, pictures: Sequence[Picture], seconds: float) -> None:
    """Write pictures as a clip of so many seconds beside a recording (slow)."""
    from gesture_app.storage.recordings.folders import write_clip
    from gesture_app.vision.clip import clip_of

    write_clip(recording, clip_of(pictures, seconds))


def ask_for_cameras() -> None:
    """Let the system ask for the permission to use cameras. Call it on the main thread."""
    from gesture_app.vision.webcam import ask_for_permission

    ask_for_permission()

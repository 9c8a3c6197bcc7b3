"""Train a model as one generator: load the takes, train, save the model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from gesture_app.core.errors import ModelError, RecordingError, TrainingError
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.lookalike import Lookalike
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.model.starter_choice import StarterChoice
from gesture_app.core.model.user_overrides import UserOverrides
from gesture_app.core.recording import Recording
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import (
    ShortenedTake,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.core.training.stopped import Resume
from gesture_app.jobs.checkpoints import CheckpointWriter, StoppedRun
from gesture_app.jobs.failure import report_failure
from gesture_app.jobs.model_report import compared_with_use, report_of
from gesture_app.jobs.starter import find_lookalikes, shipped_starter
from gesture_app.jobs.training_data import TakesToLearn, handed_over, takes_to_learn
from gesture_app.learning.distributed import join
from gesture_app.learning.recogniser import weights_of
from gesture_app.learning.starter import Starter
from gesture_app.learning.training import Learned, learn
from gesture_app.storage.files.free_space import require_room
from gesture_app.storage.models.cleanup import sweep_half_written
from gesture_app.storage.models.starter_choice_file import read_starter_choice
from gesture_app.storage.models.store import ModelStore, new_model_id
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace, shipped_models_folder

BACKGROUND_FOLDER = "background"
"""in the folder of shipped models: recordings without a gesture, for users who have recorded none"""
ROOM = 30_000_000
"""bytes that a model, its report and the checkpoints of its training may need"""
KEPT = "The training is kept. Go on with it when the cause is gone, or keep its best epoch."
TRUNK_FILE = "trunk/weights.safetensors"
"""in the shipped models folder"""


@report_failure(
    TrainingFailed,
    "Training",
    "Recordings and models are unchanged. Close other programs, or train on fewer takes.",
    "Recordings and models are unchanged.",
)
def run_training(
    workspace: Workspace, options: TrainingOptions, resume: Resume = Resume.NO
) -> Iterator[TrainingProgress]:
    """Train a model and save it. The last message, and only the last, is `TrainingDone` or `TrainingFailed`.

    The model is complete on disk before `TrainingDone` comes, and is not in use yet. When several processes train
    together, only the first one yields messages; the others yield nothing but a failure.

    A training that is killed leaves a checkpoint. `resume` goes on from it, with the options and takes from then.
    """
    began = time.perf_counter()
    stopped = StoppedRun.found(workspace, resume)
    options = options if stopped is None else stopped.options
    processes = join(options.computing)
    first = processes.rank == 0  # writes and speaks for all
    if first:
        sweep_half_written(workspace.models)  # of a training that was killed
        require_room(workspace.models, ROOM, TrainingError)
    read = takes_to_learn(workspace, first, None if stopped is None else stopped.takes)
    options, trouble = _with_starter_choice(workspace, options)
    starter = _starter(options, trouble)
    epochs: list[EpochMetrics] = [] if stopped is None else [*stopped.epochs]
    writer = CheckpointWriter(workspace, options, read.lots, epochs)
    checkpoints = writer.checkpoints(stopped)
    shortened: tuple[str, ...] = ()
    takes = handed_over(read.recordings)
    lots = tuple(read.lots)
    backbone, background = shipped_trunk(), shipped_background()
    for news in learn(takes, background, options, backbone, lots, processes, starter=starter, checkpoints=checkpoints):
        if not first:
            continue
        if isinstance(news, TrainingStarted):
            named = _with_names(news.shortened, read)
            shortened = tuple(take.sentence for take in named)
            yield replace(news, left_out=(*trouble, *read.damaged, *news.left_out), shortened=named)
            yield from epochs
        elif isinstance(news, Learned):
            now = datetime.now(UTC).isoformat(timespec="seconds")
            card = news.card(new_model_id(), now, read.fingerprint, options)
            weights = weights_of(news.network)
            seconds = time.perf_counter() - began + (stopped.seconds if stopped is not None else 0.0)
            report = report_of(news, card, weights, read.lots, read.takes, read.streams, epochs, seconds)
            report = replace(report, shortened=shortened, lookalikes=_lookalikes(read, card))
            models = ModelStore(workspace.models, shipped_models_folder())
            comparison = compared_with_use(models, report, read.used)
            choices = _kept_overrides(models, card)
            try:
                models.save(card, weights, report, choices)
            except ModelError as error:
                raise TrainingError(error.sentence, f"{error.hint} {KEPT}".strip()) from error
            kept = tuple(choices.thresholds) if choices is not None else ()
            writer.delete()
            yield TrainingDone(card, seconds, report, comparison, kept)
        else:
            epochs.append(news)
            yield news


def _with_names(takes: Sequence[ShortenedTake], read: TakesToLearn) -> tuple[ShortenedTake, ...]:
    """Return the takes with the names of their files."""
    paths = (read.takes[read.lots[take.key]].path for take in takes)
    return tuple(replace(take, name=f"{path.parent.name}/{path.name}") for take, path in zip(takes, paths, strict=True))


def _kept_overrides(models: ModelStore, card: ModelCard) -> UserOverrides | None:
    """Return the user's own thresholds of the model in use, which the new model takes over."""
    with suppress(ModelError):  # gone meanwhile
        active = models.active()
        if active is not None:
            choices = models.choices(active).for_model_after(card, models.is_shipped(active))
            return choices if choices.thresholds else None
    return None


def shipped_trunk() -> bytes | None:
    """Return the shipped weights of the pretrained backbone, or None if they are missing."""
    file = shipped_models_folder() / TRUNK_FILE
    return file.read_bytes() if file.is_file() else None


def _with_starter_choice(workspace: Workspace, options: TrainingOptions) -> tuple[TrainingOptions, list[str]]:
    """Return options with the choice of the workspace, and sentences on what is wrong with it."""
    if options.starter is not None:
        return options, []
    choice, trouble = read_starter_choice(workspace.models)
    return replace(options, starter=choice), [trouble] if trouble else []


def _starter(options: TrainingOptions, trouble: list[str]) -> Starter:
    """Return the starter's gestures to learn. Add a sentence to `trouble` if their takes cannot be read."""
    try:
        return shipped_starter(options.starter or StarterChoice())
    except RecordingError as error:
        trouble.append(f"The model learns none of the starter's gestures. {error.sentence}")
        return Starter()


def _lookalikes(read: TakesToLearn, card: ModelCard) -> tuple[Lookalike, ...]:
    """Return the starter's gestures of a model that look like one of the user's in it."""
    if not card.starter:
        return ()
    takes = ((take.info.gesture, take.path) for take in read.used.values())
    return find_lookalikes([pair for pair in takes if pair[0] in card.own_gestures], card.starter)


def shipped_background() -> list[Recording]:
    """Return the shipped recordings without a gesture."""
    folder = shipped_models_folder() / BACKGROUND_FOLDER
    if not folder.is_dir():
        return []
    anywhere = Path(folder.resolve().anchor)  # an installer may have made links of these files
    store = RecordingStore(folder, within=anywhere)
    return [stored.recording for stored in store.load_all(set_damaged_aside=False).stored]

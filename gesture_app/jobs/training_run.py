"""Training as one generator: read the takes, learn, save the model. Window, terminal and tests listen to the same."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from gesture_app.core.cross_check import content_key
from gesture_app.core.errors import GestureAppError, ModelError, RecordingError
from gesture_app.core.event_score import sum_of
from gesture_app.core.features import features_of
from gesture_app.core.model_comparison import Comparison, compare
from gesture_app.core.recording import Recording
from gesture_app.core.report_card import JudgedTake, LearnedTake, ReportCard, best_of
from gesture_app.core.training_options import TrainingOptions
from gesture_app.core.training_progress import (
    EpochDone,
    TrainingDone,
    TrainingFailed,
    TrainingProgress,
    TrainingStarted,
)
from gesture_app.core.truth import Performance
from gesture_app.learning.evaluation import named
from gesture_app.learning.processes import joined
from gesture_app.learning.recogniser import recogniser_of, weights_of
from gesture_app.learning.reporting import judged_takes, score_of_recorded
from gesture_app.learning.training import Learned, learn
from gesture_app.storage.model_store import ModelStore, new_model_id
from gesture_app.storage.recording_file import read_recording
from gesture_app.storage.recording_store import RecordingStore, StoredRecording, fingerprint
from gesture_app.storage.truth_file import read_truth, streams_below, truth_beside
from gesture_app.storage.workspace import Workspace, shipped_models_folder

log = logging.getLogger(__name__)

BACKGROUND_FOLDER = "background"
"""in the shipped models folder: recordings of hands that mean nothing, for users who have not recorded any"""
TRUNK_FILE = "trunk/weights.safetensors"
"""in the shipped models folder"""


def run_training(workspace: Workspace, options: TrainingOptions) -> Iterator[TrainingProgress]:
    """Say how training goes; the last thing said is `TrainingDone` or `TrainingFailed`, and there is only one.

    The model is complete on disk before `TrainingDone` is said. It is not put to use. Of several processes that train
    together only the first says so; the others say nothing, or how they failed.
    """
    try:
        yield from _run(workspace, options)
    except GestureAppError as error:
        yield TrainingFailed(error.sentence, error.hint)
    except MemoryError:
        yield TrainingFailed("There was not enough memory to train.", "Close other programs, or train on fewer takes.")
    except Exception as error:
        log.exception("training failed")
        yield TrainingFailed(f"Training failed unexpectedly: {error}.", "Recordings and models are as they were.")


def _run(workspace: Workspace, options: TrainingOptions) -> Iterator[TrainingProgress]:
    began = time.perf_counter()
    processes = joined(options.computing)
    first = processes.rank == 0  # writes and speaks for all
    loaded = RecordingStore(workspace.recordings).load_all(set_damaged_aside=first)
    streams = streams_below(workspace.recordings)
    used = {
        content_key(stored): stored
        for stored in loaded.stored
        if not stored.info.disabled and stored.path not in streams
    }
    recordings = [stored.recording for stored in used.values()]
    damaged = tuple(item.sentence for item in loaded.damaged)
    epochs: list[EpochDone] = []
    for news in learn(recordings, shipped_background(), options, shipped_trunk(), tuple(used), processes):
        if not first:
            continue
        if isinstance(news, TrainingStarted):
            yield replace(news, left_out=(*damaged, *news.left_out))
        elif isinstance(news, Learned):
            yield _saved(workspace, options, news, used, streams, epochs, began)
        else:
            epochs.append(news)
            yield news


def _saved(
    workspace: Workspace,
    options: TrainingOptions,
    learned: Learned,
    used: Mapping[str, StoredRecording],
    streams: Sequence[Path],
    epochs: Sequence[EpochDone],
    began: float,
) -> TrainingDone:
    """The new model, judged, compared and complete on disk."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    card = learned.card(new_model_id(), now, fingerprint(used.values()), options)
    weights = weights_of(learned.network)
    takes = {
        key: LearnedTake(key, used[key].info.gesture, used[key].info.session, used[key].id) for key in learned.keys
    }
    recorded = score_of_recorded(recogniser_of(card, weights), _streams_with_truth(streams))
    report = ReportCard(
        model=card.id,
        labels=card.labels,
        split_by=card.split_by,
        epochs=tuple(epochs),
        best_epoch=best_of(epochs),
        learned=tuple(takes.values()),
        judged=judged_takes(learned.judged, takes),
        streams=sum_of((learned.streams, recorded)),
        peaks=learned.peaks,
        seconds=time.perf_counter() - began,
        left_out=tuple(key for key in used if key not in takes),
    )
    models = ModelStore(workspace.models, shipped_models_folder())
    comparison = compared_with_use(models, report, used)
    models.save(card, weights, report)
    return TrainingDone(card, time.perf_counter() - began, report, comparison)


def compared_with_use(
    models: ModelStore, report: ReportCard, takes: Mapping[str, StoredRecording]
) -> Comparison | None:
    """A new model's report against the model in use.

    None where that came with the program and knows other gestures than the user's, says not what it learned from, or
    cannot be used any more.
    """
    try:
        active = models.active()
        if active is None or models.is_shipped(active):
            return None
        before = models.report(active)
        if before is None:
            return None
        stored = models.load(active)
        recogniser = recogniser_of(stored.card, stored.weights)
    except ModelError as error:
        log.warning("%s", error.sentence)
        return None

    def name_now(take: JudgedTake) -> str | None:
        return named(recogniser, features_of(takes[take.key].recording.trimmed(), stored.card.rate))

    return compare(before, report, name_now, {take.info.gesture for take in takes.values()})


def _streams_with_truth(paths: Iterable[Path]) -> Iterator[tuple[Recording, Sequence[Performance]]]:
    for path in paths:
        try:
            yield read_recording(path), read_truth(truth_beside(path))
        except RecordingError as error:
            log.warning("%s", error.sentence)


def shipped_trunk() -> bytes | None:
    """What every model begins with, shipped with the program; None where it is missing: training then takes longer."""
    file = shipped_models_folder() / TRUNK_FILE
    return file.read_bytes() if file.is_file() else None


def shipped_background() -> list[Recording]:
    """Recordings of hands that mean nothing, shipped with the program."""
    folder = shipped_models_folder() / BACKGROUND_FOLDER
    if not folder.is_dir():
        return []
    return [stored.recording for stored in RecordingStore(folder).load_all(set_damaged_aside=False).stored]

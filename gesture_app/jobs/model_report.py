"""The report of a new model, and its comparison with the model in use."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gesture_app.core.errors import ModelError, RecordingError
from gesture_app.core.features import features_of
from gesture_app.core.ground_truth import Performance
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.comparison import Comparison, compare
from gesture_app.core.model.event_metrics import sum_of
from gesture_app.core.model.report import EpochMetrics, JudgedTake, LearnedTake, ModelReport, best_of
from gesture_app.core.recording import Recording
from gesture_app.core.useful_part import useful_part
from gesture_app.jobs.training_data import KnownTake
from gesture_app.learning.evaluation import classify_take
from gesture_app.learning.held_out_metrics import judged_takes, score_recorded_streams
from gesture_app.learning.recogniser import recogniser_of
from gesture_app.learning.training import Learned
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.ground_truth_file import read_truth, truth_beside
from gesture_app.storage.recordings.recording_file import read_recording

log = logging.getLogger(__name__)


def report_of(
    learned: Learned,
    card: ModelCard,
    weights: bytes,
    keys: Mapping[str, str],
    takes: Mapping[str, KnownTake],
    streams: Sequence[Path],
    epochs: Sequence[EpochMetrics],
    seconds: float,
) -> ModelReport:
    """Return the report of a training.

    Args:
        learned: the result of the training.
        card: of the model.
        weights: of the model.
        keys: of the takes, by their keys in the training.
        takes: all takes that are not disabled, by key.
        streams: recordings with ground truth, which were not trained on.
        epochs: of the training.
        seconds: duration of the training.
    """
    used: dict[str, LearnedTake] = {}
    for lot in learned.keys:
        stored = takes[keys[lot]]
        used[lot] = LearnedTake(keys[lot], stored.info.gesture, stored.info.session, stored.id)
    known = {take.key for take in used.values()}
    recorded = score_recorded_streams(recogniser_of(card, weights), _with_truth(streams))
    return ModelReport(
        model=card.id,
        labels=card.labels,
        split_by=card.split_by,
        epochs=tuple(epochs),
        best_epoch=best_of(epochs),
        learned=tuple(used.values()),
        judged=judged_takes(learned.judged, used),
        streams=sum_of((learned.streams, recorded)),
        peaks=learned.peaks,
        seconds=seconds,
        left_out=tuple(key for key in takes if key not in known),
        starter=card.starter,
    )


def compared_with_use(models: ModelStore, report: ModelReport, takes: Mapping[str, KnownTake]) -> Comparison | None:
    """Compare a new model, by its report, with the model in use, on the test takes among `takes` [by key].

    Return None if that one came with the program and knows other gestures, has no record of its takes,
    or has become unusable, or if a take has become unreadable.
    """
    try:
        active = models.active()
        before = None if active is None or models.is_shipped(active) else models.report(active)
        if active is None or before is None:
            return None
        stored = models.load(active)
        recogniser = recogniser_of(stored.card, stored.weights)
    except ModelError as error:
        log.warning("The new model is not compared. %s", error.sentence)
        return None

    def name_now(take: JudgedTake) -> str:
        return classify_take(
            recogniser, features_of(useful_part(read_recording(takes[take.key].path)), stored.card.rate)
        )

    try:
        return compare(before, report, name_now, {take.info.gesture for take in takes.values()})
    except RecordingError as error:  # moved or changed during the training
        log.warning("The new model is not compared. %s", error.sentence)
        return None


def _with_truth(paths: Iterable[Path]) -> Iterator[tuple[Recording, Sequence[Performance]]]:
    for path in paths:
        try:
            yield read_recording(path), read_truth(truth_beside(path))
        except RecordingError as error:
            log.warning("%s", error.sentence)

"""Cross-validation: each take is classified by a model that was trained without it."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gesture_app.core.errors import RecordingError
from gesture_app.core.features import features_of
from gesture_app.core.gestures import NONE
from gesture_app.core.model.report import EpochMetrics
from gesture_app.core.quality.cross_validation import (
    CheckDone,
    CheckFailed,
    CheckProgress,
    CheckStarted,
    CheckWent,
    content_key,
)
from gesture_app.core.recording import Recording
from gesture_app.core.training.options import TrainingOptions
from gesture_app.core.training.progress import TrainingStarted
from gesture_app.core.useful_part import useful_part
from gesture_app.jobs.failure import report_failure
from gesture_app.jobs.training import shipped_background, shipped_trunk
from gesture_app.learning.evaluation import classify_take
from gesture_app.learning.recogniser import recogniser_of, weights_of
from gesture_app.learning.take_selection import FEWEST_TAKES
from gesture_app.learning.training import Learned, learn
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace

MODELS = 3
"""each is trained on two thirds of the takes; fewer would be worse, more would take too long"""

log = logging.getLogger(__name__)


@report_failure(CheckFailed, "The check", "Close other programs.", "The recordings are unchanged.")
def run_cross_validation(
    workspace: Workspace, options: TrainingOptions, models: int = MODELS
) -> Iterator[CheckProgress]:
    """Check every take. The last message, and only the last, is `CheckDone` or `CheckFailed`.

    The results of each model are on disk before the next one is trained.
    """
    store = RecordingStore(workspace.recordings)
    takes = _load_takes(store)
    kept_by = ReviewStore(workspace.recordings)
    there = frozenset(content_key(take) for take, _ in takes)
    yield CheckStarted(len(takes), models)
    background, trunk = shipped_background(), shipped_trunk()
    parts = _assign_models([take for take, _ in takes], models)
    began = time.perf_counter()
    judged = doubted = 0
    for model in range(models):
        held_out = [pair for pair, part in zip(takes, parts, strict=True) if part == model]
        others = [recording for (_, recording), part in zip(takes, parts, strict=True) if part != model]
        learned = None
        for news in learn(others, background, options, trunk, streams=False):
            if isinstance(news, EpochMetrics):
                share = (model + news.epoch / (news.epochs + 1)) / models
                passed = time.perf_counter() - began
                yield CheckWent(share, passed / share - passed)
            elif not isinstance(news, TrainingStarted):
                learned = news
        if learned is None:
            continue
        verdicts = _classify(learned, held_out, options)
        kept_by.add_named(verdicts, there)
        judged += len(verdicts)
        doubted += sum(verdicts.get(content_key(take), take.gesture) != take.gesture for take, _ in held_out)
    yield CheckDone(judged, doubted, len(takes) - judged)


def _load_takes(store: RecordingStore) -> list[tuple[ListedTake, Recording]]:
    """Load all readable takes that have a gesture."""
    found = []
    for take in store.list_takes().takes:
        try:
            found.append((take, store.load(take).recording))
        except RecordingError as error:  # the Library and training report it; here it is left out
            log.warning("%s", error.sentence)
    return [pair for pair in found if pair[0].gesture]


def _assign_models(takes: Sequence[ListedTake], models: int) -> list[int]:
    """Return for each take the model that is trained without it. Each gesture's takes go round, disabled ones apart.

    A gesture with too few takes left to train on goes to no model (-1).
    """
    seen: defaultdict[tuple[str, bool], int] = defaultdict(int)
    usable: defaultdict[str, int] = defaultdict(int)
    for take in takes:
        usable[take.gesture] += not take.info.disabled
    dealt = []
    for take in takes:
        held_out = -(-usable[take.gesture] // models)
        if take.gesture != NONE and usable[take.gesture] - held_out < FEWEST_TAKES:
            dealt.append(-1)
            continue
        key = take.gesture, take.info.disabled
        dealt.append(seen[key] % models)
        seen[key] += 1
    return dealt


def _classify(
    learned: Learned, held_out: Sequence[tuple[ListedTake, Recording]], options: TrainingOptions
) -> dict[str, str]:
    card = learned.card("cross-check", "", "", options)
    recogniser = recogniser_of(card, weights_of(learned.network))
    return {
        content_key(take): classify_take(recogniser, features_of(useful_part(recording), card.rate))
        for take, recording in held_out
        if take.gesture in card.labels
    }

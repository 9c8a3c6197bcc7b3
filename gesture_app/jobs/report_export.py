"""Write the report on a model as one HTML page with pictures of misclassified takes, which are read for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from gesture_app.core.errors import ModelError, RecordingError
from gesture_app.core.model.advice import advice_on
from gesture_app.core.model.report import ModelReport
from gesture_app.core.model.staleness import changes_since
from gesture_app.core.quality.cross_validation import content_key
from gesture_app.core.quality.take_checks import doubtful_takes
from gesture_app.core.recording import Recording
from gesture_app.storage.exporters.report_html import MistakenTake, report_page
from gesture_app.storage.files.atomic import export_target, write_file
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.listing import ListedTake
from gesture_app.storage.recordings.review_store import ReviewStore
from gesture_app.storage.recordings.store import RecordingStore
from gesture_app.storage.workspace import Workspace

PAGE = "report.html"
"""name of the page beside the card"""
MOST_MISTAKEN = 40
"""misclassified takes on one page"""


def export_report(workspace: Workspace, models: ModelStore, model: str, out: Path | None = None) -> Path:
    """Write the page to `out`, or beside the model. Return its path.

    Raises:
        ModelError: there is no such model, it has no report, or the disk fails.
        RecordingError: the recordings cannot be read.
    """
    stored = models.load(model)
    report = report_required(models, model)
    store = RecordingStore(workspace.recordings)
    takes = store.list_takes().takes
    by_key = {content_key(take): take for take in takes}
    page = report_page(
        stored.card,
        report,
        advice_on(report, doubtful_takes(takes, ReviewStore(workspace.recordings).load())),
        tuple(_mistaken(store, report, by_key)),
        changes_since(report, takes).sentence,
    )
    path = export_target(out, ModelError) if out is not None else stored.folder / PAGE
    write_file(path, page, ModelError)
    return path


def report_required(models: ModelStore, model: str) -> ModelReport:
    """Return the report on a model.

    Raises:
        ModelError: there is no such model, or it has no report.
    """
    report = models.report(model)
    if report is None:
        raise ModelError(
            f"Model {model} has no report.",
            "It came with the program, from elsewhere, or from an older version. Train one of your own.",
        )
    return report


def _mistaken(store: RecordingStore, report: ModelReport, by_key: Mapping[str, ListedTake]) -> Iterator[MistakenTake]:
    """Yield the misclassified takes that still exist unchanged, up to a number."""
    mistaken = {take.key for take in report.judged if take.named != take.gesture}
    examples = {take.gesture: take.key for take in report.learned if take.key in by_key and take.key not in mistaken}
    drawn = 0
    for take in report.judged:
        if take.key not in mistaken or drawn == MOST_MISTAKEN:
            continue
        recording = _loaded(store, by_key.get(take.key))
        if recording is not None:
            drawn += 1
            yield MistakenTake(take, recording, _loaded(store, by_key.get(examples.get(take.named, ""))))


def _loaded(store: RecordingStore, take: ListedTake | None) -> Recording | None:
    with suppress(RecordingError):  # gone or damaged by now: the page leaves it out
        return store.load(take).recording if take else None
    return None
